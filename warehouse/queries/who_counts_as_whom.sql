-- Which names were joined to one actor, and why?
SELECT
    alias.canonical_actor_id AS actor,
    alias.actor_id AS name_in_documents,
    alias.reason,
    count(mention.document_id) AS mention_count
FROM actor_alias AS alias
LEFT JOIN fact_mention AS mention USING (actor_id)
WHERE alias.reason <> 'same'
GROUP BY ALL
ORDER BY mention_count DESC, actor, name_in_documents;
