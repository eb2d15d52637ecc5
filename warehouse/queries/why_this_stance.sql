-- Why is a stance in the warehouse?
-- stance: A stance_id; by default of the surest stance between two actors. `onrecord explain` shows it for reading.
WITH asked AS (
    SELECT stance.*
    FROM fact_stance AS stance
    JOIN dim_document USING (document_id, extractor_version)
    WHERE if(
        getvariable('stance') IS NULL, stance.target_actor_id IS NOT NULL, stance.stance_id = getvariable('stance')
    )
    ORDER BY stance.confidence DESC, stance.stance_id
    LIMIT 1
),

linked AS (
    SELECT
        mention.actor_id,
        list(
            struct_pack(
                text := mention.text,
                start_char := mention.start_char,
                end_char := mention.end_char,
                link_reason := mention.link_reason
            )
            ORDER BY mention.start_char
        ) AS mentions
    FROM fact_mention AS mention
    JOIN asked USING (document_id, sentence_index, extractor_version)
    GROUP BY mention.actor_id
)

SELECT
    asked.stance_id,
    asked.holder_actor_id,
    holder.mentions AS holder_mentions,
    asked.polarity,
    asked.act,
    asked.modality,
    asked.is_negated,
    asked.target_actor_id,
    target.mentions AS target_mentions,
    asked.target_text,
    asked.target_start_char,
    asked.target_end_char,
    asked.cue_text,
    asked.evidence_text,
    asked.start_char,
    asked.end_char,
    asked.rule,
    asked.confidence,
    asked.model_score,
    sentence.text AS sentence_text,
    sentence.start_char AS sentence_start_char,
    statement.source_text,
    statement.cue_text AS statement_cue_text,
    statement.content_text,
    statement.speaker_actor_id,
    document.title,
    document.author,
    document.published_on,
    (
        SELECT min(path)
        FROM dim_source AS source
        WHERE source.document_id = asked.document_id AND source.is_current
    ) AS path
FROM asked
JOIN dim_document AS document USING (document_id, extractor_version)
LEFT JOIN fact_sentence AS sentence USING (document_id, sentence_index, extractor_version)
LEFT JOIN fact_statement AS statement
    ON statement.statement_id = asked.statement_id AND statement.extractor_version = asked.extractor_version
LEFT JOIN linked AS holder ON holder.actor_id = asked.holder_actor_id
LEFT JOIN linked AS target ON target.actor_id = asked.target_actor_id;
