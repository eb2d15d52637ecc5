-- What is the evidence for one cell of the stance matrix?
-- Variables: holder and target (actor ids; by default the pair with most stances), month (its first day; by default all
-- months, and what has no date).
WITH asked AS (
    SELECT holder_actor_id, target_actor_id
    FROM stance_matrix
    WHERE (getvariable('holder') IS NULL OR holder_actor_id = getvariable('holder'))
        AND (getvariable('target') IS NULL OR target_actor_id = getvariable('target'))
    GROUP BY ALL
    ORDER BY sum(stance_count) DESC, holder_actor_id, target_actor_id
    LIMIT 1
)

SELECT
    published_on,
    holder_name AS holder,
    target_name AS target,
    polarity,
    act,
    modality,
    evidence_text AS evidence,
    sentence_text AS sentence,
    round(confidence, 2) AS confidence,
    title,
    document_id,
    start_char,
    end_char
FROM current_stance
JOIN asked USING (holder_actor_id, target_actor_id)
WHERE getvariable('month') IS NULL OR month = getvariable('month')::DATE
ORDER BY published_on, title, start_char;
