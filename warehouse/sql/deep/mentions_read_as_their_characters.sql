-- Mentions read as the characters of the text that they point to
SELECT document_id || ' characters ' || start_char || ' to ' || end_char
FROM fact_mention AS fact
JOIN dim_document AS document USING (document_id)
WHERE fact.text IS DISTINCT FROM document.text[fact.start_char + 1:fact.end_char];
