-- What is the evidence for one cell of the stance matrix?
-- holder: Whose position, by id or name; by default of the pair with most stances.
-- target: Toward whom, by id or name.
-- month: Of one month only, as 2022-10; by default of all, with what has no date.
WITH named AS (
    SELECT canonical_actor_id, [lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name)] AS names
    FROM canonical_actor
),

asked AS (
    SELECT holder_actor_id, target_actor_id
    FROM stance_matrix
    WHERE (
            getvariable('holder') IS NULL OR holder_actor_id IN (
                SELECT canonical_actor_id FROM named WHERE list_contains(names, lower(getvariable('holder')))
            )
        )
        AND (
            getvariable('target') IS NULL OR target_actor_id IN (
                SELECT canonical_actor_id FROM named WHERE list_contains(names, lower(getvariable('target')))
            )
        )
    GROUP BY ALL
    ORDER BY sum(stance_count) DESC, holder_actor_id, target_actor_id
    LIMIT 1
)

SELECT
    published_on,
    holder_name AS holder,
    polarity,
    target_name AS target,
    act,
    evidence_text AS evidence,
    title,
    stance_id
FROM current_stance
JOIN asked USING (holder_actor_id, target_actor_id)
WHERE getvariable('month') IS NULL OR strftime(month, '%Y-%m') = left(getvariable('month'), 7)
ORDER BY published_on, title, start_char, stance_id;
