-- The actor that others are counted as is counted as itself (rules run in a circle, or lead to an actor nobody knows)
SELECT alias.actor_id || ' counted as ' || alias.canonical_actor_id
FROM actor_alias AS alias
LEFT JOIN actor_alias AS canonical ON canonical.actor_id = alias.canonical_actor_id
WHERE canonical.canonical_actor_id IS DISTINCT FROM alias.canonical_actor_id;
