-- A near-duplicate repeats another document of the warehouse
SELECT document_id || ' of ' || near_duplicate_of
FROM dim_document
WHERE load_id = getvariable('load_id')
    AND near_duplicate_of IS NOT NULL
    AND (near_duplicate_of = document_id OR near_duplicate_of NOT IN (SELECT document_id FROM dim_document));
