-- What is the evidence for one cell of the stance matrix?
-- Variables: holder and target (actor ids), month (its first day; all months, dated or not, by default).
SELECT published_on, polarity, act, modality, evidence_text AS evidence, sentence_text AS sentence, round(confidence, 2) AS confidence, title, document_id, start_char, end_char
FROM current_stance
WHERE holder_actor_id = coalesce(getvariable('holder'), 'country:RUS')
    AND target_actor_id = coalesce(getvariable('target'), 'country:USA')
    AND (getvariable('month') IS NULL OR month = getvariable('month')::DATE)
ORDER BY published_on, title, start_char;
