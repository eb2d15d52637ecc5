-- Who turned on whom, or came round, and in which words? One row per turn; key holder_actor_id, target_actor_id, changed_on.
-- before: Side before, support or oppose: the heavier one of the day, weighed by confidence.
-- before_on: Day on which it was taken last.
-- before_sentence: Surest sentence of that day and side.
-- before_document_id: Document of that sentence.
-- after: Side after.
-- changed_on: Day on which it was taken first.
-- after_sentence: Surest sentence of that day and side.
-- after_document_id: Document of that sentence.
WITH day AS (
    SELECT
        holder_actor_id,
        holder_name,
        target_actor_id,
        target_name,
        published_on,
        sign(sum(direction * confidence)) AS side,
        arg_max(sentence_text, confidence) FILTER (polarity = 'support') AS support_sentence,
        arg_max(sentence_text, confidence) FILTER (polarity = 'oppose') AS oppose_sentence,
        arg_max(document_id, confidence) FILTER (polarity = 'support') AS support_document_id,
        arg_max(document_id, confidence) FILTER (polarity = 'oppose') AS oppose_document_id
    FROM current_stance
    WHERE published_on IS NOT NULL AND target_actor_id IS NOT NULL AND target_actor_id <> holder_actor_id
    GROUP BY ALL
    HAVING side <> 0
),

told AS (
    SELECT
        *,
        if(side > 0, 'support', 'oppose') AS polarity,
        if(side > 0, support_sentence, oppose_sentence) AS sentence,
        if(side > 0, support_document_id, oppose_document_id) AS document_id
    FROM day
)

SELECT
    holder_actor_id,
    holder_name,
    target_actor_id,
    target_name,
    lag(polarity) OVER earlier AS before,
    lag(published_on) OVER earlier AS before_on,
    lag(sentence) OVER earlier AS before_sentence,
    lag(document_id) OVER earlier AS before_document_id,
    polarity AS after,
    published_on AS changed_on,
    sentence AS after_sentence,
    document_id AS after_document_id
FROM told
WINDOW earlier AS (PARTITION BY holder_actor_id, target_actor_id ORDER BY published_on)
QUALIFY before <> after
