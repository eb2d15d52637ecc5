-- A place that was read, a file or a record of one, has one current text
SELECT path || coalesce(' record ' || record, '')
FROM dim_source
WHERE is_current
GROUP BY path, record
HAVING count(*) > 1;
