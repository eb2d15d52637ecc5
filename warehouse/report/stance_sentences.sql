-- Which sentences show the stances behind each mark: the surest and the newest, first one an article? One row per mark and stance; key both.
-- `passage` is the sentence, which starts at `passage_start_char` of the clean text; `row_count` all stances of the mark.
WITH known AS (
    SELECT
        mark.anchor,
        mark.kept,
        stance.*,
        count(*) OVER (PARTITION BY mark.anchor) AS row_count,
        row_number() OVER (
            PARTITION BY mark.anchor, stance.document_id
            ORDER BY stance.confidence DESC, stance.stance_id
        ) AS rank_in_article
    FROM mark_stance AS mark
    JOIN known_stance AS stance USING (stance_id)
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY anchor ORDER BY rank_in_article, confidence DESC, stance_id
        ) AS sure_rank,
        row_number() OVER (
            PARTITION BY anchor ORDER BY rank_in_article, published_on DESC NULLS LAST, confidence DESC, stance_id
        ) AS new_rank
    FROM known
    QUALIFY sure_rank <= kept OR new_rank <= kept
),

placed AS (
    SELECT
        ranked.*,
        least(coalesce(sentence.start_char, ranked.start_char), ranked.start_char) AS passage_start_char,
        greatest(coalesce(sentence.end_char, ranked.end_char), ranked.end_char) AS passage_end_char
    FROM ranked
    LEFT JOIN fact_sentence AS sentence USING (document_id, sentence_index, extractor_version)
)

SELECT
    placed.anchor,
    placed.row_count,
    placed.holder_name,
    placed.target_name,
    placed.polarity,
    placed.act,
    placed.modality,
    placed.is_negated,
    placed.speaker_name,
    placed.confidence,
    placed.rule,
    [{'start_char': placed.start_char, 'end_char': placed.end_char}] AS marked_spans,
    placed.passage_start_char,
    substring(article.text, placed.passage_start_char + 1, placed.passage_end_char - placed.passage_start_char)
        AS passage,
    document.title,
    document.published_on,
    document.publisher,
    document.url,
    document.path,
    document.record
FROM placed
JOIN known_document AS document USING (document_id)
JOIN dim_document AS article USING (document_id)
ORDER BY placed.anchor, placed.published_on DESC NULLS LAST, placed.confidence DESC, placed.stance_id
