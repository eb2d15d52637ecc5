-- How sure is the extractor, rule by rule?
WITH found AS (
    SELECT 'statement' AS finding, rule, confidence FROM current_statement
    UNION ALL
    SELECT 'stance' AS finding, rule, confidence FROM current_stance
)

SELECT
    finding,
    rule,
    count(*) AS row_count,
    round(min(confidence), 2) AS minimum,
    round(quantile_cont(confidence, 0.25), 2) AS lower_quartile,
    round(median(confidence), 2) AS median,
    round(max(confidence), 2) AS maximum
FROM found
GROUP BY ALL
ORDER BY finding, row_count DESC, rule;
