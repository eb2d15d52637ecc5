-- Which articles count, and does the report take them in? One row per text that counts; key document_id.
-- Variables: since (a date: only what was published on or after it; undated articles are left out then).
WITH place AS (
    SELECT document_id, min_by(path, (path, record)) AS path, min_by(record, (path, record)) AS record
    FROM dim_source
    WHERE is_current
    GROUP BY document_id
)

SELECT
    document.document_id,
    document.title,
    document.published_on,
    document.publisher,
    document.url,
    place.path,
    place.record,
    document.load_id,
    coalesce(document.published_on >= getvariable('since')::DATE, getvariable('since') IS NULL) AS is_in_report
FROM current_document AS document
LEFT JOIN place USING (document_id)
