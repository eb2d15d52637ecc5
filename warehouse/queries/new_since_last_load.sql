-- What did the newest load bring?
SELECT
    document.title,
    document.publisher,
    document.published_on,
    (
        SELECT count(*)
        FROM current_statement AS statement
        WHERE statement.document_id = document.document_id
    ) AS statement_count,
    (
        SELECT count(*)
        FROM current_stance AS stance
        WHERE stance.document_id = document.document_id
    ) AS stance_count,
    document.document_id
FROM current_document AS document
WHERE document.load_id = (SELECT arg_max(load_id, published_at) FROM load)
ORDER BY stance_count DESC, statement_count DESC, document.document_id;
