-- Each place that was read, a file or a record of one, has one current text
SELECT place.path || coalesce(' record ' || place.record, '')
FROM (SELECT DISTINCT path, record FROM staged_dim_source) AS place
LEFT JOIN dim_source AS source
    ON source.path = place.path
    AND source.record IS NOT DISTINCT FROM place.record
    AND source.is_current
GROUP BY place.path, place.record
HAVING count(source.source_id) <> 1;
