-- Which statements have these very words in them?
-- phrase: The words as written, whatever the case; a name that many statements have by default. To find other forms
--   of words, and the best statements first: onrecord search.
-- limit: Rows at most; 50 by default.
WITH asked AS (
    SELECT lower(coalesce(
        getvariable('phrase'),
        (SELECT target_name FROM current_stance GROUP BY ALL ORDER BY count(*) DESC, target_name LIMIT 1)
    )) AS phrase
)

SELECT
    published_on,
    coalesce(speaker_name, source_text) AS speaker,
    cue_text AS cue,
    content_text AS content,
    title,
    statement_id
FROM current_statement, asked
WHERE contains(lower(content_text), asked.phrase)
ORDER BY published_on, title, start_char, statement_id
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
