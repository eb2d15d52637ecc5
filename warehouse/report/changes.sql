-- What came since the last report? One row.
-- Variables: baseline (newest load of the last report).
SELECT
    (SELECT published_at FROM load WHERE load_id = getvariable('baseline')) AS baseline_at,
    (SELECT count(*) FROM new_load) AS load_count,
    (SELECT count(*) FROM known_document WHERE is_in_report AND load_id IN (FROM new_load)) AS document_count,
    (SELECT count(*) FROM known_statement WHERE is_in_report AND load_id IN (FROM new_load)) AS statement_count,
    (SELECT count(*) FROM known_stance WHERE is_in_report AND load_id IN (FROM new_load)) AS stance_count,
    (
        SELECT count(*)
        FROM known_stance AS stance
        JOIN known_document AS document USING (document_id)
        WHERE stance.is_in_report AND stance.load_id IN (FROM new_load) AND document.load_id NOT IN (FROM new_load)
    ) AS reread_stance_count
