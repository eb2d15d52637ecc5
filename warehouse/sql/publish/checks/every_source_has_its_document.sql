-- Each input's document is published with it
SELECT path
FROM staged_dim_source
WHERE document_id NOT IN (SELECT document_id FROM dim_document);
