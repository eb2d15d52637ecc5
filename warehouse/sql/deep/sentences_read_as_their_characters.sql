-- Sentences read as the characters of the text that they point to
SELECT document_id || ' sentence ' || sentence_index
FROM fact_sentence AS fact
JOIN dim_document AS document USING (document_id)
WHERE fact.text IS DISTINCT FROM document.text[fact.start_char + 1:fact.end_char];
