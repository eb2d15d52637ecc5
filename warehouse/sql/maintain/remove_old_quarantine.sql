-- Rows of quarantine whose load was published before the variable quarantine_before go. Gives their number.
DELETE FROM quarantine
USING load
WHERE load.load_id = quarantine.load_id AND load.published_at < getvariable('quarantine_before');
