-- One row per current document that another version extracted last, with one of the places that hold it; key document_id.
SELECT
    document.document_id,
    document.title,
    document.document_kind,
    document.author,
    document.dateline,
    document.date_text,
    document.published_on,
    document.date_precision,
    document.publisher,
    document.url,
    document.language,
    document.text,
    source.path,
    source.record,
    source.raw_hash,
    source.byte_count,
    source.encoding,
    source.raw_ranges
FROM dim_document AS document
JOIN dim_source AS source USING (document_id)
WHERE document.is_current
    AND source.is_current
    AND document.extractor_version <> $version
QUALIFY row_number() OVER (PARTITION BY document.document_id ORDER BY source.path, source.record) = 1
ORDER BY document.document_id;
