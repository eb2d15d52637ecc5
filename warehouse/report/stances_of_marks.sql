-- Which stances stand behind a mark of the page? One row per mark and stance; key anchor, stance_id.
SELECT pair.anchor, stance.stance_id, 3 AS kept
FROM known_stance AS stance
JOIN shown_pair AS pair USING (holder_actor_id, target_actor_id)
WHERE stance.is_in_report

UNION ALL

SELECT actor.anchor, stance.stance_id, 3 AS kept
FROM known_stance AS stance
JOIN shown_actor AS actor ON actor.actor_id IN (stance.holder_actor_id, stance.target_actor_id)
WHERE stance.is_in_report AND stance.target_actor_id IS NOT NULL AND stance.target_actor_id <> stance.holder_actor_id

UNION ALL

SELECT anchor, unnest(stance_ids) AS stance_id, 1 AS kept
FROM timeline_point

UNION ALL

SELECT rule.anchor, stance.stance_id, 3 AS kept
FROM known_stance AS stance
JOIN shown_rule AS rule ON rule.finding = 'stance' AND rule.family = split_part(stance.rule, ':', 1)
WHERE stance.is_in_report

UNION ALL

SELECT 'new-stances' AS anchor, stance_id, 6 AS kept
FROM known_stance
WHERE is_in_report AND load_id IN (FROM new_load)

UNION ALL

SELECT turn.before_anchor AS anchor, stance.stance_id, 1 AS kept
FROM shown_turn AS turn
JOIN known_stance AS stance USING (holder_actor_id, target_actor_id)
WHERE stance.published_on = turn.before_on AND stance.polarity = turn.before

UNION ALL

SELECT turn.after_anchor AS anchor, stance.stance_id, 1 AS kept
FROM shown_turn AS turn
JOIN known_stance AS stance USING (holder_actor_id, target_actor_id)
WHERE stance.published_on = turn.changed_on AND stance.polarity = turn.after
