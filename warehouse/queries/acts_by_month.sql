-- How often was each act done, month by month?
SELECT
    coalesce(strftime(stance.month, '%Y-%m'), 'undated') AS month,
    act,
    polarity,
    count(*) AS stance_count,
    round(avg(confidence), 2) AS mean_confidence
FROM current_stance AS stance
GROUP BY ALL
ORDER BY month, stance_count DESC, act, polarity;
