-- What was asked for, by document ids and paths (a folder stands for all below it), as the texts and inputs that it is.
CREATE OR REPLACE TEMP TABLE asked_input AS
SELECT source_id, raw_hash, document_id, path
FROM (
    SELECT source_id, raw_hash, document_id, path
    FROM dim_source

    UNION ALL

    SELECT rejected.source_id, rejected.raw_hash, kept_out.document_id, rejected.path
    FROM rejected_input AS rejected
    LEFT JOIN quarantine AS kept_out
        ON kept_out.table_name = 'dim_source'
        AND split_part(kept_out.row_key, '#', 1) = rejected.source_id
) AS input
WHERE document_id IN (SELECT unnest(getvariable('asked')))
    OR EXISTS (
        FROM (SELECT unnest(getvariable('asked')) AS path) AS asked
        WHERE input.path = asked.path OR starts_with(input.path, rtrim(asked.path, '/') || '/')
    );

CREATE OR REPLACE TEMP TABLE asked_document AS
SELECT document_id
FROM asked_input
WHERE document_id IS NOT NULL

UNION

SELECT document_id
FROM dim_document
WHERE document_id IN (SELECT unnest(getvariable('asked')))

UNION

SELECT document_id
FROM quarantine
WHERE document_id IN (SELECT unnest(getvariable('asked')));

-- The same texts at other places.
INSERT INTO asked_input
SELECT source_id, raw_hash, document_id, path
FROM dim_source
WHERE document_id IN (FROM asked_document)
    AND source_id NOT IN (SELECT source_id FROM asked_input);
