-- As whom does an actor count? One row per actor id, with the name and the side of the actor it is counted as; key actor_id.
SELECT
    alias.actor_id,
    alias.canonical_actor_id,
    alias.reason,
    actor.name,
    actor.kind,
    actor.country_code,
    coalesce(side.canonical_actor_id, actor.affiliation_actor_id) AS affiliation_actor_id
FROM actor_alias AS alias
JOIN dim_actor AS actor ON actor.actor_id = alias.canonical_actor_id
LEFT JOIN actor_alias AS side ON side.actor_id = actor.affiliation_actor_id
