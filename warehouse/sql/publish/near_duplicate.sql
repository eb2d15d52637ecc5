-- Which earlier document a text nearly repeats, as the caller found it for the texts that are new in this load.
UPDATE dim_document
SET near_duplicate_of = pair.near_duplicate_of, near_duplicate_similarity = pair.near_duplicate_similarity
FROM near_duplicate AS pair
WHERE dim_document.document_id = pair.document_id
    AND dim_document.load_id = getvariable('load_id');
