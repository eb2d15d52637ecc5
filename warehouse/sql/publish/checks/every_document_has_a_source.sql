-- Each document came from some input of this load
SELECT document_id
FROM taken_document
WHERE document_id NOT IN (SELECT document_id FROM staged_dim_source);
