-- Which positions are best attested, over all months?
SELECT
    holder_name AS holder,
    target_name AS target,
    sum(support_count)::BIGINT AS support,
    sum(oppose_count)::BIGINT AS oppose,
    round((support - oppose) / (support + oppose), 2) AS net_score
FROM stance_matrix
GROUP BY ALL
ORDER BY abs(support - oppose) DESC, support + oppose DESC, holder, target
LIMIT 20;
