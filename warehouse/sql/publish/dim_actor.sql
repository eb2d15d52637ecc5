-- One row per actor. What the reference data says wins; otherwise what was empty is filled and nothing is overwritten.
INSERT INTO dim_actor BY NAME
SELECT
    actor_id,
    arg_min(kind, preference) AS kind,
    arg_min(name, preference) AS name,
    arg_min(country_code, preference) AS country_code,
    arg_min(affiliation_actor_id, preference) AS affiliation_actor_id,
    arg_min(wikidata_id, preference) AS wikidata_id,
    bool_or(in_reference) AS in_reference,
    getvariable('load_id') AS load_id
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY actor_id
            ORDER BY in_reference DESC, name, affiliation_actor_id, country_code
        ) AS preference
    FROM staged_dim_actor
)
GROUP BY actor_id
ON CONFLICT (actor_id) DO UPDATE SET
    name = CASE WHEN excluded.in_reference THEN excluded.name ELSE dim_actor.name END,
    country_code = CASE
        WHEN excluded.in_reference THEN coalesce(excluded.country_code, dim_actor.country_code)
        ELSE coalesce(dim_actor.country_code, excluded.country_code)
    END,
    affiliation_actor_id = CASE
        WHEN excluded.in_reference THEN coalesce(excluded.affiliation_actor_id, dim_actor.affiliation_actor_id)
        ELSE coalesce(dim_actor.affiliation_actor_id, excluded.affiliation_actor_id)
    END,
    wikidata_id = CASE
        WHEN excluded.in_reference THEN coalesce(excluded.wikidata_id, dim_actor.wikidata_id)
        ELSE coalesce(dim_actor.wikidata_id, excluded.wikidata_id)
    END,
    in_reference = dim_actor.in_reference OR excluded.in_reference;
