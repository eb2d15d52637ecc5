-- The ledger's row of this load. What came in is as the caller counted it, what came out is counted here.
INSERT INTO load BY NAME
SELECT
    getvariable('load_id') AS load_id,
    getvariable('started_at') AS started_at,
    getvariable('published_at') AS published_at,
    getvariable('extractor_version') AS extractor_version,
    getvariable('model_name') AS model_name,
    getvariable('input_count') AS input_count,
    getvariable('unchanged_count') AS unchanged_count,
    (SELECT count(*) FROM taken_document) AS document_count,
    (SELECT count(DISTINCT source_id) FROM staged_dim_source) - (SELECT count(*) FROM taken_document) AS duplicate_count,
    (SELECT count(DISTINCT source_id) FROM staged_rejected_input) AS rejected_count,
    getvariable('extracted_row_count') AS extracted_row_count,
    getvariable('staged_row_count') AS published_row_count,
    (SELECT count(*) FROM quarantined) AS quarantined_row_count,
    getvariable('model_hash') AS model_hash;
