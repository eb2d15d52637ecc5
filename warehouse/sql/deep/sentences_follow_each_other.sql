-- Sentences of a document are numbered from 0 without gaps, and none begins before the one before it ends
SELECT document_id || ' sentence ' || sentence_index
FROM (
    SELECT
        *,
        row_number() OVER in_order - 1 AS expected_index,
        lag(end_char) OVER in_order AS previous_end_char
    FROM fact_sentence
    WINDOW in_order AS (PARTITION BY document_id, extractor_version ORDER BY sentence_index)
)
WHERE sentence_index <> expected_index
    OR start_char < previous_end_char;
