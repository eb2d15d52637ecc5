-- What was said about an actor, and by whom?
-- actor: About whom, by id or name; anybody by default.
-- by: Who said it, by id or name, or who spoke for it; anybody else by default.
-- limit: Rows at most; 50 by default.
WITH named AS (
    SELECT canonical_actor_id, affiliation_actor_id, [lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name)] AS names
    FROM canonical_actor
),

asked AS (
    SELECT canonical_actor_id
    FROM named
    WHERE list_contains(names, lower(getvariable('actor')))
),

source AS (
    SELECT canonical_actor_id
    FROM named
    WHERE list_contains(names, lower(getvariable('by')))
),

speaking AS (
    SELECT canonical_actor_id
    FROM named
    WHERE canonical_actor_id IN (FROM source) OR affiliation_actor_id IN (FROM source)
)

SELECT
    published_on,
    speaker,
    content,
    title,
    array_to_string(about_actor_ids, ', ') AS about
FROM who_said_what
WHERE len(about_actor_ids) > 0
    AND (
        getvariable('actor') IS NULL
        OR list_has_any(about_actor_ids, (SELECT list(canonical_actor_id) FROM asked))
    )
    AND if(
        getvariable('by') IS NULL,
        speaker IS NOT NULL AND coalesce(speaker_actor_id NOT IN (FROM asked), true),
        speaker_actor_id IN (FROM speaking)
    )
ORDER BY published_on, title, start_char, statement_id
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
