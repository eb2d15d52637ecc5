-- {table}.{column} is within its limits
SELECT DISTINCT {column}
FROM {table}
WHERE {column} < {minimum} OR {column} > {maximum};
