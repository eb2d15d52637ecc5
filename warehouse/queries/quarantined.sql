-- Which rows are in quarantine, and which expectation did they break?
SELECT
    table_name,
    expectation,
    count(*) AS row_count,
    count(DISTINCT document_id) AS document_count,
    any_value(detail) AS example,
    any_value(row_key) AS example_key
FROM quarantine
GROUP BY ALL
ORDER BY row_count DESC, table_name, expectation;
