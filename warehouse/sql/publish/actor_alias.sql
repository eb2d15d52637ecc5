-- One row per actor: the actor that it is counted as, and why; key actor_id. Rebuilt whole at each publication.
-- Rules of the reference data and the overlay come first; then a person known by a lone last name joins the one person
-- of the corpus with that last name, unless both have an affiliation and the affiliations differ.
CREATE OR REPLACE TEMP TABLE rebuilt_alias AS
WITH RECURSIVE
rule AS (
    SELECT actor_id, canonical_actor_id, reason
    FROM alias_rule
    WHERE actor_id <> canonical_actor_id
    QUALIFY row_number() OVER (PARTITION BY actor_id ORDER BY reason = 'overlay' DESC, canonical_actor_id) = 1
),

-- Rules followed to their end. A circle has none: its rules stand as they are, and the check of the load refuses them.
walk AS (
    SELECT actor_id, canonical_actor_id, reason, 1 AS step
    FROM rule
    WHERE actor_id IN (SELECT actor_id FROM dim_actor)

    UNION ALL

    SELECT walk.actor_id, rule.canonical_actor_id, walk.reason, walk.step + 1
    FROM walk
    JOIN rule ON rule.actor_id = walk.canonical_actor_id
    WHERE walk.step < 10
),

ruled AS (
    SELECT
        walk.actor_id,
        coalesce(
            any_value(walk.canonical_actor_id) FILTER (rule.actor_id IS NULL),
            arg_min(walk.canonical_actor_id, walk.step)
        ) AS canonical_actor_id,
        any_value(walk.reason) AS reason
    FROM walk
    LEFT JOIN rule ON rule.actor_id = walk.canonical_actor_id
    GROUP BY walk.actor_id
),

person AS (
    SELECT
        actor.actor_id,
        actor.country_code,
        actor.affiliation_actor_id,
        actor.in_reference,
        coalesce(ruled.canonical_actor_id, actor.actor_id) AS canonical_actor_id,
        ruled.actor_id IS NOT NULL AS is_ruled,
        regexp_replace(actor.name, '[ ,]+(Jr|Sr|II|III|IV)\.?$', '') AS plain_name
    FROM dim_actor AS actor
    LEFT JOIN ruled USING (actor_id)
    WHERE actor.kind = 'person'
),

named_in_full AS (
    SELECT *, lower(regexp_extract(plain_name, '[^ ]+$')) AS last_name
    FROM person
    WHERE contains(plain_name, ' ')
),

named_by_last_name AS (
    SELECT *, lower(plain_name) AS last_name
    FROM person
    WHERE NOT contains(plain_name, ' ') AND NOT is_ruled AND NOT in_reference
),

candidate AS (
    SELECT
        lone.actor_id,
        named.canonical_actor_id,
        coalesce(bool_or(
            lone.affiliation_actor_id = named.affiliation_actor_id OR lone.country_code = named.country_code
        ), false) AS agrees,
        coalesce(bool_and(
            lone.affiliation_actor_id <> named.affiliation_actor_id
            AND coalesce(lone.country_code <> named.country_code, true)
        ), false) AS conflicts
    FROM named_by_last_name AS lone
    JOIN named_in_full AS named USING (last_name)
    GROUP BY lone.actor_id, named.canonical_actor_id
),

joined AS (
    SELECT
        actor_id,
        CASE
            WHEN count_if(agrees) = 1 THEN any_value(canonical_actor_id) FILTER (agrees)
            WHEN count(*) = 1 THEN any_value(canonical_actor_id) FILTER (NOT conflicts)
        END AS canonical_actor_id
    FROM candidate
    GROUP BY actor_id
)

SELECT
    actor.actor_id,
    coalesce(ruled.canonical_actor_id, joined.canonical_actor_id, actor.actor_id) AS canonical_actor_id,
    CASE
        WHEN ruled.actor_id IS NOT NULL THEN ruled.reason
        WHEN joined.canonical_actor_id IS NOT NULL THEN 'last_name'
        ELSE 'same'
    END AS reason
FROM dim_actor AS actor
LEFT JOIN ruled USING (actor_id)
LEFT JOIN joined USING (actor_id);

-- The actor that a rule leads to may be one that no document names.
INSERT INTO dim_actor BY NAME
SELECT *, getvariable('load_id') AS load_id
FROM reference_actor
WHERE actor_id IN (SELECT canonical_actor_id FROM rebuilt_alias)
ON CONFLICT DO NOTHING;

DELETE FROM actor_alias;

INSERT INTO actor_alias BY NAME
FROM rebuilt_alias;

INSERT INTO actor_alias BY NAME
SELECT actor_id, actor_id AS canonical_actor_id, 'same' AS reason
FROM dim_actor
ON CONFLICT DO NOTHING;
