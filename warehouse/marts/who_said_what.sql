-- Who said what, where, and about whom? One row per statement, with the actors that its content names; key statement_id.
-- speaker: Name of the speaker; the source as written where it could not be named.
-- cue: Reporting words, as written; null for a continuing quote or a turn.
-- content: What, as written; pieces joined by ' … '.
-- about_actor_ids: Actors that the content names.
-- addressee: To whom, as written.
WITH named AS (
    SELECT
        piece.statement_id,
        list(DISTINCT actor.canonical_actor_id ORDER BY actor.canonical_actor_id) AS about_actor_ids
    FROM (
        SELECT statement_id, document_id, extractor_version, unnest(content_spans) AS span
        FROM current_statement
    ) AS piece
    JOIN fact_mention AS mention
        ON mention.document_id = piece.document_id
        AND mention.extractor_version = piece.extractor_version
        AND mention.start_char >= piece.span.start_char
        AND mention.end_char <= piece.span.end_char
    JOIN canonical_actor AS actor USING (actor_id)
    GROUP BY piece.statement_id
)

SELECT
    statement.published_on,
    statement.speaker_actor_id,
    coalesce(statement.speaker_name, statement.source_text) AS speaker,
    statement.cue_text AS cue,
    statement.quote_type,
    statement.content_text AS content,
    coalesce(named.about_actor_ids, []) AS about_actor_ids,
    statement.addressee_text AS addressee,
    statement.confidence,
    statement.publisher,
    statement.title,
    statement.document_id,
    statement.sentence_index,
    statement.start_char,
    statement.end_char,
    statement.statement_id
FROM current_statement AS statement
LEFT JOIN named USING (statement_id)
