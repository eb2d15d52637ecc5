-- No fact, side or alias names an actor that is not there
SELECT actor_id
FROM (
    SELECT actor_id FROM fact_mention
    UNION ALL
    SELECT speaker_actor_id FROM fact_statement
    UNION ALL
    SELECT unnest([holder_actor_id, target_actor_id, speaker_actor_id]) FROM fact_stance
    UNION ALL
    SELECT affiliation_actor_id FROM dim_actor
    UNION ALL
    SELECT unnest([actor_id, canonical_actor_id]) FROM actor_alias
)
WHERE actor_id IS NOT NULL AND actor_id NOT IN (SELECT actor_id FROM dim_actor);
