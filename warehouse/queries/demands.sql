-- What did an actor ask for or demand, and of whom?
-- Variables: actor (an actor id).
SELECT
    published_on,
    holder_name AS holder,
    polarity,
    coalesce(target_name, target_text) AS of_whom,
    evidence_text AS demand,
    sentence_text AS sentence,
    title
FROM current_stance
WHERE act = 'REQUEST'
    AND coalesce(getvariable('actor'), 'country:USA') IN (holder_actor_id, holder_affiliation_actor_id)
ORDER BY published_on, title, start_char;
