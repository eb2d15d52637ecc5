-- Who was reported last, and with what?
-- load_id: Of one load only; of all by default.
SELECT
    published_on,
    speaker_name AS speaker,
    cue_text AS cue,
    content_text AS content,
    title AS article,
    confidence
FROM current_statement
WHERE speaker_actor_id IS NOT NULL
    AND (getvariable('load_id') IS NULL OR load_id = getvariable('load_id'))
ORDER BY published_on DESC NULLS LAST, confidence DESC, statement_id
LIMIT 20;
