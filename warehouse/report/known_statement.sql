-- Which statements count, and does the report take them in? One row per statement; key statement_id.
SELECT
    statement.statement_id,
    statement.document_id,
    statement.published_on,
    statement.speaker_actor_id,
    coalesce(statement.speaker_name, statement.source_text) AS speaker_name,
    statement.cue_text,
    statement.quote_type,
    statement.content_spans,
    statement.sentence_index,
    statement.start_char,
    statement.end_char,
    statement.rule,
    statement.confidence,
    statement.extractor_version,
    statement.load_id,
    document.is_in_report
FROM current_statement AS statement
JOIN known_document AS document USING (document_id)
