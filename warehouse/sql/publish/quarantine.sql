-- One row per row kept out. Rows that share a key (which is why they are here) are told apart by '#2', '#3'.
INSERT INTO quarantine BY NAME
SELECT
    * EXCLUDE (row_key, occurrence),
    CASE WHEN occurrence = 1 THEN row_key ELSE row_key || '#' || occurrence END AS row_key,
    getvariable('load_id') AS load_id
FROM (
    SELECT *, row_number() OVER (PARTITION BY table_name, row_key) AS occurrence
    FROM quarantined
);
