-- Which statements count? One row per statement of a current document, newest extraction, speakers joined; key statement_id.
-- speaker_name: Name of the speaker; null in doubt.
-- speaker_kind: What sort of actor the speaker is.
-- speaker_country_code: ISO 3166-1 alpha-3 code of the country that the speaker is or belongs to.
-- speaker_affiliation_actor_id: Country or organisation that the speaker speaks or acts for.
SELECT
    statement.statement_id,
    statement.document_id,
    document.published_on,
    document.month,
    document.publisher,
    document.title,
    speaker.canonical_actor_id AS speaker_actor_id,
    speaker.name AS speaker_name,
    speaker.kind AS speaker_kind,
    speaker.country_code AS speaker_country_code,
    speaker.affiliation_actor_id AS speaker_affiliation_actor_id,
    statement.source_text,
    statement.cue_text,
    statement.content_text,
    statement.content_spans,
    statement.quote_type,
    statement.addressee_text,
    statement.parent_statement_id,
    statement.sentence_index,
    statement.start_char,
    statement.end_char,
    statement.rule,
    statement.confidence,
    statement.extractor_version,
    statement.load_id
FROM fact_statement AS statement
JOIN current_document AS document USING (document_id, extractor_version)
LEFT JOIN canonical_actor AS speaker ON speaker.actor_id = statement.speaker_actor_id
