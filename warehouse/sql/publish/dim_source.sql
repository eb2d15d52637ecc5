-- One row per text at one place. The newest text at a place is the current one, also when it is an older one come back.
INSERT INTO dim_source BY NAME
SELECT *, true AS is_current, getvariable('load_id') AS load_id
FROM staged_dim_source
QUALIFY row_number() OVER (PARTITION BY source_id) = 1
ON CONFLICT (source_id) DO UPDATE SET
    document_id = excluded.document_id,
    encoding = excluded.encoding,
    raw_ranges = excluded.raw_ranges,
    is_current = true;

UPDATE dim_source
SET is_current = false
FROM staged_dim_source AS newest
WHERE dim_source.is_current
    AND dim_source.path = newest.path
    AND dim_source.record IS NOT DISTINCT FROM newest.record
    AND dim_source.source_id <> newest.source_id;
