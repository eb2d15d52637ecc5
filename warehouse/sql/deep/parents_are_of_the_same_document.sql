-- A statement within another stands in the same document, and a stance in the same as its statement
SELECT child.statement_id
FROM fact_statement AS child
JOIN fact_statement AS parent ON parent.statement_id = child.parent_statement_id
WHERE parent.document_id <> child.document_id
    OR parent.statement_id = child.statement_id

UNION ALL

SELECT stance.stance_id
FROM fact_stance AS stance
JOIN fact_statement AS statement USING (statement_id)
WHERE statement.document_id <> stance.document_id;
