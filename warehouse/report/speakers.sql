-- Who spoke most? One row per speaker with a name; key actor_id.
SELECT
    speaker_actor_id AS actor_id,
    any_value(speaker_name) AS name,
    count(*) AS statement_count,
    count_if(quote_type = 'direct')::BIGINT AS direct_count,
    count(DISTINCT document_id) AS document_count,
    min(published_on) AS first_on,
    max(published_on) AS last_on
FROM known_statement
WHERE is_in_report AND speaker_actor_id IS NOT NULL
GROUP BY speaker_actor_id
ORDER BY statement_count DESC, actor_id
LIMIT 15
