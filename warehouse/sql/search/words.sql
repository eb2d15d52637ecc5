-- A pattern that finds the words asked for, and all that begin like them: what is cut off at the end is no matter.
SET VARIABLE search_pattern = (
    SELECT '(?:^|[^\p{L}\p{N}])((?:' || string_agg(DISTINCT regexp_replace(word_stem(word), '[iye]$', ''), '|')
        || ')[\p{L}\p{N}]*)'
    FROM (
        SELECT unnest(regexp_extract_all(lower(strip_accents(getvariable('words'))), '[\p{L}\p{N}]+')) AS word
    )
);
