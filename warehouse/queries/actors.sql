-- Which actors are there, under which ids and names, and how much is known of each?
-- name: A part of an id, of a name, or of a spelling in a document; all actors by default.
-- limit: Rows at most; 50 by default.
WITH spoken AS (
    SELECT speaker_actor_id AS actor_id, count(*) AS statement_count
    FROM current_statement
    GROUP BY ALL
),

held AS (
    SELECT holder_actor_id AS actor_id, count(*) AS stance_count
    FROM current_stance
    GROUP BY ALL
),

met AS (
    SELECT target_actor_id AS actor_id, count(*) AS target_count
    FROM current_stance
    GROUP BY ALL
)

SELECT
    actor.canonical_actor_id AS actor_id,
    any_value(actor.name) AS name,
    any_value(actor.affiliation_actor_id) AS speaks_for,
    coalesce(
        string_agg(actor.actor_id, ', ' ORDER BY actor.actor_id) FILTER (actor.actor_id <> actor.canonical_actor_id), ''
    ) AS also_named,
    any_value(coalesce(spoken.statement_count, 0)) AS statements,
    any_value(coalesce(held.stance_count, 0)) AS stances_held,
    any_value(coalesce(met.target_count, 0)) AS stances_toward
FROM canonical_actor AS actor
LEFT JOIN spoken ON spoken.actor_id = actor.canonical_actor_id
LEFT JOIN held ON held.actor_id = actor.canonical_actor_id
LEFT JOIN met ON met.actor_id = actor.canonical_actor_id
GROUP BY actor.canonical_actor_id
HAVING getvariable('name') IS NULL
    OR bool_or(contains(lower(actor.actor_id), lower(getvariable('name'))))
    OR bool_or(contains(lower(actor.name), lower(getvariable('name'))))
ORDER BY statements + stances_held + stances_toward DESC, actor_id
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
