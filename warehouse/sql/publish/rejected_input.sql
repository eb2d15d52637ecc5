-- One row per rejected input, with the newest reason; an input that was published after all is no longer rejected.
INSERT INTO rejected_input BY NAME
SELECT *, getvariable('load_id') AS load_id
FROM staged_rejected_input
QUALIFY row_number() OVER (PARTITION BY source_id) = 1
ON CONFLICT (source_id) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, load_id = excluded.load_id;

DELETE FROM rejected_input
WHERE source_id IN (SELECT source_id FROM staged_dim_source);
