-- Rows of one fact table, of the documents that this load brings; a row that two batches staged goes in once.
INSERT INTO {table} BY NAME
SELECT *, getvariable('load_id') AS load_id
FROM staged_{table}
WHERE document_id IN (SELECT document_id FROM taken_document)
ON CONFLICT DO NOTHING;
