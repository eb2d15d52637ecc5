-- Who moved closer to a target in a month, and in which words?
-- target: Toward whom, by id or name; anybody by default.
-- month: When, as 2022-10; whenever by default. It is compared with the last month before it in which the holder took a
--   stance on the target; undated stances are left out.
WITH asked AS (
    SELECT canonical_actor_id
    FROM canonical_actor
    WHERE lower(getvariable('target')) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
),

position AS (
    SELECT
        holder_actor_id,
        target_actor_id,
        month,
        net_score,
        lag(month) OVER earlier AS month_before,
        lag(net_score) OVER earlier AS score_before
    FROM stance_matrix
    WHERE month IS NOT NULL
    WINDOW earlier AS (PARTITION BY holder_actor_id, target_actor_id ORDER BY month)
)

SELECT
    strftime(position.month, '%Y-%m') AS month,
    stance.holder_name AS holder,
    stance.target_name AS target,
    round(position.score_before, 2) AS score_before,
    round(position.net_score, 2) AS score_after,
    stance.published_on,
    stance.polarity,
    stance.sentence_text AS words,
    stance.title
FROM position
JOIN current_stance AS stance
    ON stance.holder_actor_id = position.holder_actor_id
    AND stance.target_actor_id = position.target_actor_id
    AND stance.month IN (position.month_before, position.month)
WHERE position.net_score > position.score_before
    AND (getvariable('target') IS NULL OR position.target_actor_id IN (FROM asked))
    AND (getvariable('month') IS NULL OR strftime(position.month, '%Y-%m') = left(getvariable('month'), 7))
ORDER BY
    position.month DESC, position.net_score - position.score_before DESC, holder, target, published_on, start_char;
