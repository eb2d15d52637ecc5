-- No document nearly repeats itself, by one link or several
WITH RECURSIVE link AS (
    SELECT document_id, near_duplicate_of
    FROM dim_document
    WHERE near_duplicate_of IS NOT NULL

    UNION

    SELECT link.document_id, document.near_duplicate_of
    FROM link
    JOIN dim_document AS document ON document.document_id = link.near_duplicate_of
    WHERE document.near_duplicate_of IS NOT NULL
)

SELECT document_id
FROM link
WHERE document_id = near_duplicate_of;
