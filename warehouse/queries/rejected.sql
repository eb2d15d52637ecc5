-- Which inputs were rejected, and why?
SELECT reason, path, record, detail, load.published_at
FROM rejected_input
JOIN load USING (load_id)
ORDER BY load.published_at DESC, reason, path, record;
