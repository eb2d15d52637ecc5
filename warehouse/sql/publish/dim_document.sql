-- One row per text that this load brings: new texts are added, known ones get the version that extracted them again.
INSERT INTO dim_document BY NAME
SELECT *, false AS is_current, getvariable('load_id') AS load_id
FROM staged_dim_document
WHERE document_id IN (SELECT document_id FROM taken_document)
QUALIFY row_number() OVER (PARTITION BY document_id) = 1
ON CONFLICT (document_id) DO UPDATE SET extractor_version = excluded.extractor_version;
