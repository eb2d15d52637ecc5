-- Which stances count, and does the report take them in? One row per stance; key stance_id.
SELECT
    stance.stance_id,
    stance.document_id,
    stance.published_on,
    stance.holder_actor_id,
    stance.holder_name,
    stance.target_actor_id,
    coalesce(stance.target_name, stance.target_text) AS target_name,
    stance.polarity,
    stance.direction,
    stance.act,
    stance.modality,
    stance.is_negated,
    stance.speaker_name,
    stance.sentence_index,
    stance.start_char,
    stance.end_char,
    stance.rule,
    stance.confidence,
    stance.extractor_version,
    stance.load_id,
    document.is_in_report
FROM current_stance AS stance
JOIN known_document AS document USING (document_id)
