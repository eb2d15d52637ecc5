-- Which texts nearly repeat an earlier one, so that they are not counted again?
SELECT
    round(repeat.near_duplicate_similarity, 2) AS similarity,
    repeat.title,
    repeat.publisher,
    original.title AS original_title,
    original.publisher AS original_publisher,
    repeat.document_id,
    original.document_id AS original_document_id
FROM dim_document AS repeat
JOIN dim_document AS original ON original.document_id = repeat.near_duplicate_of
ORDER BY similarity DESC, repeat.document_id;
