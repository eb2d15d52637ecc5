-- Who stands where toward whom, month by month? One row per holder, target and month (null: undated); key all three.
-- stance_count: Stances of the holder on the target in the month.
-- document_count: Documents that they stand in.
-- support_count: Of the stances, those that support.
-- oppose_count: Of the stances, those that oppose.
-- net_score: Average direction: from -1, all oppose, to 1, all support.
-- weighted_score: The same, weighed by confidence.
SELECT
    holder_actor_id,
    holder_name,
    target_actor_id,
    target_name,
    month,
    count(*) AS stance_count,
    count(DISTINCT document_id) AS document_count,
    count_if(polarity = 'support')::BIGINT AS support_count,
    count_if(polarity = 'oppose')::BIGINT AS oppose_count,
    avg(direction) AS net_score,
    sum(direction * confidence) / nullif(sum(confidence), 0) AS weighted_score
FROM current_stance
WHERE target_actor_id IS NOT NULL AND target_actor_id <> holder_actor_id
GROUP BY ALL
