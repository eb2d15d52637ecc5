-- What became of the inputs of all loads? One row.
SELECT
    (SELECT coalesce(sum(input_count), 0)::BIGINT FROM load) AS input_count,
    (SELECT coalesce(sum(duplicate_count), 0)::BIGINT FROM load) AS duplicate_count,
    (SELECT count(*) FROM rejected_input) AS rejected_count,
    (SELECT count(*) FROM quarantine) AS quarantined_count,
    (SELECT count(*) FROM dim_document WHERE near_duplicate_of IS NOT NULL) AS near_duplicate_count,
    (SELECT count(*) FROM dim_document WHERE NOT is_current) AS superseded_count,
    (SELECT count(*) FROM expectation_result) AS expectation_count,
    (SELECT count(*) FROM expectation_result WHERE NOT is_met) AS broken_expectation_count
