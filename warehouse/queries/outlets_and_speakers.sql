-- Which outlets quote whom?
-- publisher: A part of the outlet's name; all outlets by default.
-- limit: Rows at most; 50 by default.
SELECT
    coalesce(publisher, '(unknown)') AS outlet,
    speaker_name AS speaker,
    count(*) AS statement_count,
    count(DISTINCT document_id) AS document_count
FROM current_statement
WHERE speaker_actor_id IS NOT NULL
    AND (getvariable('publisher') IS NULL OR contains(lower(publisher), lower(getvariable('publisher'))))
GROUP BY ALL
ORDER BY statement_count DESC, outlet, speaker
LIMIT coalesce(getvariable('limit')::BIGINT, 50);
