-- No row names a document that is not there
SELECT document_id
FROM (
    SELECT document_id FROM fact_sentence
    UNION ALL
    SELECT document_id FROM fact_mention
    UNION ALL
    SELECT document_id FROM fact_statement
    UNION ALL
    SELECT document_id FROM fact_stance
    UNION ALL
    SELECT document_id FROM dim_source
    UNION ALL
    SELECT near_duplicate_of FROM dim_document WHERE near_duplicate_of IS NOT NULL
)
WHERE document_id NOT IN (SELECT document_id FROM dim_document);
