-- Which texts count? One row per text that some source still holds, near-duplicates once; key document_id.
-- month: First day of the month of publication; null where the date is.
WITH RECURSIVE member AS (
    SELECT document_id, document_id AS group_id
    FROM dim_document
    WHERE near_duplicate_of IS NULL

    UNION ALL

    SELECT repeat.document_id, member.group_id
    FROM dim_document AS repeat
    JOIN member ON member.document_id = repeat.near_duplicate_of
)

SELECT
    document.document_id,
    document.title,
    document.document_kind,
    document.author,
    document.publisher,
    document.url,
    document.published_on,
    date_trunc('month', document.published_on)::DATE AS month,
    document.text,
    document.word_count,
    document.extractor_version,
    document.load_id
FROM dim_document AS document
LEFT JOIN member USING (document_id)
WHERE document.is_current
QUALIFY row_number() OVER (
    PARTITION BY coalesce(member.group_id, document.document_id)
    ORDER BY document.near_duplicate_of IS NOT NULL, document.published_on, document.document_id
) = 1
