-- On whom do holders disagree? One row per target with holders on both sides; key target_actor_id.
-- supporter_count: Holders with more support than opposition.
-- opponent_count: Holders with more opposition than support.
-- balance: The smaller side divided by the larger: 1 where both are equal.
-- stance_count: Stances of all holders.
-- supporters: Names of the supporters, those with most stances first.
-- opponents: Names of the opponents, those with most stances first.
WITH position AS (
    SELECT
        target_actor_id,
        target_name,
        holder_actor_id,
        holder_name,
        count(*) AS stance_count,
        avg(direction) AS net_score
    FROM current_stance
    WHERE target_actor_id IS NOT NULL AND target_actor_id <> holder_actor_id
    GROUP BY ALL
)

SELECT
    target_actor_id,
    target_name,
    count_if(net_score > 0)::BIGINT AS supporter_count,
    count_if(net_score < 0)::BIGINT AS opponent_count,
    least(supporter_count, opponent_count) / greatest(supporter_count, opponent_count) AS balance,
    sum(stance_count)::BIGINT AS stance_count,
    list(holder_name ORDER BY stance_count DESC, holder_name) FILTER (net_score > 0) AS supporters,
    list(holder_name ORDER BY stance_count DESC, holder_name) FILTER (net_score < 0) AS opponents
FROM position
GROUP BY target_actor_id, target_name
HAVING supporter_count > 0 AND opponent_count > 0
