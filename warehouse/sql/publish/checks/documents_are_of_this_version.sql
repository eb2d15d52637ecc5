-- Documents were extracted by the version that the load names
SELECT DISTINCT document_id || ' by ' || extractor_version
FROM staged_dim_document
WHERE extractor_version <> getvariable('extractor_version');
