"""What a run has to know of the published warehouse. Every function opens the file, reads and closes it.

A warehouse that does not exist yet is an empty one: frames have their columns and no rows.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.connection import read_only
from warehouse.contract import TABLES, polars_schema
from warehouse.schema import schema_version
from warehouse.sql_files import sql_files

LEDGER_SCHEMA = pl.Schema(
    {
        "path": pl.String(),
        "record": pl.Int64(),
        "raw_hash": pl.String(),
        "document_id": pl.String(),
        "reason": pl.String(),
    }
)
DOCUMENT_SCHEMA = pl.Schema(
    {
        name: dtype
        for name, dtype in polars_schema(TABLES["dim_document"]).items()
        if name in ("document_id", "published_on", "minhash", "extractor_version", "near_duplicate_of")
    }
)


VERSION_SCHEMA = pl.Schema({"extractor_version": pl.String(), "document_count": pl.Int64()})
_ROWS_AT_ONCE = 500


def ledger(path: Path) -> pl.DataFrame:
    """The inputs that need not be read again: (path, record, raw_hash, document_id, reason).

    An input is known when it is the newest text published from its place (`document_id` is set), or was rejected
    (`reason` is set). A file that changed back to an older text is not known, and becomes current again by a load.
    """
    return _select(
        path,
        LEDGER_SCHEMA,
        "SELECT path, record, raw_hash, document_id, NULL AS reason FROM dim_source WHERE is_current "
        "UNION ALL "
        "SELECT path, record, raw_hash, NULL, reason FROM rejected_input",
    )


def known_documents(path: Path) -> pl.DataFrame:
    """The published texts: (document_id, published_on, minhash, extractor_version, near_duplicate_of)."""
    return _select(path, DOCUMENT_SCHEMA, f"SELECT {', '.join(DOCUMENT_SCHEMA)} FROM dim_document ORDER BY document_id")


def forgotten_hashes(path: Path) -> frozenset[str]:
    """Raw hashes and document ids of what was forgotten on request."""
    if not path.exists():
        return frozenset()
    with read_only(path) as connection:
        if schema_version(connection, path) < _FORGOTTEN_SINCE:
            return frozenset()
        rows = connection.execute("SELECT raw_hash, document_id FROM forgotten").fetchall()
    return frozenset(value for row in rows for value in row if value)


_FORGOTTEN_SINCE = 3
"""Number of the migration that brought the table."""


def documents_by_version(path: Path, *, must_exist: bool = False) -> pl.DataFrame:
    """How many current documents each version extracted last: (extractor_version, document_count).

    With `must_exist`, raises WarehouseMissing where there is no warehouse.
    """
    return _select(
        path,
        VERSION_SCHEMA,
        "SELECT extractor_version, count(*) AS document_count FROM dim_document WHERE is_current GROUP BY ALL "
        "ORDER BY extractor_version",
        must_exist=must_exist,
    )


def outdated_documents(path: Path, version: str) -> Iterator[dict[str, Any]]:
    """Current documents that another version extracted last, each with a place that holds it, ordered by id.

    The staged columns of dim_document and dim_source that tell of input and text. The file stays open until the last.
    """
    with read_only(path) as connection:
        found = connection.execute(sql_files("sql", "read")["outdated_document"], {"version": version})
        names = [name for (name, *_) in found.description or ()]
        while rows := found.fetchmany(_ROWS_AT_ONCE):
            yield from (dict(zip(names, row, strict=True)) for row in rows)


def known_actors(path: Path) -> pl.DataFrame:
    """Every row of dim_actor."""
    return _select(path, polars_schema(TABLES["dim_actor"]), "SELECT * FROM dim_actor ORDER BY actor_id")


def loads(path: Path) -> pl.DataFrame:
    """Every row of the ledger of loads, newest first."""
    return _select(path, polars_schema(TABLES["load"]), "SELECT * FROM load ORDER BY published_at DESC")


def schema_of(path: Path) -> int:
    """Number of the newest migration in the file. Raises WarehouseMissing where there is no file."""
    with read_only(path) as connection:
        return schema_version(connection, path)


def load_summary(path: Path) -> str:
    """One line for a person: how much is in the warehouse, and since when. Raises WarehouseMissing where none is."""
    with read_only(path) as connection:
        (row,) = connection.execute(
            "SELECT count(*), strftime(max(published_at), '%Y-%m-%d %H:%M UTC'), "
            "(SELECT count(*) FROM dim_document), (SELECT count(*) FROM fact_statement), "
            "(SELECT count(*) FROM fact_stance) FROM load"
        ).fetchall()
    loaded, newest, documents, statements, stances = row
    return (
        f"{documents} documents, {statements} statements, {stances} stances in {loaded} loads, the newest of {newest}"
    )


def _select(path: Path, schema: pl.Schema, sql: str, *, must_exist: bool = False) -> pl.DataFrame:
    if not must_exist and not path.exists():
        return schema.to_frame()
    with read_only(path) as connection:
        found: pl.DataFrame = connection.sql(sql).pl()
    return found.cast(schema)
