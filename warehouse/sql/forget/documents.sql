-- Removes what was asked for from every table that speaks of documents and inputs; what stays is hashes.
INSERT INTO forgotten BY NAME
SELECT raw_hash, any_value(document_id) AS document_id, getvariable('forgotten_at') AS forgotten_at
FROM asked_input
GROUP BY raw_hash
ON CONFLICT DO NOTHING;

-- Examples in the results of these checks may be words of the documents.
UPDATE expectation_result
SET detail = NULL
FROM (
    SELECT DISTINCT load_id, table_name
    FROM quarantine
    WHERE document_id IN (FROM asked_document)
) AS checked
WHERE expectation_result.load_id = checked.load_id
    AND expectation_result.table_name = checked.table_name
    AND expectation_result.level = 'row';

DELETE FROM quarantine WHERE document_id IN (FROM asked_document);
DELETE FROM rejected_input WHERE source_id IN (SELECT source_id FROM asked_input);
DELETE FROM fact_stance WHERE document_id IN (FROM asked_document);
DELETE FROM fact_statement WHERE document_id IN (FROM asked_document);
DELETE FROM fact_mention WHERE document_id IN (FROM asked_document);
DELETE FROM fact_sentence WHERE document_id IN (FROM asked_document);
DELETE FROM dim_source WHERE document_id IN (FROM asked_document);
DELETE FROM dim_document WHERE document_id IN (FROM asked_document);
