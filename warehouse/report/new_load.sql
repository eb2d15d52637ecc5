-- Which loads came after the newest one of the last report? One row per load; key load_id.
-- Variables: baseline (the load_id of that newest one).
SELECT load_id
FROM load
WHERE published_at > (SELECT earlier.published_at FROM load AS earlier WHERE earlier.load_id = getvariable('baseline'))
