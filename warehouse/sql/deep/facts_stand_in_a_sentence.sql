-- Mentions, statements and stances stand in a sentence that there is
SELECT fact.kind || ' in ' || fact.document_id || ' sentence ' || fact.sentence_index
FROM (
    SELECT 'mention' AS kind, document_id, sentence_index, extractor_version FROM fact_mention
    UNION ALL
    SELECT 'statement' AS kind, document_id, sentence_index, extractor_version FROM fact_statement
    UNION ALL
    SELECT 'stance' AS kind, document_id, sentence_index, extractor_version FROM fact_stance
) AS fact
ANTI JOIN fact_sentence USING (document_id, sentence_index, extractor_version);
