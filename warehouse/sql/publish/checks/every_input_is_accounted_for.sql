-- Inputs are documents, duplicates or rejected
SELECT printf(
    '%d inputs, but %d documents, %d duplicates and %d rejected',
    input_count, document_count, duplicate_count, rejected_count
)
FROM load
WHERE load_id = getvariable('load_id')
    AND input_count <> document_count + duplicate_count + rejected_count;
