-- What did an actor say, and those who speak for it?
-- actor: Who, by id or name; by default whoever is heard most.
-- limit: Rows at most; 50 by default.
WITH asked AS (
    SELECT canonical_actor_id
    FROM canonical_actor
    WHERE if(
        getvariable('actor') IS NULL,
        canonical_actor_id = (
            SELECT speaker_actor_id FROM most_quoted ORDER BY statement_count DESC, speaker_actor_id LIMIT 1
        ),
        lower(getvariable('actor')) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
    )
)

SELECT
    published_on,
    coalesce(speaker_name, source_text) AS speaker,
    cue_text AS cue,
    content_text AS content,
    quote_type,
    title
FROM current_statement
WHERE speaker_actor_id IN (FROM asked) OR speaker_affiliation_actor_id IN (FROM asked)
ORDER BY published_on, title, start_char, statement_id
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
