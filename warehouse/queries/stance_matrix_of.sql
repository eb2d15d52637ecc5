-- Where does an actor stand toward others, and they toward it?
-- actor: Whose positions, by id or name; by default whoever has most.
-- month: Of one month only, as 2022-10; by default of all, with what has no date.
WITH asked AS (
    SELECT coalesce(
        getvariable('actor'),
        (SELECT holder_actor_id FROM current_stance GROUP BY ALL ORDER BY count(*) DESC, holder_actor_id LIMIT 1)
    ) AS actor
),

self AS (
    SELECT DISTINCT canonical_actor_id
    FROM canonical_actor, asked
    WHERE lower(asked.actor) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
),

cell AS (
    SELECT *
    FROM stance_matrix
    WHERE getvariable('month') IS NULL OR strftime(month, '%Y-%m') = left(getvariable('month'), 7)
),

side AS (
    SELECT
        holder_name AS actor,
        target_name AS other,
        support_count AS support,
        oppose_count AS opposition,
        0 AS support_in_return,
        0 AS opposition_in_return
    FROM cell
    WHERE holder_actor_id IN (FROM self)

    UNION ALL

    SELECT target_name, holder_name, 0, 0, support_count, oppose_count
    FROM cell
    WHERE target_actor_id IN (FROM self)
)

SELECT
    actor,
    sum(support)::BIGINT AS supports,
    sum(opposition)::BIGINT AS opposes,
    other,
    sum(support_in_return)::BIGINT AS other_supports,
    sum(opposition_in_return)::BIGINT AS other_opposes
FROM side
GROUP BY actor, other
ORDER BY sum(support + opposition + support_in_return + opposition_in_return) DESC, actor, other;
