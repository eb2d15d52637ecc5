-- Who changed sides, newest first: of all time, or since the last report? One row per turn; key holder, target, changed_on.
-- Variables: baseline (null: of all time). `turn_count` counts those that are left out too.
SELECT
    turn.holder_actor_id,
    turn.holder_name,
    turn.target_actor_id,
    turn.target_name,
    turn.before,
    turn.before_on,
    turn.after,
    turn.changed_on,
    count(*) OVER () AS turn_count
FROM changes_of_mind AS turn
JOIN known_document AS earlier ON earlier.document_id = turn.before_document_id
JOIN known_document AS later ON later.document_id = turn.after_document_id
WHERE later.is_in_report
    AND (
        getvariable('baseline') IS NULL
        OR earlier.load_id IN (FROM new_load)
        OR later.load_id IN (FROM new_load)
    )
ORDER BY turn.changed_on DESC, turn.holder_actor_id, turn.target_actor_id
LIMIT 12
