-- Which positions is the extractor surest of, one a holder, target and article?
-- load_id: Of one load only; of all by default.
SELECT
    holder_name AS holder,
    polarity,
    act,
    target_name AS target,
    evidence_text AS evidence,
    title AS article
FROM current_stance
WHERE target_actor_id IS NOT NULL
    AND (getvariable('load_id') IS NULL OR load_id = getvariable('load_id'))
QUALIFY row_number() OVER (
    PARTITION BY holder_actor_id, target_actor_id, document_id
    ORDER BY confidence DESC, length(evidence_text) DESC, stance_id
) = 1
ORDER BY confidence DESC, length(evidence_text) DESC, stance_id
LIMIT 20;
