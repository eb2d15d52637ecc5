-- One row per document whose facts this load brings: new, or not yet extracted by this version; key document_id.
CREATE OR REPLACE TEMP TABLE taken_document AS
SELECT DISTINCT document_id
FROM staged_dim_document AS staged
WHERE NOT EXISTS (
    FROM dim_document AS known
    WHERE known.document_id = staged.document_id
        AND known.extractor_version = staged.extractor_version
);
