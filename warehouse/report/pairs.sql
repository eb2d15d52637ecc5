-- Who stands where toward whom? One row per holder and target; key both.
SELECT
    holder_actor_id,
    any_value(holder_name) AS holder_name,
    target_actor_id,
    any_value(target_name) AS target_name,
    count(*) AS stance_count,
    count_if(polarity = 'support')::BIGINT AS support_count,
    count_if(polarity = 'oppose')::BIGINT AS oppose_count,
    avg(direction) AS net_score,
    count(DISTINCT document_id) AS document_count,
    count(published_on) AS dated_count,
    count(DISTINCT published_on) AS day_count,
    count(DISTINCT date_trunc('month', published_on)) AS month_count,
    count(DISTINCT date_trunc('quarter', published_on)) AS quarter_count,
    count(DISTINCT date_trunc('year', published_on)) AS year_count
FROM known_stance
WHERE is_in_report AND target_actor_id IS NOT NULL AND target_actor_id <> holder_actor_id
GROUP BY ALL
ORDER BY stance_count DESC, holder_actor_id, target_actor_id
