-- On whom do holders disagree most, and who stands on which side?
SELECT
    target_name AS target,
    supporter_count,
    opponent_count,
    stance_count,
    supporters[:5] AS supporters,
    opponents[:5] AS opponents
FROM contested_targets
ORDER BY least(supporter_count, opponent_count) DESC, stance_count DESC, target
LIMIT 20;
