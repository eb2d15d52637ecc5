-- Which statements stand behind a mark of the page? One row per mark and statement; key anchor, statement_id.
SELECT speaker.anchor, statement.statement_id, 4 AS kept
FROM known_statement AS statement
JOIN shown_speaker AS speaker ON speaker.actor_id = statement.speaker_actor_id
WHERE statement.is_in_report

UNION ALL

SELECT rule.anchor, statement.statement_id, 3 AS kept
FROM known_statement AS statement
JOIN shown_rule AS rule ON rule.finding = 'statement' AND rule.family = split_part(statement.rule, ':', 1)
WHERE statement.is_in_report

UNION ALL

SELECT 'new-statements' AS anchor, statement_id, 6 AS kept
FROM known_statement
WHERE is_in_report AND speaker_actor_id IS NOT NULL AND load_id IN (FROM new_load)
