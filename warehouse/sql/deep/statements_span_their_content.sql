-- A statement begins with its first piece of content and ends with its last
SELECT statement_id
FROM fact_statement
WHERE start_char IS DISTINCT FROM content_spans[1].start_char
    OR end_char IS DISTINCT FROM content_spans[-1].end_char;
