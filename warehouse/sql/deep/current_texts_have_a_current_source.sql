-- A document is current while a source still holds it
SELECT document_id
FROM dim_document
WHERE is_current <> (document_id IN (SELECT document_id FROM dim_source WHERE is_current));
