-- Who moved closer to a target between two months, and in which words?
-- Variables: target (an actor id; by default the one that most stances are about), before and after (first days of
-- months; by default the first and the last with a stance on the target).
WITH asked AS (
    SELECT
        target_actor_id AS target,
        coalesce(getvariable('before')::DATE, min(month)) AS before,
        coalesce(getvariable('after')::DATE, max(month)) AS after
    FROM stance_matrix
    WHERE getvariable('target') IS NULL OR target_actor_id = getvariable('target')
    GROUP BY target_actor_id
    ORDER BY sum(stance_count) DESC, target_actor_id
    LIMIT 1
),

moved AS (
    SELECT
        holder_actor_id,
        any_value(net_score) FILTER (month = asked.before) AS score_before,
        any_value(net_score) FILTER (month = asked.after) AS score_after
    FROM stance_matrix
    JOIN asked ON stance_matrix.target_actor_id = asked.target
    GROUP BY holder_actor_id
    HAVING score_after > score_before
)

SELECT
    stance.holder_name AS holder,
    round(moved.score_before, 2) AS score_before,
    round(moved.score_after, 2) AS score_after,
    stance.published_on,
    stance.polarity,
    stance.sentence_text AS words,
    stance.title
FROM moved
JOIN asked ON true
JOIN current_stance AS stance
    ON stance.holder_actor_id = moved.holder_actor_id
    AND stance.target_actor_id = asked.target
    AND stance.month IN (asked.before, asked.after)
ORDER BY moved.score_after - moved.score_before DESC, holder, stance.published_on, stance.start_char;
