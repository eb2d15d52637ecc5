-- Which stances count? One row per stance of a current document, newest extraction, actors joined; key stance_id.
-- holder_name: Name of the holder.
-- holder_country_code: ISO 3166-1 alpha-3 code of the country that the holder is or belongs to.
-- holder_affiliation_actor_id: Country or organisation that the holder speaks or acts for.
-- target_name: Name of the target; null for an issue that no actor owns.
-- target_country_code: ISO 3166-1 alpha-3 code of the country that the target is or belongs to.
-- direction: 1 for support, -1 for oppose.
-- sentence_text: Sentence of the evidence.
-- speaker_name: Name of the speaker; null in narration.
SELECT
    stance.stance_id,
    stance.document_id,
    document.published_on,
    document.month,
    document.publisher,
    document.title,
    holder.canonical_actor_id AS holder_actor_id,
    holder.name AS holder_name,
    holder.country_code AS holder_country_code,
    holder.affiliation_actor_id AS holder_affiliation_actor_id,
    target.canonical_actor_id AS target_actor_id,
    target.name AS target_name,
    target.country_code AS target_country_code,
    stance.target_text,
    stance.polarity,
    if(stance.polarity = 'support', 1, -1) AS direction,
    stance.act,
    stance.modality,
    stance.is_negated,
    stance.evidence_text,
    sentence.text AS sentence_text,
    stance.sentence_index,
    stance.start_char,
    stance.end_char,
    stance.cue_text,
    stance.statement_id,
    speaker.canonical_actor_id AS speaker_actor_id,
    speaker.name AS speaker_name,
    stance.rule,
    stance.confidence,
    stance.extractor_version,
    stance.load_id
FROM fact_stance AS stance
JOIN current_document AS document USING (document_id, extractor_version)
JOIN canonical_actor AS holder ON holder.actor_id = stance.holder_actor_id
LEFT JOIN canonical_actor AS target ON target.actor_id = stance.target_actor_id
LEFT JOIN canonical_actor AS speaker ON speaker.actor_id = stance.speaker_actor_id
LEFT JOIN fact_sentence AS sentence USING (document_id, sentence_index, extractor_version)
