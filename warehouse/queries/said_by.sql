-- What did an actor say, and those who speak for it?
-- Variables: actor (an actor id).
SELECT
    statement.published_on,
    coalesce(statement.speaker_name, statement.source_text) AS speaker,
    statement.quote_type,
    statement.content_text AS content,
    statement.title
FROM current_statement AS statement
WHERE coalesce(getvariable('actor'), 'country:RUS')
    IN (statement.speaker_actor_id, statement.speaker_affiliation_actor_id)
ORDER BY statement.published_on, statement.title, statement.start_char;
