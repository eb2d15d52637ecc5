-- Sources, cues and contents of statements read as the characters of the text that they point to
SELECT statement_id
FROM fact_statement AS fact
JOIN dim_document AS document USING (document_id)
WHERE fact.content_text IS DISTINCT FROM array_to_string(
        [document.text[span.start_char + 1:span.end_char] FOR span IN fact.content_spans], ' … '
    )
    OR coalesce(fact.source_text, '') <> array_to_string(
        [document.text[span.start_char + 1:span.end_char] FOR span IN fact.source_spans], ' … '
    )
    OR coalesce(fact.cue_text, '') <> array_to_string(
        [document.text[span.start_char + 1:span.end_char] FOR span IN fact.cue_spans], ' … '
    );
