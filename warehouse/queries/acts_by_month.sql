-- How often was each act done, month by month?
SELECT month, act, polarity, count(*) AS stance_count, round(avg(confidence), 2) AS mean_confidence
FROM current_stance
GROUP BY ALL
ORDER BY month NULLS LAST, stance_count DESC, act, polarity;
