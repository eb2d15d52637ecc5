-- Removes the actors that no fact names any more, nor an actor that one names as its side or as whom it counts by rule.
CREATE OR REPLACE TEMP TABLE named_actor AS
WITH RECURSIVE
leads_to AS (
    SELECT actor_id, affiliation_actor_id AS next_actor_id
    FROM dim_actor
    WHERE affiliation_actor_id IS NOT NULL

    UNION ALL

    SELECT actor_id, canonical_actor_id
    FROM actor_alias
    WHERE reason NOT IN ('same', 'last_name')
),

named AS (
    SELECT actor_id
    FROM (
        SELECT actor_id FROM fact_mention
        UNION ALL
        SELECT speaker_actor_id FROM fact_statement
        UNION ALL
        SELECT unnest([holder_actor_id, target_actor_id, speaker_actor_id]) FROM fact_stance
    )

    UNION

    SELECT leads_to.next_actor_id
    FROM named
    JOIN leads_to USING (actor_id)
)

SELECT actor_id
FROM named
WHERE actor_id IS NOT NULL;

DELETE FROM dim_actor WHERE actor_id NOT IN (FROM named_actor);

-- What publication builds the table from: the rules that it found, and no actors of the reference data besides.
CREATE OR REPLACE TEMP TABLE alias_rule AS
SELECT actor_id, canonical_actor_id, reason
FROM actor_alias
WHERE reason NOT IN ('same', 'last_name') AND actor_id IN (FROM named_actor);

CREATE OR REPLACE TEMP TABLE reference_actor AS
SELECT * EXCLUDE (load_id)
FROM dim_actor
LIMIT 0;
