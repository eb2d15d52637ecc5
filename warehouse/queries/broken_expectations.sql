-- Which expectations were broken, in which load, by how many rows?
SELECT
    load.published_at,
    result.table_name,
    result.expectation,
    result.level,
    result.unexpected_row_count,
    result.evaluated_row_count,
    result.detail,
    result.load_id
FROM expectation_result AS result
JOIN load USING (load_id)
WHERE NOT result.is_met
ORDER BY load.published_at DESC, result.level DESC, result.table_name, result.expectation;
