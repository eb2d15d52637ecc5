-- What nearly repeated a forgotten text repeats another one, as the caller found it, or none.
UPDATE dim_document
SET
    near_duplicate_of = NULL,
    near_duplicate_similarity = NULL
WHERE near_duplicate_of IN (FROM asked_document);

UPDATE dim_document
SET
    near_duplicate_of = pair.near_duplicate_of,
    near_duplicate_similarity = pair.near_duplicate_similarity
FROM near_duplicate AS pair
WHERE dim_document.document_id = pair.document_id;
