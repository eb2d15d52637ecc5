-- How did one actor's position toward another develop, sentence by sentence?
-- holder: Whose position, by id or name; by default of the pair with most dated stances.
-- target: Toward whom, by id or name.
WITH named AS (
    SELECT canonical_actor_id, [lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name)] AS names
    FROM canonical_actor
),

asked AS (
    SELECT holder_actor_id, target_actor_id
    FROM stance_timeline
    WHERE target_actor_id IS NOT NULL AND holder_actor_id <> target_actor_id
        AND (
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
    ORDER BY count(*) DESC, holder_actor_id, target_actor_id
    LIMIT 1
)

SELECT
    published_on,
    holder_name AS holder,
    target,
    polarity,
    act,
    round(net_score_so_far, 2) AS net_score_so_far,
    sentence_text AS sentence,
    title,
    stance_id
FROM stance_timeline
JOIN asked USING (holder_actor_id, target_actor_id)
ORDER BY published_on, title, start_char, stance_id;
