-- A document is current while some source still holds its text. Only rows that change are written.
UPDATE dim_document
SET is_current = NOT dim_document.is_current
WHERE dim_document.is_current <> (
    dim_document.document_id IN (SELECT document_id FROM dim_source WHERE is_current)
);
