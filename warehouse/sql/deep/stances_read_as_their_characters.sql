-- Evidence and targets of stances read as the characters of the text that they point to
SELECT stance_id
FROM fact_stance AS fact
JOIN dim_document AS document USING (document_id)
WHERE fact.evidence_text IS DISTINCT FROM document.text[fact.start_char + 1:fact.end_char]
    OR fact.target_text IS DISTINCT FROM document.text[fact.target_start_char + 1:fact.target_end_char];
