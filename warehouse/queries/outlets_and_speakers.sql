-- Which outlets quote whom?
SELECT
    coalesce(publisher, '(unknown)') AS outlet,
    speaker_name AS speaker,
    count(*) AS statement_count,
    count(DISTINCT document_id) AS document_count
FROM current_statement
WHERE speaker_actor_id IS NOT NULL
GROUP BY ALL
ORDER BY outlet, statement_count DESC, speaker;
