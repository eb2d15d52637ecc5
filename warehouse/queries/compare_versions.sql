-- What does one extractor version find in the same documents that another does not?
-- before: An extractor version; by default that of the newest load but one of another version. The summary comes first, for
--   all documents that both have extracted; then each statement and stance that only one of them has.
-- after: The version that it is compared with; by default that of the newest load.
WITH ranked AS (
    SELECT extractor_version, row_number() OVER (ORDER BY max(published_at) DESC) AS age
    FROM load
    GROUP BY extractor_version
),

asked AS (
    SELECT
        coalesce(getvariable('before'), any_value(extractor_version) FILTER (age = 2)) AS before_version,
        coalesce(getvariable('after'), any_value(extractor_version) FILTER (age = 1)) AS after_version
    FROM ranked
),

compared AS (
    SELECT document_id
    FROM fact_sentence
    JOIN asked ON extractor_version IN (before_version, after_version)
    GROUP BY document_id
    HAVING count(DISTINCT extractor_version) = 2
),

fact AS (
    SELECT
        'statement' AS fact,
        statement_id AS fact_id,
        document_id,
        extractor_version,
        start_char,
        concat_ws(' ', coalesce(speaker_actor_id, source_text, 'somebody'), cue_text || ':', content_text) AS finding,
        rule,
        confidence
    FROM fact_statement

    UNION ALL

    SELECT
        'stance' AS fact,
        stance_id AS fact_id,
        document_id,
        extractor_version,
        start_char,
        concat_ws(
            ' ', holder_actor_id, polarity, act, coalesce(target_actor_id, target_text) || ':', evidence_text
        ) AS finding,
        rule,
        confidence
    FROM fact_stance
),

paired AS (
    SELECT
        fact.fact,
        fact.fact_id,
        fact.document_id,
        CASE
            WHEN count(DISTINCT fact.extractor_version) = 2 THEN 'both'
            WHEN any_value(fact.extractor_version) = any_value(asked.after_version) THEN 'only after'
            ELSE 'only before'
        END AS found_by,
        min(fact.start_char) AS start_char,
        any_value(fact.finding) AS finding,
        any_value(fact.rule) AS rule,
        any_value(fact.confidence) AS confidence
    FROM fact
    JOIN asked ON fact.extractor_version IN (asked.before_version, asked.after_version)
    JOIN compared USING (document_id)
    GROUP BY fact.fact, fact.fact_id, fact.document_id
),

summary AS (
    SELECT fact, found_by, count(*) AS fact_count, count(DISTINCT document_id) AS document_count
    FROM paired
    GROUP BY fact, found_by
),

told AS (
    SELECT
        0 AS part,
        fact,
        found_by,
        fact_count,
        document_count,
        NULL AS document_id,
        NULL AS finding,
        NULL AS rule,
        NULL AS confidence,
        NULL AS fact_id,
        NULL AS start_char
    FROM summary

    UNION ALL

    SELECT 1, fact, found_by, 1, 1, document_id, finding, rule, confidence, fact_id, start_char
    FROM paired
    WHERE found_by <> 'both'
)

SELECT
    asked.before_version,
    asked.after_version,
    told.fact,
    told.found_by,
    told.fact_count,
    told.document_count,
    document.title,
    told.finding,
    told.rule,
    round(told.confidence, 2) AS confidence,
    told.document_id,
    told.fact_id
FROM told
CROSS JOIN asked
LEFT JOIN dim_document AS document USING (document_id)
ORDER BY told.part, document.title, told.document_id, told.start_char, told.fact, told.found_by, told.fact_id;
