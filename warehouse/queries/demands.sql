-- What did an actor, or who speaks for it, ask for or demand, and of whom?
-- actor: Who demands, by id or name; anybody by default.
WITH asked AS (
    SELECT canonical_actor_id
    FROM canonical_actor
    WHERE lower(getvariable('actor')) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
)

SELECT
    published_on,
    holder_name AS holder,
    if(polarity = 'support', 'asks', 'demands') AS tone,
    coalesce(target_name, target_text) AS of_whom,
    evidence_text AS demand,
    sentence_text AS sentence,
    title
FROM current_stance
WHERE act = 'REQUEST'
    AND (
        getvariable('actor') IS NULL
        OR holder_actor_id IN (FROM asked)
        OR holder_affiliation_actor_id IN (FROM asked)
    )
ORDER BY published_on, title, start_char;
