-- The tables of the first release, as warehouse/contract.py declares them.

CREATE TABLE dim_document (
    document_id VARCHAR NOT NULL,
    title VARCHAR,
    document_kind VARCHAR NOT NULL,
    author VARCHAR,
    dateline VARCHAR,
    date_text VARCHAR,
    published_on DATE,
    date_precision VARCHAR,
    publisher VARCHAR,
    url VARCHAR,
    language VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    word_count BIGINT NOT NULL,
    minhash UINTEGER[] NOT NULL,
    extractor_version VARCHAR NOT NULL,
    near_duplicate_of VARCHAR,
    near_duplicate_similarity DOUBLE,
    is_current BOOLEAN NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (document_id)
);
COMMENT ON TABLE dim_document IS 'Articles, statements and transcripts, each text once however often it was seen.';
COMMENT ON COLUMN dim_document.document_id IS 'Hash of the clean text; the same text has the same id everywhere.';
COMMENT ON COLUMN dim_document.title IS 'Headline, without its repetition.';
COMMENT ON COLUMN dim_document.document_kind IS 'Who speaks: a reporter, one author, or several speakers in turn.';
COMMENT ON COLUMN dim_document.author IS 'Byline, or the speaker of a first-person document, as written.';
COMMENT ON COLUMN dim_document.dateline IS 'Place and agency before the first sentence, as written.';
COMMENT ON COLUMN dim_document.date_text IS 'Date as written in the input.';
COMMENT ON COLUMN dim_document.published_on IS 'Date of publication; null unless the input says day, month and year.';
COMMENT ON COLUMN dim_document.date_precision IS 'How much of the date the input says.';
COMMENT ON COLUMN dim_document.publisher IS 'Outlet, as the input says.';
COMMENT ON COLUMN dim_document.url IS 'Address of the article, as the input says.';
COMMENT ON COLUMN dim_document.language IS 'ISO 639-1 code of the detected language.';
COMMENT ON COLUMN dim_document.text IS 'Clean text: paragraphs with one empty line between them.';
COMMENT ON COLUMN dim_document.word_count IS 'Words (runs of letters and digits) of the clean text.';
COMMENT ON COLUMN dim_document.minhash IS 'MinHash signature of the word 5-grams, for finding near-duplicates.';
COMMENT ON COLUMN dim_document.extractor_version IS 'Newest version that extracted the document; marts show its facts only.';
COMMENT ON COLUMN dim_document.near_duplicate_of IS 'Earlier document that this one nearly repeats.';
COMMENT ON COLUMN dim_document.near_duplicate_similarity IS 'Estimated Jaccard similarity to that document, 0 to 1.';
COMMENT ON COLUMN dim_document.is_current IS 'Whether some source still holds this text.';
COMMENT ON COLUMN dim_document.load_id IS 'Load that published the row first.';

CREATE TABLE dim_source (
    source_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    record BIGINT,
    raw_hash VARCHAR NOT NULL,
    byte_count BIGINT NOT NULL,
    encoding VARCHAR NOT NULL,
    raw_ranges STRUCT(clean_start BIGINT, clean_end BIGINT, raw_start BIGINT, raw_end BIGINT)[] NOT NULL,
    is_current BOOLEAN NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (source_id)
);
COMMENT ON TABLE dim_source IS 'Where a document was seen, and how its characters map to the file''s.';
COMMENT ON COLUMN dim_source.source_id IS 'Hash of path, record and raw hash.';
COMMENT ON COLUMN dim_source.document_id IS 'Document: hash of the clean text.';
COMMENT ON COLUMN dim_source.path IS 'File that the input was read from.';
COMMENT ON COLUMN dim_source.record IS 'Line or row in a file of many documents, from 1; null for a file of one.';
COMMENT ON COLUMN dim_source.raw_hash IS 'SHA-256 of the input''s bytes (of the record''s bytes in a file of many).';
COMMENT ON COLUMN dim_source.byte_count IS 'Size of the input in bytes.';
COMMENT ON COLUMN dim_source.encoding IS 'Encoding that the input was decoded with.';
COMMENT ON COLUMN dim_source.raw_ranges IS 'Which raw characters each range of the clean text was read from.';
COMMENT ON COLUMN dim_source.is_current IS 'Whether this is the newest text seen at its place.';
COMMENT ON COLUMN dim_source.load_id IS 'Load that published the row first.';

CREATE TABLE dim_actor (
    actor_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    country_code VARCHAR,
    affiliation_actor_id VARCHAR,
    wikidata_id VARCHAR,
    in_reference BOOLEAN NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (actor_id)
);
COMMENT ON TABLE dim_actor IS 'Countries, organisations, groups and people that hold, say or are the target of something.';
COMMENT ON COLUMN dim_actor.actor_id IS 'Kind and name: country:RUS, igo:NATO, person:Julianne Smith.';
COMMENT ON COLUMN dim_actor.kind IS 'What sort of actor it is.';
COMMENT ON COLUMN dim_actor.name IS 'Name to show.';
COMMENT ON COLUMN dim_actor.country_code IS 'ISO 3166-1 alpha-3 code of the country that it is or belongs to.';
COMMENT ON COLUMN dim_actor.affiliation_actor_id IS 'Country or organisation that it speaks or acts for.';
COMMENT ON COLUMN dim_actor.wikidata_id IS 'Wikidata item, where the reference data has one.';
COMMENT ON COLUMN dim_actor.in_reference IS 'Whether the reference data or the overlay knows the actor.';
COMMENT ON COLUMN dim_actor.load_id IS 'Load that published the row first.';

CREATE TABLE actor_alias (
    actor_id VARCHAR NOT NULL,
    canonical_actor_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (actor_id)
);
COMMENT ON TABLE actor_alias IS 'Which actor ids are one actor, and why. Rebuilt at each publication; marts join it.';
COMMENT ON COLUMN actor_alias.actor_id IS 'Actor as a document names it.';
COMMENT ON COLUMN actor_alias.canonical_actor_id IS 'Actor that it is counted as.';
COMMENT ON COLUMN actor_alias.reason IS 'Why the two are one.';

CREATE TABLE fact_sentence (
    document_id VARCHAR NOT NULL,
    sentence_index BIGINT NOT NULL,
    paragraph_index BIGINT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    quotation_start_char BIGINT,
    quotation_end_char BIGINT,
    extractor_version VARCHAR NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (document_id, sentence_index, extractor_version)
);
COMMENT ON TABLE fact_sentence IS 'Sentences with their exact characters.';
COMMENT ON COLUMN fact_sentence.document_id IS 'Document: hash of the clean text.';
COMMENT ON COLUMN fact_sentence.sentence_index IS 'Position of the (first) sentence in the document, from 0; of what stands in a speaker label, the one before.';
COMMENT ON COLUMN fact_sentence.paragraph_index IS 'Position of the paragraph in the document, from 0; 0 is the title where there is one.';
COMMENT ON COLUMN fact_sentence.start_char IS 'First character of the span in the clean text, from 0.';
COMMENT ON COLUMN fact_sentence.end_char IS 'Character after the span in the clean text.';
COMMENT ON COLUMN fact_sentence.text IS 'The sentence, equal to the clean text''s characters.';
COMMENT ON COLUMN fact_sentence.quotation_start_char IS 'First character of the quotation that the sentence begins in or shares, if any.';
COMMENT ON COLUMN fact_sentence.quotation_end_char IS 'Character after that quotation; equal on every sentence of it.';
COMMENT ON COLUMN fact_sentence.extractor_version IS 'Version of the code, word lists and model that extracted the row.';
COMMENT ON COLUMN fact_sentence.load_id IS 'Load that published the row first.';

CREATE TABLE fact_mention (
    document_id VARCHAR NOT NULL,
    sentence_index BIGINT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    actor_id VARCHAR NOT NULL,
    link_reason VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (document_id, start_char, end_char, extractor_version)
);
COMMENT ON TABLE fact_mention IS 'Names, last names, metonyms, pronouns and nationality adjectives with the actor they stand for.';
COMMENT ON COLUMN fact_mention.document_id IS 'Document: hash of the clean text.';
COMMENT ON COLUMN fact_mention.sentence_index IS 'Position of the (first) sentence in the document, from 0; of what stands in a speaker label, the one before.';
COMMENT ON COLUMN fact_mention.start_char IS 'First character of the span in the clean text, from 0.';
COMMENT ON COLUMN fact_mention.end_char IS 'Character after the span in the clean text.';
COMMENT ON COLUMN fact_mention.text IS 'The mention, equal to the clean text''s characters.';
COMMENT ON COLUMN fact_mention.actor_id IS 'Actor that it stands for.';
COMMENT ON COLUMN fact_mention.link_reason IS 'Why it was linked to that actor.';
COMMENT ON COLUMN fact_mention.confidence IS 'How sure the extractor is, 0 to 1.';
COMMENT ON COLUMN fact_mention.extractor_version IS 'Version of the code, word lists and model that extracted the row.';
COMMENT ON COLUMN fact_mention.load_id IS 'Load that published the row first.';

CREATE TABLE fact_statement (
    statement_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    sentence_index BIGINT NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    source_text VARCHAR,
    source_spans STRUCT(start_char BIGINT, end_char BIGINT)[] NOT NULL,
    cue_text VARCHAR,
    cue_spans STRUCT(start_char BIGINT, end_char BIGINT)[] NOT NULL,
    content_text VARCHAR NOT NULL,
    content_spans STRUCT(start_char BIGINT, end_char BIGINT)[] NOT NULL,
    quote_type VARCHAR NOT NULL,
    addressee_text VARCHAR,
    speaker_actor_id VARCHAR,
    parent_statement_id VARCHAR,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (statement_id, extractor_version)
);
COMMENT ON TABLE fact_statement IS 'Who is reported to have said, written or publicly thought what.';
COMMENT ON COLUMN fact_statement.statement_id IS 'Hash of document, source and all content pieces.';
COMMENT ON COLUMN fact_statement.document_id IS 'Document: hash of the clean text.';
COMMENT ON COLUMN fact_statement.sentence_index IS 'Position of the (first) sentence in the document, from 0; of what stands in a speaker label, the one before.';
COMMENT ON COLUMN fact_statement.start_char IS 'First character of the first content piece.';
COMMENT ON COLUMN fact_statement.end_char IS 'Character after the last content piece.';
COMMENT ON COLUMN fact_statement.source_text IS 'Who, as written; null where the text names none.';
COMMENT ON COLUMN fact_statement.source_spans IS 'Characters of the source; empty where the text names none.';
COMMENT ON COLUMN fact_statement.cue_text IS 'Reporting words, as written; null for a continuing quote or a turn.';
COMMENT ON COLUMN fact_statement.cue_spans IS 'Characters of the cue; empty where there is none.';
COMMENT ON COLUMN fact_statement.content_text IS 'What, as written; pieces joined by '' … ''.';
COMMENT ON COLUMN fact_statement.content_spans IS 'Characters of each piece of the content.';
COMMENT ON COLUMN fact_statement.quote_type IS 'Wholly, not or partly in quotation marks.';
COMMENT ON COLUMN fact_statement.addressee_text IS 'To whom, as written.';
COMMENT ON COLUMN fact_statement.speaker_actor_id IS 'Actor that the source is; null in doubt.';
COMMENT ON COLUMN fact_statement.parent_statement_id IS 'Statement whose content this one stands in.';
COMMENT ON COLUMN fact_statement.rule IS 'Which rule or model found it.';
COMMENT ON COLUMN fact_statement.confidence IS 'How sure the extractor is, 0 to 1.';
COMMENT ON COLUMN fact_statement.extractor_version IS 'Version of the code, word lists and model that extracted the row.';
COMMENT ON COLUMN fact_statement.load_id IS 'Load that published the row first.';

CREATE TABLE fact_stance (
    stance_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    sentence_index BIGINT NOT NULL,
    holder_actor_id VARCHAR NOT NULL,
    target_actor_id VARCHAR,
    target_text VARCHAR NOT NULL,
    target_start_char BIGINT NOT NULL,
    target_end_char BIGINT NOT NULL,
    polarity VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    modality VARCHAR NOT NULL,
    is_negated BOOLEAN NOT NULL,
    evidence_text VARCHAR NOT NULL,
    start_char BIGINT NOT NULL,
    end_char BIGINT NOT NULL,
    cue_text VARCHAR NOT NULL,
    statement_id VARCHAR,
    speaker_actor_id VARCHAR,
    rule VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (stance_id, extractor_version)
);
COMMENT ON TABLE fact_stance IS 'Who stands where, toward whom, in which words.';
COMMENT ON COLUMN fact_stance.stance_id IS 'Hash of document, evidence, holder, target, polarity and act.';
COMMENT ON COLUMN fact_stance.document_id IS 'Document: hash of the clean text.';
COMMENT ON COLUMN fact_stance.sentence_index IS 'Position of the (first) sentence in the document, from 0; of what stands in a speaker label, the one before.';
COMMENT ON COLUMN fact_stance.holder_actor_id IS 'Whose position it is.';
COMMENT ON COLUMN fact_stance.target_actor_id IS 'Toward whom; null for an issue that no actor owns.';
COMMENT ON COLUMN fact_stance.target_text IS 'Words that name the target.';
COMMENT ON COLUMN fact_stance.target_start_char IS 'First character of those words.';
COMMENT ON COLUMN fact_stance.target_end_char IS 'Character after those words.';
COMMENT ON COLUMN fact_stance.polarity IS 'For or against.';
COMMENT ON COLUMN fact_stance.act IS 'PLOVER root act.';
COMMENT ON COLUMN fact_stance.modality IS 'Whether it happened, holds, is to come, or hangs on a condition.';
COMMENT ON COLUMN fact_stance.is_negated IS 'Whether a negation turned the polarity of the words.';
COMMENT ON COLUMN fact_stance.evidence_text IS 'Shortest words that show the stance, equal to the clean text''s characters.';
COMMENT ON COLUMN fact_stance.start_char IS 'First character of the evidence.';
COMMENT ON COLUMN fact_stance.end_char IS 'Character after the evidence.';
COMMENT ON COLUMN fact_stance.cue_text IS 'Word or words that decided polarity and act.';
COMMENT ON COLUMN fact_stance.statement_id IS 'Statement that the stance stands in; null in narration.';
COMMENT ON COLUMN fact_stance.speaker_actor_id IS 'Who reports it: the statement''s speaker; null in narration.';
COMMENT ON COLUMN fact_stance.rule IS 'Which rule or model found it.';
COMMENT ON COLUMN fact_stance.confidence IS 'How sure the extractor is, 0 to 1.';
COMMENT ON COLUMN fact_stance.extractor_version IS 'Version of the code, word lists and model that extracted the row.';
COMMENT ON COLUMN fact_stance.load_id IS 'Load that published the row first.';

CREATE TABLE rejected_input (
    source_id VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    record BIGINT,
    raw_hash VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    load_id VARCHAR NOT NULL,
    PRIMARY KEY (source_id)
);
COMMENT ON TABLE rejected_input IS 'What was not published, and why.';
COMMENT ON COLUMN rejected_input.source_id IS 'Hash of path, record and raw hash.';
COMMENT ON COLUMN rejected_input.path IS 'File that the input was read from.';
COMMENT ON COLUMN rejected_input.record IS 'Line or row in a file of many documents, from 1; null for a file of one.';
COMMENT ON COLUMN rejected_input.raw_hash IS 'SHA-256 of the input''s bytes (of the record''s bytes in a file of many).';
COMMENT ON COLUMN rejected_input.reason IS 'Why it was rejected.';
COMMENT ON COLUMN rejected_input.detail IS 'What was found, for a person to act on.';
COMMENT ON COLUMN rejected_input.load_id IS 'Load that published the row first.';

CREATE TABLE load (
    load_id VARCHAR NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    extractor_version VARCHAR NOT NULL,
    model_name VARCHAR NOT NULL,
    input_count BIGINT NOT NULL,
    unchanged_count BIGINT NOT NULL,
    document_count BIGINT NOT NULL,
    duplicate_count BIGINT NOT NULL,
    rejected_count BIGINT NOT NULL,
    extracted_row_count BIGINT NOT NULL,
    published_row_count BIGINT NOT NULL,
    quarantined_row_count BIGINT NOT NULL,
    PRIMARY KEY (load_id)
);
COMMENT ON TABLE load IS 'The ledger of loads; a row whose load is not here does not count.';
COMMENT ON COLUMN load.load_id IS 'Time and random part of the run.';
COMMENT ON COLUMN load.started_at IS 'When the run started (UTC).';
COMMENT ON COLUMN load.published_at IS 'When the run was published (UTC).';
COMMENT ON COLUMN load.extractor_version IS 'Version of the code, word lists and model that extracted the row.';
COMMENT ON COLUMN load.model_name IS 'spaCy model, with its version.';
COMMENT ON COLUMN load.input_count IS 'New or changed inputs that the run took.';
COMMENT ON COLUMN load.unchanged_count IS 'Inputs that the ledger knew already.';
COMMENT ON COLUMN load.document_count IS 'Documents published.';
COMMENT ON COLUMN load.duplicate_count IS 'Inputs whose clean text was known already.';
COMMENT ON COLUMN load.rejected_count IS 'Inputs rejected.';
COMMENT ON COLUMN load.extracted_row_count IS 'Rows that extraction staged.';
COMMENT ON COLUMN load.published_row_count IS 'Of these, rows that passed the gate.';
COMMENT ON COLUMN load.quarantined_row_count IS 'Of these, rows in quarantine.';

CREATE TABLE quarantine (
    load_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    row_key VARCHAR NOT NULL,
    document_id VARCHAR,
    expectation VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    row_json VARCHAR NOT NULL,
    PRIMARY KEY (load_id, table_name, row_key)
);
COMMENT ON TABLE quarantine IS 'Rows kept out of the published tables, with the reason.';
COMMENT ON COLUMN quarantine.load_id IS 'Load that published the row first.';
COMMENT ON COLUMN quarantine.table_name IS 'Table that the row was meant for.';
COMMENT ON COLUMN quarantine.row_key IS 'Key of the row, its parts joined by ''|''; rows of one key are told apart by ''#2'', ''#3''.';
COMMENT ON COLUMN quarantine.document_id IS 'Document of the row, where it has one.';
COMMENT ON COLUMN quarantine.expectation IS 'Expectation that it broke first.';
COMMENT ON COLUMN quarantine.detail IS 'What was found, or the row that it depends on.';
COMMENT ON COLUMN quarantine.row_json IS 'The row as JSON.';

CREATE TABLE expectation_result (
    load_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    expectation VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    is_met BOOLEAN NOT NULL,
    evaluated_row_count BIGINT NOT NULL,
    unexpected_row_count BIGINT NOT NULL,
    detail VARCHAR,
    PRIMARY KEY (load_id, table_name, expectation)
);
COMMENT ON TABLE expectation_result IS 'What Great Expectations found.';
COMMENT ON COLUMN expectation_result.load_id IS 'Load that published the row first.';
COMMENT ON COLUMN expectation_result.table_name IS 'Table checked.';
COMMENT ON COLUMN expectation_result.expectation IS 'Name of the expectation, with its column.';
COMMENT ON COLUMN expectation_result.level IS 'Whether it parts rows or stops the publication.';
COMMENT ON COLUMN expectation_result.is_met IS 'Whether it held.';
COMMENT ON COLUMN expectation_result.evaluated_row_count IS 'Rows looked at.';
COMMENT ON COLUMN expectation_result.unexpected_row_count IS 'Rows that broke it.';
COMMENT ON COLUMN expectation_result.detail IS 'Observed value or examples.';
