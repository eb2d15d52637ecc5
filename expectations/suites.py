"""The expectations of every staged table: those that the contract implies, then those of the domain.

The conditions read columns that expectations/context.py adds: `document.*`, `sentence.*`, `parent.*`, `<column>.*`.
Their order counts: a row is reported with the first that it broke.
"""

import polars as pl

from expectations.checks import Check, between, holds, matches, measured, not_null, one_of, unique
from warehouse.contract import ACTS_OF_POLARITY, TABLES, Column, DatePrecision, Table, polars_schema

SPAN_COLUMNS = ("source_spans", "cue_spans", "content_spans")


def suite(table: str) -> tuple[Check, ...]:
    """The expectations of a staged table, in the order in which a broken row is reported."""
    return (*_structural(TABLES[table]), *_DOMAIN[table])


def structure(table: str) -> Check:
    """Names, types and order of the columns, each written as `columns_and_types` writes it."""
    columns = columns_and_types(polars_schema(TABLES[table], staged=True))
    return Check(
        "columns and types are the contract's", "ExpectTableColumnsToMatchOrderedList", {"column_list": columns}, ()
    )


def columns_and_types(schema: pl.Schema) -> list[str]:
    """The columns as texts, "start_char: Int64"."""
    return [f"{name}: {kind}" for name, kind in schema.items()]


def _structural(table: Table) -> list[Check]:
    columns = table.staged_columns
    return [
        *(_filled(column) for column in columns if not column.nullable),
        unique(*table.key),
        *(one_of(column.name, column.values) for column in columns if column.values is not None),
        *(
            between(column.name, column.minimum, column.maximum)
            for column in columns
            if column.minimum is not None or column.maximum is not None
        ),
        *(_refers(column) for column in columns if column.references),
    ]


def _filled(column: Column) -> Check:
    if column.type in ("spans", "ranges", "hashes"):  # lists are dear to convert to pandas
        return holds(f"{column.name} is not null", pl.col(column.name).is_not_null())
    return not_null(column.name)


def _refers(column: Column) -> Check:
    assert column.references is not None
    found_in = column.references.partition(".")[0]
    return holds(f"{column.name} is in {found_in}", pl.col(f"{column.name}.is_known"), column.name)


_START, _END = pl.col("start_char"), pl.col("end_char")
_LENGTH = pl.col("document.length")

_SPAN_HAS_CHARACTERS = holds("span has characters", _START < _END, "start_char", "end_char")
_SPAN_IN_DOCUMENT = holds("span ends inside its document", _END <= _LENGTH, "end_char", "document.length")
_STARTS_IN_SENTENCE = holds(
    "span starts inside its sentence",
    _START.is_between(pl.col("sentence.start_char"), pl.col("sentence.end_char"), closed="left"),
    "start_char", "sentence_index", "sentence.start_char", "sentence.end_char",
)  # fmt: skip


def _same_text(column: str) -> Check:
    name = f"{column} equals its characters"
    return holds(name, pl.col(column) == pl.col(f"{column}.read"), column, f"{column}.read")


def _letters_and_digits(column: str) -> pl.Expr:
    return pl.col(column).str.count_matches(r"[\p{L}\p{N}]").cast(pl.Int64)


def _pieces(column: str) -> list[Check]:
    """What holds for each role of a statement: spans with characters, inside the document, that read as its text."""
    role = column.removesuffix("_spans")
    text, read, shortest, first, last = (
        pl.col(f"{role}_text"),
        *(pl.col(f"{column}.{fact}") for fact in ("read", "shortest", "first", "last")),
    )
    empty = pl.col(column).list.len() == 0
    return [
        holds(f"{column} have characters", empty | (shortest > 0), f"{column}.shortest"),
        holds(
            f"{column} are inside the document",
            empty | ((first >= 0) & (last <= _LENGTH)),
            f"{column}.first", f"{column}.last", "document.length",
        ),
        holds(
            f"{role}_text equals the characters of {column}",
            text.fill_null("") == read.fill_null(""),
            f"{role}_text", f"{column}.read",
        ),
    ]  # fmt: skip


_DOMAIN: dict[str, tuple[Check, ...]] = {
    "dim_document": (
        measured("text is not nearly empty", _letters_and_digits("text")),
        measured("published_on is not in the far future", pl.col("days_ahead")),
        holds(
            "published_on is filled for whole dates only",
            pl.col("published_on").is_null() | (pl.col("date_precision") == DatePrecision.DAY),
            "published_on", "date_precision", "date_text",
        ),
    ),
    "dim_source": (
        holds(
            "raw_ranges go forward",
            pl.col("raw_ranges")
            .list.eval(
                (pl.element().struct.field("clean_start") <= pl.element().struct.field("clean_end"))
                & (pl.element().struct.field("raw_start") <= pl.element().struct.field("raw_end"))
            )
            .list.all(),
        ),
        holds(
            "raw_ranges end inside the document",
            # The text of a document that was published before is not at hand.
            _LENGTH.is_null() | (pl.col("raw_ranges.last").fill_null(0) <= _LENGTH),
            "raw_ranges.last", "document.length",
        ),
    ),
    "dim_actor": (
        holds(
            "actor_id is its kind and a name",
            pl.col("actor_id").str.starts_with(pl.col("kind") + ":")
            & (_letters_and_digits("actor_id") > _letters_and_digits("kind")),
            "actor_id", "kind",
        ),
        holds("name is not blank", _letters_and_digits("name") > 0, "name"),
        matches("country_code is three capital letters", "country_code", r"^[A-Z]{3}$"),
    ),
    "fact_sentence": (
        _SPAN_HAS_CHARACTERS,
        _SPAN_IN_DOCUMENT,
        _same_text("text"),
        holds(
            "quotation is a span of the document or missing",
            (pl.col("quotation_start_char").is_null() & pl.col("quotation_end_char").is_null())
            | (
                (pl.col("quotation_start_char") < pl.col("quotation_end_char"))
                & (pl.col("quotation_end_char") <= _LENGTH)
            ).fill_null(False),
            "quotation_start_char", "quotation_end_char", "document.length",
        ),
    ),
    "fact_mention": (
        _SPAN_HAS_CHARACTERS,
        _SPAN_IN_DOCUMENT,
        _same_text("text"),
        holds(
            "span is inside its sentence or in a label",
            # A transcript's speaker labels are no sentences; what stands in one belongs to the sentence before it.
            ((pl.col("sentence.start_char") <= _START) & (pl.col("sentence.end_char") >= _END))
            | ((pl.col("sentence.end_char") <= _START) & (pl.col("sentence.next_start_char").fill_null(_END) >= _END))
            | ((pl.col("sentence_index") == 0) & (pl.col("sentence.start_char") >= _END)),
            "start_char", "end_char", "sentence_index", "sentence.start_char", "sentence.end_char",
        ),
    ),
    "fact_statement": (
        _SPAN_HAS_CHARACTERS,
        _SPAN_IN_DOCUMENT,
        holds("content has a piece", pl.col("content_spans").list.len() > 0),
        *(check for column in SPAN_COLUMNS for check in _pieces(column)),
        holds(
            "span is that of the content",
            (pl.col("content_spans.first") == _START) & (pl.col("content_spans.last") == _END),
            "start_char", "end_char", "content_spans.first", "content_spans.last",
        ),
        _STARTS_IN_SENTENCE,
        measured("content is not nearly empty", _letters_and_digits("content_text")),
        holds("source is outside the content", pl.col("source_in_content").not_(), "source_text", "content_text"),
        holds(
            "statement begins inside its parent",
            pl.col("parent_statement_id").is_null()
            | pl.coalesce("cue_spans.first", "start_char").is_between(
                pl.col("parent.start_char"), pl.col("parent.end_char"), closed="left"
            ),
            "start_char", "cue_spans.first", "parent.start_char", "parent.end_char",
        ),
        holds(
            "statement is not its own parent",
            pl.col("parent_statement_id").is_null() | (pl.col("parent_statement_id") != pl.col("statement_id")),
            "parent_statement_id",
        ),
    ),
    "fact_stance": (
        _SPAN_HAS_CHARACTERS,
        _SPAN_IN_DOCUMENT,
        _same_text("evidence_text"),
        _STARTS_IN_SENTENCE,
        holds(
            "target is a span of the document",
            (pl.col("target_start_char") < pl.col("target_end_char")) & (pl.col("target_end_char") <= _LENGTH),
            "target_start_char", "target_end_char", "document.length",
        ),
        _same_text("target_text"),
        holds(
            "holder differs from target",
            pl.col("target_actor_id").is_null() | (pl.col("holder_actor_id") != pl.col("target_actor_id")),
            "holder_actor_id", "target_actor_id",
        ),
        holds(
            "act agrees with polarity",
            pl.any_horizontal(
                (pl.col("polarity") == polarity) & pl.col("act").is_in(sorted(acts))
                for polarity, acts in ACTS_OF_POLARITY.items()
            ),
            "polarity", "act",
        ),
    ),
    "rejected_input": (),
}  # fmt: skip
