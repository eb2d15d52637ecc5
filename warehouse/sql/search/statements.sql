-- Which statements have all of the words, best first?
-- words: What the content has to have, each word in any of its forms.
-- speaker: Who said it, by id or name, or who spoke for it; anybody by default.
-- since: First day of publication, as 2022-10-01; by default any day, and none.
-- limit: Rows at most.
--
-- Ranked by BM25 (Robertson and Zaragoza, 2009; k1 = 1.2, b = 0.75) times the confidence of the statement.
WITH asked AS (
    SELECT DISTINCT word_stem(word) AS stem
    FROM (
        SELECT unnest(regexp_extract_all(lower(strip_accents(getvariable('words'))), '[\p{L}\p{N}]+')) AS word
    )
),

named AS (
    SELECT canonical_actor_id
    FROM canonical_actor
    WHERE lower(getvariable('speaker')) IN (lower(actor_id), lower(split_part(actor_id, ':', 2)), lower(name))
),

-- All that was ever extracted is read here, without a join, and what does not count is left out at the end: the words
-- of superseded texts and older extractions are as rare as those of the others.
begins_alike AS MATERIALIZED (
    SELECT
        statement_id,
        extractor_version,
        length(content_text) AS length,
        regexp_extract_all(lower(strip_accents(content_text)), getvariable('search_pattern'), 1) AS words
    FROM fact_statement
    WHERE regexp_matches(lower(strip_accents(content_text)), getvariable('search_pattern'))
),

form AS (
    SELECT word, stem
    FROM (
        SELECT word, word_stem(word) AS stem
        FROM (SELECT DISTINCT unnest(words) AS word FROM begins_alike)
    )
    SEMI JOIN asked USING (stem)
),

hit AS MATERIALIZED (
    SELECT statement_id, extractor_version, any_value(length) AS length, stem, count(*) AS times
    FROM (SELECT statement_id, extractor_version, length, unnest(words) AS word FROM begins_alike)
    JOIN form USING (word)
    GROUP BY ALL
),

collection AS MATERIALIZED (
    SELECT count(*) AS size, avg(length(content_text)) AS mean_length
    FROM fact_statement
),

rarity AS (
    SELECT stem, ln(1 + (any_value(collection.size) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM hit, collection
    GROUP BY stem
),

complete AS (
    SELECT
        hit.statement_id,
        hit.extractor_version,
        sum(
            rarity.weight * hit.times * 2.2
            / (hit.times + 1.2 * (0.25 + 0.75 * hit.length / collection.mean_length))
        ) AS relevance
    FROM hit
    JOIN rarity USING (stem)
    CROSS JOIN collection
    GROUP BY ALL
    HAVING count(*) = (SELECT count(*) FROM asked)
)

SELECT
    round(complete.relevance * statement.confidence, 2) AS score,
    statement.published_on,
    coalesce(statement.speaker_name, statement.source_text) AS speaker,
    statement.content_text AS content,
    statement.title,
    statement.statement_id
FROM complete
JOIN current_statement AS statement USING (statement_id, extractor_version)
WHERE (
        getvariable('speaker') IS NULL
        OR statement.speaker_actor_id IN (FROM named)
        OR statement.speaker_affiliation_actor_id IN (FROM named)
    )
    AND (getvariable('since') IS NULL OR statement.published_on >= getvariable('since')::DATE)
ORDER BY score DESC, statement.published_on DESC NULLS LAST, statement.statement_id
LIMIT getvariable('limit')::BIGINT;
