-- Which reported statements is the extractor surest of, one a speaker and article?
-- load_id: Of one load only; of all by default.
SELECT
    speaker_name AS speaker,
    cue_text AS cue,
    content_text AS content,
    title AS article
FROM current_statement
WHERE speaker_actor_id IS NOT NULL AND cue_text IS NOT NULL
    AND (getvariable('load_id') IS NULL OR load_id = getvariable('load_id'))
QUALIFY row_number() OVER (
    PARTITION BY speaker_actor_id, document_id
    ORDER BY confidence DESC, length(content_text) DESC, statement_id
) = 1
ORDER BY confidence DESC, length(content_text) DESC, statement_id
LIMIT 20;
