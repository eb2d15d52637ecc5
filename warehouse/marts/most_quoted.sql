-- Who is heard most? One row per speaker with a name; key speaker_actor_id.
-- statement_count: Statements of the speaker.
-- direct_count: Of these, wholly in quotation marks.
-- document_count: Documents that they stand in.
-- publisher_count: Outlets that reported them.
-- first_on: First day of publication.
-- last_on: Last day of publication.
-- mean_confidence: Average confidence of the statements, 0 to 1.
SELECT
    speaker_actor_id,
    speaker_name,
    speaker_kind,
    speaker_affiliation_actor_id,
    count(*) AS statement_count,
    count_if(quote_type = 'direct')::BIGINT AS direct_count,
    count(DISTINCT document_id) AS document_count,
    count(DISTINCT publisher) AS publisher_count,
    min(published_on) AS first_on,
    max(published_on) AS last_on,
    avg(confidence) AS mean_confidence
FROM current_statement
WHERE speaker_actor_id IS NOT NULL
GROUP BY ALL
