-- The quotation of a sentence lies in the text and shares characters with the sentence
SELECT document_id || ' sentence ' || sentence_index
FROM fact_sentence AS fact
JOIN dim_document AS document USING (document_id)
WHERE (quotation_start_char IS NULL) <> (quotation_end_char IS NULL)
    OR quotation_end_char > length(document.text)
    OR quotation_start_char >= fact.end_char
    OR quotation_end_char <= fact.start_char;
