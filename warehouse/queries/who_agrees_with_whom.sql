-- Who agrees with whom, about whom?
-- actor: One of the two, by id or name; anybody by default.
-- limit: Rows at most; 50 by default.
WITH asked AS (
    SELECT canonical_actor_id
    FROM canonical_actor
    WHERE lower(getvariable('actor')) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
),

position AS (
    SELECT
        holder_actor_id,
        holder_name,
        target_actor_id,
        target_name,
        sign(sum(support_count) - sum(oppose_count)) AS side,
        sum(stance_count) AS weight
    FROM stance_matrix
    GROUP BY ALL
    HAVING side <> 0
)

SELECT
    one.holder_name AS one,
    other.holder_name AS other,
    count_if(one.side = other.side)::BIGINT AS agree,
    count_if(one.side <> other.side)::BIGINT AS disagree,
    coalesce(
        string_agg(one.target_name, ', ' ORDER BY one.weight + other.weight DESC, one.target_name)
        FILTER (one.side = other.side AND one.side > 0), ''
    ) AS both_support,
    coalesce(
        string_agg(one.target_name, ', ' ORDER BY one.weight + other.weight DESC, one.target_name)
        FILTER (one.side = other.side AND one.side < 0), ''
    ) AS both_oppose,
    coalesce(
        string_agg(one.target_name, ', ' ORDER BY one.weight + other.weight DESC, one.target_name)
        FILTER (one.side <> other.side), ''
    ) AS differ_on
FROM position AS one
JOIN position AS other
    ON other.target_actor_id = one.target_actor_id
    AND if(
        getvariable('actor') IS NULL,
        one.holder_actor_id < other.holder_actor_id,
        one.holder_actor_id IN (FROM asked) AND one.holder_actor_id <> other.holder_actor_id
    )
GROUP BY one.holder_actor_id, one.holder_name, other.holder_actor_id, other.holder_name
ORDER BY agree + disagree DESC, agree DESC, one, other
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
