"""What goes to quarantine because a row that it depends on does."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from warehouse.contract import STAGED_TABLES, TABLES

Broken = dict[str, pl.DataFrame]
"""For each staged table, its rows that go to quarantine: row (position), expectation, detail; each row once."""


@dataclass(frozen=True)
class Dependency:
    """Rows of `table` depend on the row of `parent` with the same values in the paired columns."""

    table: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


def cascade(frames: Mapping[str, pl.DataFrame], broken: Broken) -> Broken:
    """The broken rows, and every row that depends on one, with the expectation that the root broke.

    A document whose every source is broken goes too: nobody could say where it was read.
    """
    broken = dict(broken)
    _add(broken, "dim_document", _documents_without_source(frames, broken["dim_source"]))
    for dependency in DEPENDENCIES:
        while (found := _dependents(frames, broken, dependency)).height:
            _add(broken, dependency.table, found)
            if dependency.table != dependency.parent:
                break
    return broken


def row_key(table: str) -> pl.Expr:
    """The table's key as one text, its parts joined by '|'."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in TABLES[table].key], separator="|")


def _dependencies() -> list[Dependency]:
    """All that the contract's references say, and that facts stand in a sentence. Parents come before children."""
    found = []
    for table in STAGED_TABLES:
        columns = TABLES[table].staged_columns
        for column in columns:
            if column.references:
                parent, _, parent_column = column.references.partition(".")
                found.append(Dependency(table, (column.name,), parent, (parent_column,)))
        sentence_key = TABLES["fact_sentence"].key
        if table != "fact_sentence" and set(sentence_key) <= {column.name for column in columns}:
            found.append(Dependency(table, sentence_key, "fact_sentence", sentence_key))
    return found


DEPENDENCIES = tuple(_dependencies())


def _dependents(frames: Mapping[str, pl.DataFrame], broken: Broken, dependency: Dependency) -> pl.DataFrame:
    """Rows not broken yet that depend on a broken one: row, expectation, detail."""
    roots = (
        broken[dependency.parent]
        .join(frames[dependency.parent].with_row_index("row"), on="row")
        .select(
            *dependency.parent_columns,
            "expectation",
            detail=pl.format(f"depends on {dependency.parent} {{}}", row_key(dependency.parent)),
        )
        .unique(dependency.parent_columns, keep="first", maintain_order=True)
    )
    return (
        frames[dependency.table]
        .with_row_index("row")
        .join(broken[dependency.table], on="row", how="anti")
        .join(roots, left_on=dependency.columns, right_on=dependency.parent_columns, how="inner", maintain_order="left")
        .select("row", "expectation", "detail")
    )


def _documents_without_source(frames: Mapping[str, pl.DataFrame], broken_sources: pl.DataFrame) -> pl.DataFrame:
    sources = frames["dim_source"].with_row_index("row")
    good = sources.join(broken_sources, on="row", how="anti")
    roots = (
        sources.join(broken_sources, on="row")
        .join(good, on="document_id", how="anti")
        .select("document_id", "expectation", detail=pl.format("depends on dim_source {}", row_key("dim_source")))
        .unique("document_id", keep="first", maintain_order=True)
    )
    documents = frames["dim_document"].with_row_index("row")
    return documents.join(roots, on="document_id", maintain_order="left").select("row", "expectation", "detail")


def _add(broken: Broken, table: str, rows: pl.DataFrame) -> None:
    broken[table] = pl.concat([broken[table], rows]).unique("row", keep="first", maintain_order=True).sort("row")
