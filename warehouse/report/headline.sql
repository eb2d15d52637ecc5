-- How much is in the report, of which time, and how new is it? One row.
SELECT
    (SELECT count(*) FROM known_document WHERE is_in_report) AS document_count,
    (SELECT count(*) FROM known_document WHERE NOT is_in_report) AS left_out_count,
    (SELECT count(*) FROM known_document WHERE is_in_report AND published_on IS NULL) AS undated_count,
    (SELECT count(DISTINCT publisher) FROM known_document WHERE is_in_report) AS publisher_count,
    (SELECT min(published_on) FROM known_document WHERE is_in_report) AS first_on,
    (SELECT max(published_on) FROM known_document WHERE is_in_report) AS last_on,
    (SELECT count(*) FROM known_statement WHERE is_in_report) AS statement_count,
    (SELECT count(DISTINCT speaker_actor_id) FROM known_statement WHERE is_in_report) AS speaker_count,
    (SELECT count(*) FROM known_stance WHERE is_in_report) AS stance_count,
    (SELECT count(DISTINCT holder_actor_id) FROM known_stance WHERE is_in_report) AS holder_count,
    (SELECT count(*) FROM load) AS load_count,
    (SELECT arg_max(load_id, published_at) FROM load) AS newest_load_id,
    (SELECT max(published_at) FROM load) AS newest_load_at
