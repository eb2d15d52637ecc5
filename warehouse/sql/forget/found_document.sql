-- One row per document that was asked for: its title, places, and how much was read off it; key document_id.
SELECT
    asked.document_id,
    document.title,
    (
        SELECT list(DISTINCT path ORDER BY path)
        FROM asked_input
        WHERE asked_input.document_id = asked.document_id
    ) AS paths,
    (SELECT count(*) FROM fact_statement AS fact WHERE fact.document_id = asked.document_id) AS statement_count,
    (SELECT count(*) FROM fact_stance AS fact WHERE fact.document_id = asked.document_id) AS stance_count
FROM asked_document AS asked
LEFT JOIN dim_document AS document USING (document_id)
ORDER BY paths, asked.document_id;
