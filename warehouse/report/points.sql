-- How did the positions of the chosen pairs develop? One row per pair, period and polarity; key anchor.
SELECT
    format('{}-{}-{}', pair.anchor, strftime(date_trunc(pair.unit, stance.published_on), '%Y%m%d'), stance.polarity)
        AS anchor,
    pair.anchor AS pair_anchor,
    date_trunc(pair.unit, stance.published_on)::DATE AS period,
    stance.polarity,
    count(*) AS stance_count,
    list(stance.stance_id) AS stance_ids
FROM known_stance AS stance
JOIN timeline_pair AS pair USING (holder_actor_id, target_actor_id)
WHERE stance.is_in_report AND stance.published_on IS NOT NULL
GROUP BY ALL
ORDER BY pair_anchor, period, polarity
