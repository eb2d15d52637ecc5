-- Which statements have no named speaker, and how is the source described?
SELECT coalesce(source_text, '(none)') AS source, content_text AS content, quote_type, rule, title, published_on
FROM current_statement
WHERE speaker_actor_id IS NULL
ORDER BY count(*) OVER (PARTITION BY source_text) DESC, source, published_on, title, start_char;
