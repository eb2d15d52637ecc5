-- How did a position develop? One row per dated stance, with the holder's average toward the target so far; key stance_id.
-- target: Name of the target, or the words for an issue that no actor owns.
-- net_score_so_far: Average direction of the holder's stances on the target up to that day, -1 to 1.
SELECT
    holder_actor_id,
    holder_name,
    target_actor_id,
    coalesce(target_name, target_text) AS target,
    published_on,
    polarity,
    act,
    modality,
    avg(direction) OVER earlier AS net_score_so_far,
    evidence_text,
    sentence_text,
    confidence,
    publisher,
    title,
    document_id,
    start_char,
    end_char,
    stance_id
FROM current_stance
WHERE published_on IS NOT NULL
WINDOW earlier AS (
    PARTITION BY holder_actor_id, coalesce(target_actor_id, target_text)
    ORDER BY published_on
)
