-- On whom do holders disagree most, and who stands on which side?
SELECT
    target_name AS target,
    supporter_count AS supporters,
    opponent_count AS opponents,
    stance_count AS stances,
    array_to_string(supporters[:5], ', ') AS foremost_supporters,
    array_to_string(opponents[:5], ', ') AS foremost_opponents
FROM contested_targets
ORDER BY least(supporter_count, opponent_count) DESC, stance_count DESC, target
LIMIT 20;
