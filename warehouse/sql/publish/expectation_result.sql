-- One row per expectation checked in this load.
INSERT INTO expectation_result BY NAME
SELECT *, getvariable('load_id') AS load_id
FROM expectation_checked;
