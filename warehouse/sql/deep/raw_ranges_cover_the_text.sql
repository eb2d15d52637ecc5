-- The ranges of a source cover the whole text without a gap, and lead forward through the raw characters
SELECT source_id || ' from character ' || piece.clean_start
FROM (
    SELECT
        source_id,
        piece,
        lag(piece.clean_end, 1, 0) OVER in_order AS expected_start,
        lag(piece.raw_end, 1, 0) OVER in_order AS previous_raw_end,
        lag(piece.raw_start, 1, 0) OVER in_order AS previous_raw_start,
        lead(piece.clean_start, 1, text_length) OVER in_order AS expected_end
    FROM (
        SELECT
            source.source_id,
            length(document.text) AS text_length,
            unnest(source.raw_ranges) AS piece,
            generate_subscripts(source.raw_ranges, 1) AS position
        FROM dim_source AS source
        JOIN dim_document AS document USING (document_id)
    )
    WINDOW in_order AS (PARTITION BY source_id ORDER BY position)
)
WHERE piece.clean_start <> expected_start
    OR piece.clean_end <> expected_end
    OR piece.clean_end <= piece.clean_start
    OR piece.raw_end < piece.raw_start
    OR piece.raw_start < previous_raw_start
    OR piece.raw_end < previous_raw_end

UNION ALL

SELECT source_id || ' without ranges'
FROM dim_source
WHERE len(raw_ranges) = 0;
