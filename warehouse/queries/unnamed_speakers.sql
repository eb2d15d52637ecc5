-- Which sources could not be named, how often, and what did they say?
-- limit: Rows at most; 50 by default.
SELECT
    coalesce(source_text, '(none)') AS source,
    count(*) AS statement_count,
    count(DISTINCT document_id) AS document_count,
    arg_max(content_text, confidence) AS example,
    arg_max(title, confidence) AS example_title
FROM current_statement
WHERE speaker_actor_id IS NULL
GROUP BY ALL
ORDER BY statement_count DESC, source
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
