-- Every actor is counted as one that is counted as itself
SELECT actor_id
FROM dim_actor
LEFT JOIN actor_alias AS alias USING (actor_id)
LEFT JOIN actor_alias AS canonical ON canonical.actor_id = alias.canonical_actor_id
WHERE canonical.canonical_actor_id IS DISTINCT FROM alias.canonical_actor_id
    OR alias.actor_id IS NULL;
