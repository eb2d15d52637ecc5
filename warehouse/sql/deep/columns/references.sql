-- {table}.{column} leads to a row of {target_table}
SELECT DISTINCT {column}
FROM {table}
WHERE {column} IS NOT NULL
    AND {column} NOT IN (SELECT {target_column} FROM {target_table});
