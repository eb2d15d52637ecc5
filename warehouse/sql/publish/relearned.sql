-- What this load brings is no longer forgotten; a run that was not asked to learn it again brings none of it.
DELETE FROM forgotten
WHERE raw_hash IN (SELECT raw_hash FROM staged_dim_source)
    OR document_id IN (SELECT document_id FROM staged_dim_source);
