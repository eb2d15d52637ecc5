-- What the classifier alone says of a stance; unknown of those that were extracted before there was one.

ALTER TABLE fact_stance ADD COLUMN model_score DOUBLE;
COMMENT ON COLUMN fact_stance.model_score IS 'Probability that the classifier alone gives the polarity; null where it was not asked.';
COMMENT ON COLUMN fact_stance.rule IS 'Which rule found it, or model.';
COMMENT ON COLUMN fact_stance.cue_text IS 'Word or words that decided polarity and act, or, where the rule is model, that join both actors.';
