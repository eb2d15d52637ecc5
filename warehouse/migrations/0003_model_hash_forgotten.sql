-- Which weights a load extracted with, until now part of the model's name; and what was forgotten on request.

ALTER TABLE load ADD COLUMN model_hash VARCHAR;
COMMENT ON COLUMN load.model_hash IS 'Hash of the learned models'' weights; null where rules alone extracted.';
UPDATE load SET
    model_hash = nullif(regexp_extract(model_name, ', weights (\w+)$', 1), ''),
    model_name = regexp_replace(model_name, ', weights \w+$', '');

CREATE TABLE forgotten (
    raw_hash VARCHAR NOT NULL,
    document_id VARCHAR,
    forgotten_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (raw_hash)
);
COMMENT ON TABLE forgotten IS 'What was removed for good on request, as hashes only, so that no run loads it again.';
COMMENT ON COLUMN forgotten.raw_hash IS 'SHA-256 of the input''s bytes (of the record''s bytes in a file of many).';
COMMENT ON COLUMN forgotten.document_id IS 'Hash of its clean text; null where it was rejected.';
COMMENT ON COLUMN forgotten.forgotten_at IS 'When it was forgotten (UTC).';
