-- Which versions extracted what is here, with which models, and how much did each find?
WITH found AS (
    SELECT
        extractor_version,
        count(DISTINCT document_id) AS extracted_count,
        any_value((SELECT count(*) FROM fact_statement AS fact WHERE fact.extractor_version = cut.extractor_version))
            AS statement_count,
        any_value((SELECT count(*) FROM fact_stance AS fact WHERE fact.extractor_version = cut.extractor_version))
            AS stance_count
    FROM fact_sentence AS cut
    GROUP BY extractor_version
),

shown AS (
    SELECT extractor_version, count(*) AS shown_count
    FROM dim_document
    WHERE is_current
    GROUP BY extractor_version
)

SELECT
    load.extractor_version,
    any_value(load.model_name) AS model_name,
    any_value(load.model_hash) AS model_hash,
    count(*) AS load_count,
    min(load.published_at) AS first_load_at,
    max(load.published_at) AS newest_load_at,
    coalesce(any_value(found.extracted_count), 0) AS documents_extracted,
    coalesce(any_value(shown.shown_count), 0) AS documents_shown_by_marts,
    coalesce(any_value(found.statement_count), 0) AS statement_count,
    coalesce(any_value(found.stance_count), 0) AS stance_count
FROM load
LEFT JOIN found USING (extractor_version)
LEFT JOIN shown USING (extractor_version)
GROUP BY load.extractor_version
ORDER BY newest_load_at DESC;
