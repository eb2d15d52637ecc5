-- Who changed sides, when, and in which two sentences?
SELECT
    holder_name AS holder,
    target_name AS target,
    before,
    before_on,
    before_sentence,
    after,
    changed_on,
    after_sentence
FROM changes_of_mind
ORDER BY changed_on DESC, holder, target;
