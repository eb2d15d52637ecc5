"""What a row needs to know about other rows before it can be judged: its document's text, its sentence, its parent."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from expectations.suites import SPAN_COLUMNS
from warehouse.contract import TABLES

PIECES_JOINED_BY = " … "
"""As the contract says of content_text."""

_TEXTS_OF_SPANS = {
    "fact_sentence": (("text", "start_char", "end_char"),),
    "fact_mention": (("text", "start_char", "end_char"),),
    "fact_stance": (
        ("evidence_text", "start_char", "end_char"),
        ("target_text", "target_start_char", "target_end_char"),
    ),
}


def with_context(
    table: str, frames: Mapping[str, pl.DataFrame], known: Mapping[str, pl.Series], today: date
) -> pl.DataFrame:
    """The table's rows, in their order, with the columns that its suite's conditions read.

    `known` holds, by `table.column`, values that are published already.
    """
    frame = _with_references(table, frames, known)
    if table == "dim_document":
        return frame.with_columns(days_ahead=(pl.col("published_on") - pl.lit(today)).dt.total_days())
    if "document_id" in frame.columns:
        frame = _with_document(frame, frames["dim_document"])
    if table == "dim_source":
        clean_ends = pl.col("raw_ranges").list.eval(pl.element().struct.field("clean_end"))
        return frame.with_columns(clean_ends.list.max().alias("raw_ranges.last"))
    if "sentence_index" in frame.columns and table != "fact_sentence":
        frame = _with_sentence(frame, frames["fact_sentence"])
    if table == "fact_statement":
        frame = _with_parent(_with_pieces(frame))
    reads = [_read(start, end).alias(f"{text}.read") for text, start, end in _TEXTS_OF_SPANS.get(table, ())]
    return frame.with_columns(reads)


def _with_references(table: str, frames: Mapping[str, pl.DataFrame], known: Mapping[str, pl.Series]) -> pl.DataFrame:
    """`<column>.is_known`: whether the row that the column refers to is in the batch or published already, or null."""
    is_known = []
    for column in TABLES[table].staged_columns:
        if column.references:
            parent, _, parent_column = column.references.partition(".")
            values = frames[parent][parent_column]
            if column.references in known:
                values = pl.concat([values, known[column.references].cast(pl.String)])
            found = pl.col(column.name).is_null() | pl.col(column.name).is_in(values.unique().implode())
            is_known.append(found.alias(f"{column.name}.is_known"))
    return frames[table].with_columns(is_known)


def _with_document(frame: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    texts = documents.select(
        "document_id",
        pl.col("text").alias("document.text"),
        pl.col("text").str.len_chars().cast(pl.Int64).alias("document.length"),
    )
    return _look_up(frame, texts, ["document_id"])


def _with_sentence(frame: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    key = list(TABLES["fact_sentence"].key)
    next_start = pl.col("start_char").shift(-1).over("document_id", "extractor_version", order_by="sentence_index")
    ends = sentences.select(
        *key,
        pl.col("start_char").alias("sentence.start_char"),
        pl.col("end_char").alias("sentence.end_char"),
        next_start.alias("sentence.next_start_char"),
    )
    return _look_up(frame, ends, key)


def _with_parent(statements: pl.DataFrame) -> pl.DataFrame:
    parents = statements.select(
        pl.col("statement_id").alias("parent_statement_id"),
        "document_id",
        "extractor_version",
        pl.col("start_char").alias("parent.start_char"),
        pl.col("end_char").alias("parent.end_char"),
    )
    return _look_up(statements, parents, ["parent_statement_id", "document_id", "extractor_version"])


def _with_pieces(statements: pl.DataFrame) -> pl.DataFrame:
    """`<spans>.first`, `.last`, `.shortest` and `.read` for each role, and whether source and content overlap."""
    numbered = statements.with_row_index("row")
    pieces = {column: _exploded(numbered, column) for column in SPAN_COLUMNS}
    for column, exploded in pieces.items():
        numbered = numbered.join(_facts(exploded, column), on="row", how="left", maintain_order="left")
    content = pieces["content_spans"].select("row", content_start="start_char", content_end="end_char")
    overlapping = (
        pieces["source_spans"]
        .join(content, on="row")
        .filter((pl.col("start_char") < pl.col("content_end")) & (pl.col("content_start") < pl.col("end_char")))
    )
    source_in_content = pl.col("row").is_in(overlapping["row"].unique().implode())
    return numbered.with_columns(source_in_content=source_in_content).drop("row")


def _exploded(numbered: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row a piece: row, document.text, start_char, end_char."""
    pieces = numbered.select("row", "document.text", column).filter(pl.col(column).list.len() > 0)
    return pieces.explode(column).unnest(column)


def _facts(pieces: pl.DataFrame, column: str) -> pl.DataFrame:
    return (
        pieces.with_columns(_read("start_char", "end_char").alias("read"))
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("start_char").min().alias(f"{column}.first"),
            pl.col("end_char").max().alias(f"{column}.last"),
            (pl.col("end_char") - pl.col("start_char")).min().alias(f"{column}.shortest"),
            pl.col("read").str.join(PIECES_JOINED_BY).alias(f"{column}.read"),
        )
    )


def _read(start: str, end: str) -> pl.Expr:
    """The document's characters from start to end; nothing where the end is before the start."""
    return pl.col("document.text").str.slice(pl.col(start), (pl.col(end) - pl.col(start)).clip(0))


def _look_up(frame: pl.DataFrame, other: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The frame with the other's columns. Of a key that it has twice, which its suite reports, the first counts."""
    return frame.join(other.unique(key, keep="first"), on=key, how="left", maintain_order="left")
