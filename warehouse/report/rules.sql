-- How sure is the extractor, by kind of rule (the part of its name before the colon)? One row per finding and family.
WITH found AS (
    SELECT 'statement' AS finding, split_part(rule, ':', 1) AS family, confidence
    FROM known_statement
    WHERE is_in_report

    UNION ALL

    SELECT 'stance' AS finding, split_part(rule, ':', 1) AS family, confidence
    FROM known_stance
    WHERE is_in_report
)

SELECT
    finding,
    family,
    count(*) AS row_count,
    min(confidence) AS minimum,
    quantile_cont(confidence, 0.25) AS lower_quartile,
    median(confidence) AS median,
    quantile_cont(confidence, 0.75) AS upper_quartile,
    max(confidence) AS maximum
FROM found
GROUP BY finding, family
QUALIFY row_number() OVER (PARTITION BY finding ORDER BY row_count DESC, family) <= 12
ORDER BY finding DESC, row_count DESC, family
