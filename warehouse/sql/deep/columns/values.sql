-- {table}.{column} has only values that the contract names
SELECT DISTINCT {column}
FROM {table}
WHERE {column} NOT IN ({values});
