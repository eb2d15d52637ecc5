-- A file, or a record of one, has one current text
SELECT path || coalesce(' record ' || record, '')
FROM dim_source
WHERE is_current AND path IN (SELECT path FROM staged_dim_source)
GROUP BY path, record
HAVING count(*) > 1;
