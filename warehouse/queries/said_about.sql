-- Who said what about an actor?
-- Variables: actor (an actor id).
SELECT published_on, speaker, quote_type, content, title, round(confidence, 2) AS confidence
FROM who_said_what
WHERE list_contains(about_actor_ids, coalesce(getvariable('actor'), 'country:RUS'))
    AND speaker IS NOT NULL
    AND speaker_actor_id IS DISTINCT FROM coalesce(getvariable('actor'), 'country:RUS')
ORDER BY published_on, title, start_char;
