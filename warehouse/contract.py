"""The contract of every table: columns, types, keys, grain and words, declared once as plain data.

Polars schemas, DDL with comments, structural expectations and the data dictionary are derived from here. This module
opens nothing and imports no library to be read, so that every other room of the house may know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

SCHEMA_VERSION = 3
"""Number of the newest migration in warehouse/migrations that this contract describes."""


class ActorKind(StrEnum):
    COUNTRY = "country"
    IGO = "igo"
    PERSON = "person"
    ORG = "org"
    GROUP = "group"


class QuoteType(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Polarity(StrEnum):
    SUPPORT = "support"
    OPPOSE = "oppose"


class Modality(StrEnum):
    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    CONDITIONAL = "conditional"


class Act(StrEnum):
    """The fifteen PLOVER roots that a stance can have (Halterman et al., PLOVER and POLECAT, 2023)."""

    AGREE = "AGREE"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


ACTS_OF_POLARITY = {
    Polarity.SUPPORT: {Act.AGREE, Act.SUPPORT, Act.CONCEDE, Act.COOPERATE, Act.AID, Act.RETREAT, Act.REQUEST},
    Polarity.OPPOSE: {
        Act.REQUEST, Act.ACCUSE, Act.REJECT, Act.THREATEN, Act.PROTEST,
        Act.SANCTION, Act.MOBILIZE, Act.COERCE, Act.ASSAULT,
    },
}  # fmt: skip
"""A REQUEST goes both ways: help asked of a friend, an end demanded of an opponent."""


class DocumentKind(StrEnum):
    ARTICLE = "article"
    FIRST_PERSON = "first_person"
    TRANSCRIPT = "transcript"


class DatePrecision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DAY_WITHOUT_YEAR = "day_without_year"


class LinkReason(StrEnum):
    """Why a mention was linked to its actor."""

    NAME = "name"
    ALIAS = "alias"
    METONYM = "metonym"
    NATIONALITY = "nationality"
    TITLE = "title"
    LAST_NAME = "last_name"
    PRONOUN = "pronoun"
    APPOSITION = "apposition"
    SURFACE = "surface"


class AliasReason(StrEnum):
    """Why two actor ids are one actor."""

    SAME = "same"
    SPELLING = "spelling"
    ALIAS = "alias"
    LAST_NAME = "last_name"
    OVERLAY = "overlay"


class RejectionReason(StrEnum):
    EMPTY = "empty"
    BINARY = "binary"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_ENGLISH = "not_english"
    NOT_PROSE = "not_prose"
    UNREADABLE = "unreadable"
    UNDECODABLE = "undecodable"
    MALFORMED_RECORD = "malformed_record"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    FORGOTTEN = "forgotten"


class ExpectationLevel(StrEnum):
    ROW = "row"
    TABLE = "table"


Type = Literal["text", "integer", "float", "boolean", "date", "timestamp", "spans", "ranges", "hashes"]
"""`spans`: list of (start_char, end_char). `ranges`: list of (clean_start, clean_end, raw_start, raw_end).
`hashes`: list of unsigned 32-bit integers. Timestamps are UTC with microseconds."""


AllowedTexts = type[StrEnum]


@dataclass(frozen=True)
class Column:
    """One column. `values` names the only texts allowed, `references` the `table.column` that holds the same value."""

    name: str
    type: Type
    description: str
    nullable: bool = False
    values: AllowedTexts | None = None
    minimum: float | None = None
    maximum: float | None = None
    references: str | None = None
    filled_by: Literal["transforms", "warehouse"] = "transforms"


@dataclass(frozen=True)
class Table:
    """One table. `grain` says what one row is, `key` which columns tell rows apart, `staged` whether batches write it."""

    name: str
    grain: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    staged: bool

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def staged_columns(self) -> tuple[Column, ...]:
        """The columns that a batch writes; publication adds the others."""
        return tuple(column for column in self.columns if column.filled_by == "transforms")


# Columns that stand in several tables, declared once.
DOCUMENT_ID = Column("document_id", "text", "Document: hash of the clean text.", references="dim_document.document_id")
EXTRACTOR_VERSION = Column(
    "extractor_version", "text", "Version of the code, word lists and model that extracted the row."
)
LOAD_ID = Column(
    "load_id", "text", "Load that published the row first.", references="load.load_id", filled_by="warehouse"
)
SENTENCE_INDEX = Column(
    "sentence_index",
    "integer",
    "Position of the (first) sentence in the document, from 0; of what stands in a speaker label, the one before.",
    minimum=0,
)
START_CHAR = Column("start_char", "integer", "First character of the span in the clean text, from 0.", minimum=0)
END_CHAR = Column("end_char", "integer", "Character after the span in the clean text.", minimum=1)
CONFIDENCE = Column("confidence", "float", "How sure the extractor is, 0 to 1.", minimum=0, maximum=1)
PATH = Column("path", "text", "File that the input was read from.")
RECORD = Column("record", "integer", "Line or row in a file of many documents, from 1; null for a file of one.", True)
RAW_HASH = Column("raw_hash", "text", "SHA-256 of the input's bytes (of the record's bytes in a file of many).")

# fmt: off
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "dim_document",
            "one clean text",
            "Articles, statements and transcripts, each text once however often it was seen.",
            ("document_id",),
            (
                Column("document_id", "text", "Hash of the clean text; the same text has the same id everywhere."),
                Column("title", "text", "Headline, without its repetition.", nullable=True),
                Column("document_kind", "text", "Who speaks: a reporter, one author, or several speakers in turn.", values=DocumentKind),
                Column("author", "text", "Byline, or the speaker of a first-person document, as written.", nullable=True),
                Column("dateline", "text", "Place and agency before the first sentence, as written.", nullable=True),
                Column("date_text", "text", "Date as written in the input.", nullable=True),
                Column("published_on", "date", "Date of publication; null unless the input says day, month and year.", nullable=True),
                Column("date_precision", "text", "How much of the date the input says.", nullable=True, values=DatePrecision),
                Column("publisher", "text", "Outlet, as the input says.", nullable=True),
                Column("url", "text", "Address of the article, as the input says.", nullable=True),
                Column("language", "text", "ISO 639-1 code of the detected language."),
                Column("text", "text", "Clean text: paragraphs with one empty line between them."),
                Column("word_count", "integer", "Words (runs of letters and digits) of the clean text.", minimum=1),
                Column("minhash", "hashes", "MinHash signature of the word 5-grams, for finding near-duplicates."),
                Column("extractor_version", "text", "Newest version that extracted the document; marts show its facts only."),
                Column("near_duplicate_of", "text", "Earlier document that this one nearly repeats.", nullable=True, references="dim_document.document_id", filled_by="warehouse"),
                Column("near_duplicate_similarity", "float", "Estimated Jaccard similarity to that document, 0 to 1.", nullable=True, minimum=0, maximum=1, filled_by="warehouse"),
                Column("is_current", "boolean", "Whether some source still holds this text.", filled_by="warehouse"),
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "dim_source",
            "one text seen at one place",
            "Where a document was seen, and how its characters map to the file's.",
            ("source_id",),
            (
                Column("source_id", "text", "Hash of path, record and raw hash."),
                DOCUMENT_ID,
                PATH,
                RECORD,
                RAW_HASH,
                Column("byte_count", "integer", "Size of the input in bytes.", minimum=1),
                Column("encoding", "text", "Encoding that the input was decoded with."),
                Column("raw_ranges", "ranges", "Which raw characters each range of the clean text was read from."),
                Column("is_current", "boolean", "Whether this is the newest text seen at its place.", filled_by="warehouse"),
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "dim_actor",
            "one actor as documents name it",
            "Countries, organisations, groups and people that hold, say or are the target of something.",
            ("actor_id",),
            (
                Column("actor_id", "text", "Kind and name: country:RUS, igo:NATO, person:Julianne Smith."),
                Column("kind", "text", "What sort of actor it is.", values=ActorKind),
                Column("name", "text", "Name to show."),
                Column("country_code", "text", "ISO 3166-1 alpha-3 code of the country that it is or belongs to.", nullable=True),
                Column("affiliation_actor_id", "text", "Country or organisation that it speaks or acts for.", nullable=True),
                Column("wikidata_id", "text", "Wikidata item, where the reference data has one.", nullable=True),
                Column("in_reference", "boolean", "Whether the reference data or the overlay knows the actor."),
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "actor_alias",
            "one actor id",
            "Which actor ids are one actor, and why. Rebuilt at each publication; marts join it.",
            ("actor_id",),
            (
                Column("actor_id", "text", "Actor as a document names it.", references="dim_actor.actor_id"),
                Column("canonical_actor_id", "text", "Actor that it is counted as.", references="dim_actor.actor_id"),
                Column("reason", "text", "Why the two are one.", values=AliasReason),
            ),
            staged=False,
        ),
        Table(
            "fact_sentence",
            "one sentence of a document, as one extractor version cut it",
            "Sentences with their exact characters.",
            ("document_id", "sentence_index", "extractor_version"),
            (
                DOCUMENT_ID,
                SENTENCE_INDEX,
                Column("paragraph_index", "integer", "Position of the paragraph in the document, from 0; 0 is the title where there is one.", minimum=0),
                START_CHAR,
                END_CHAR,
                Column("text", "text", "The sentence, equal to the clean text's characters."),
                Column("quotation_start_char", "integer", "First character of the quotation that the sentence begins in or shares, if any.", nullable=True, minimum=0),
                Column("quotation_end_char", "integer", "Character after that quotation; equal on every sentence of it.", nullable=True, minimum=1),
                EXTRACTOR_VERSION,
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "fact_mention",
            "one place in a document that stands for an actor",
            "Names, last names, metonyms, pronouns and nationality adjectives with the actor they stand for.",
            ("document_id", "start_char", "end_char", "extractor_version"),
            (
                DOCUMENT_ID,
                SENTENCE_INDEX,
                START_CHAR,
                END_CHAR,
                Column("text", "text", "The mention, equal to the clean text's characters."),
                Column("actor_id", "text", "Actor that it stands for.", references="dim_actor.actor_id"),
                Column("link_reason", "text", "Why it was linked to that actor.", values=LinkReason),
                CONFIDENCE,
                EXTRACTOR_VERSION,
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "fact_statement",
            "one attribution: a source, a cue, a content",
            "Who is reported to have said, written or publicly thought what.",
            ("statement_id", "extractor_version"),
            (
                Column("statement_id", "text", "Hash of document, source and all content pieces."),
                DOCUMENT_ID,
                SENTENCE_INDEX,
                Column("start_char", "integer", "First character of the first content piece.", minimum=0),
                Column("end_char", "integer", "Character after the last content piece.", minimum=1),
                Column("source_text", "text", "Who, as written; null where the text names none.", nullable=True),
                Column("source_spans", "spans", "Characters of the source; empty where the text names none."),
                Column("cue_text", "text", "Reporting words, as written; null for a continuing quote or a turn.", nullable=True),
                Column("cue_spans", "spans", "Characters of the cue; empty where there is none."),
                Column("content_text", "text", "What, as written; pieces joined by ' … '."),
                Column("content_spans", "spans", "Characters of each piece of the content."),
                Column("quote_type", "text", "Wholly, not or partly in quotation marks.", values=QuoteType),
                Column("addressee_text", "text", "To whom, as written.", nullable=True),
                Column("speaker_actor_id", "text", "Actor that the source is; null in doubt.", nullable=True, references="dim_actor.actor_id"),
                Column("parent_statement_id", "text", "Statement whose content this one stands in.", nullable=True, references="fact_statement.statement_id"),
                Column("rule", "text", "Which rule or model found it."),
                CONFIDENCE,
                EXTRACTOR_VERSION,
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "fact_stance",
            "one position of a holder for or against a target, with its evidence",
            "Who stands where, toward whom, in which words.",
            ("stance_id", "extractor_version"),
            (
                Column("stance_id", "text", "Hash of document, evidence, holder, target, polarity and act."),
                DOCUMENT_ID,
                SENTENCE_INDEX,
                Column("holder_actor_id", "text", "Whose position it is.", references="dim_actor.actor_id"),
                Column("target_actor_id", "text", "Toward whom; null for an issue that no actor owns.", nullable=True, references="dim_actor.actor_id"),
                Column("target_text", "text", "Words that name the target."),
                Column("target_start_char", "integer", "First character of those words.", minimum=0),
                Column("target_end_char", "integer", "Character after those words.", minimum=1),
                Column("polarity", "text", "For or against.", values=Polarity),
                Column("act", "text", "PLOVER root act.", values=Act),
                Column("modality", "text", "Whether it happened, holds, is to come, or hangs on a condition.", values=Modality),
                Column("is_negated", "boolean", "Whether a negation turned the polarity of the words."),
                Column("evidence_text", "text", "Shortest words that show the stance, equal to the clean text's characters."),
                Column("start_char", "integer", "First character of the evidence.", minimum=0),
                Column("end_char", "integer", "Character after the evidence.", minimum=1),
                Column("cue_text", "text", "Word or words that decided polarity and act, or, where the rule is model, that join both actors."),
                Column("statement_id", "text", "Statement that the stance stands in; null in narration.", nullable=True, references="fact_statement.statement_id"),
                Column("speaker_actor_id", "text", "Who reports it: the statement's speaker; null in narration.", nullable=True, references="dim_actor.actor_id"),
                Column("rule", "text", "Which rule found it, or model."),
                CONFIDENCE,
                EXTRACTOR_VERSION,
                LOAD_ID,
                Column("model_score", "float", "Probability that the classifier alone gives the polarity; null where it was not asked.", nullable=True, minimum=0, maximum=1),
            ),
            staged=True,
        ),
        Table(
            "rejected_input",
            "one input that cannot be an article",
            "What was not published, and why.",
            ("source_id",),
            (
                Column("source_id", "text", "Hash of path, record and raw hash."),
                PATH,
                RECORD,
                RAW_HASH,
                Column("reason", "text", "Why it was rejected.", values=RejectionReason),
                Column("detail", "text", "What was found, for a person to act on."),
                LOAD_ID,
            ),
            staged=True,
        ),
        Table(
            "load",
            "one published run",
            "The ledger of loads; a row whose load is not here does not count.",
            ("load_id",),
            (
                Column("load_id", "text", "Time and random part of the run."),
                Column("started_at", "timestamp", "When the run started (UTC)."),
                Column("published_at", "timestamp", "When the run was published (UTC)."),
                EXTRACTOR_VERSION,
                Column("model_name", "text", "spaCy model, with its version."),
                Column("input_count", "integer", "New or changed inputs that the run took.", minimum=0),
                Column("unchanged_count", "integer", "Inputs that the ledger knew already.", minimum=0),
                Column("document_count", "integer", "Documents published.", minimum=0),
                Column("duplicate_count", "integer", "Inputs whose clean text was known already.", minimum=0),
                Column("rejected_count", "integer", "Inputs rejected.", minimum=0),
                Column("extracted_row_count", "integer", "Rows that extraction staged.", minimum=0),
                Column("published_row_count", "integer", "Of these, rows that passed the gate.", minimum=0),
                Column("quarantined_row_count", "integer", "Of these, rows in quarantine.", minimum=0),
                Column("model_hash", "text", "Hash of the learned models' weights; null where rules alone extracted.", nullable=True),
            ),
            staged=False,
        ),
        Table(
            "forgotten",
            "one input that was forgotten",
            "What was removed for good on request, as hashes only, so that no run loads it again.",
            ("raw_hash",),
            (
                Column("raw_hash", "text", "SHA-256 of the input's bytes (of the record's bytes in a file of many)."),
                Column("document_id", "text", "Hash of its clean text; null where it was rejected.", nullable=True),
                Column("forgotten_at", "timestamp", "When it was forgotten (UTC)."),
            ),
            staged=False,
        ),
        Table(
            "quarantine",
            "one row that broke an expectation, or depends on one that did",
            "Rows kept out of the published tables, with the reason.",
            ("load_id", "table_name", "row_key"),
            (
                LOAD_ID,
                Column("table_name", "text", "Table that the row was meant for."),
                Column("row_key", "text", "Key of the row, its parts joined by '|'; rows of one key are told apart by '#2', '#3'."),
                Column("document_id", "text", "Document of the row, where it has one.", nullable=True),
                Column("expectation", "text", "Expectation that it broke first."),
                Column("detail", "text", "What was found, or the row that it depends on."),
                Column("row_json", "text", "The row as JSON."),
            ),
            staged=False,
        ),
        Table(
            "expectation_result",
            "one expectation checked in one load",
            "What Great Expectations found.",
            ("load_id", "table_name", "expectation"),
            (
                LOAD_ID,
                Column("table_name", "text", "Table checked."),
                Column("expectation", "text", "Name of the expectation, with its column."),
                Column("level", "text", "Whether it parts rows or stops the publication.", values=ExpectationLevel),
                Column("is_met", "boolean", "Whether it held."),
                Column("evaluated_row_count", "integer", "Rows looked at.", minimum=0),
                Column("unexpected_row_count", "integer", "Rows that broke it.", minimum=0),
                Column("detail", "text", "Observed value or examples.", nullable=True),
            ),
            staged=False,
        ),
    )
}
# fmt: on

STAGED_TABLES: tuple[str, ...] = tuple(name for name, table in TABLES.items() if table.staged)


def polars_schema(table: Table, *, staged: bool = False) -> pl.Schema:
    """Column names and Polars types of the table, or of what batches write of it."""
    import polars as pl

    span = pl.Struct({"start_char": pl.Int64, "end_char": pl.Int64})
    span_map = pl.Struct(dict.fromkeys(("clean_start", "clean_end", "raw_start", "raw_end"), pl.Int64))
    types: dict[Type, pl.DataType] = {
        "text": pl.String(),
        "integer": pl.Int64(),
        "float": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "timestamp": pl.Datetime("us", "UTC"),
        "spans": pl.List(span),
        "ranges": pl.List(span_map),
        "hashes": pl.List(pl.UInt32),
    }
    return pl.Schema(
        {column.name: types[column.type] for column in (table.staged_columns if staged else table.columns)}
    )
