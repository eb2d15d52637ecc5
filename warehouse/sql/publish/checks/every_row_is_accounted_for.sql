-- Extracted rows are published or in quarantine
SELECT printf(
    '%d extracted, but %d published and %d in quarantine',
    extracted_row_count, published_row_count, quarantined_row_count
)
FROM load
WHERE load_id = getvariable('load_id')
    AND extracted_row_count <> published_row_count + quarantined_row_count;
