-- The id of an actor begins with its kind
SELECT actor_id
FROM dim_actor
WHERE split_part(actor_id, ':', 1) <> kind;
