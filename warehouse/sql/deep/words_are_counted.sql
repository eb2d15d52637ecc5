-- The words of a document are as many as the text has
SELECT document_id || ' has ' || words || ' words, not ' || word_count
FROM (
    SELECT document_id, word_count, len(regexp_extract_all(text, '[\p{L}\p{N}_]+')) AS words
    FROM dim_document
)
WHERE words <> word_count;
