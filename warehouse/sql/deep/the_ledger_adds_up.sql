-- Each load accounts for its inputs and rows, and no table has more of a load than the ledger says
-- (it may have fewer: what came again later belongs to the later load, and what was forgotten is gone)
SELECT load_id
FROM load
LEFT JOIN (SELECT load_id, count(*) AS documents FROM dim_document GROUP BY ALL) USING (load_id)
LEFT JOIN (SELECT load_id, count(*) AS sources FROM dim_source GROUP BY ALL) USING (load_id)
LEFT JOIN (SELECT load_id, count(*) AS rejected FROM rejected_input GROUP BY ALL) USING (load_id)
LEFT JOIN (SELECT load_id, count(*) AS quarantined FROM quarantine GROUP BY ALL) USING (load_id)
LEFT JOIN (
    SELECT load_id, count(*) AS facts
    FROM (
        SELECT load_id FROM fact_sentence
        UNION ALL
        SELECT load_id FROM fact_mention
        UNION ALL
        SELECT load_id FROM fact_statement
        UNION ALL
        SELECT load_id FROM fact_stance
    )
    GROUP BY ALL
) USING (load_id)
WHERE input_count <> document_count + duplicate_count + rejected_count
    OR extracted_row_count <> published_row_count + quarantined_row_count
    OR documents > document_count
    OR sources > document_count + duplicate_count
    OR rejected > rejected_count
    OR quarantined > quarantined_row_count
    OR facts > published_row_count;
