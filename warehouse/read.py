"""What a run has to know of the published warehouse. Every function opens the file, reads and closes it.

A warehouse that does not exist yet is an empty one: frames have their columns and no rows.
"""

from pathlib import Path

import polars as pl

from warehouse.connection import read_only
from warehouse.contract import TABLES, polars_schema
from warehouse.schema import schema_version

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


def _select(path: Path, schema: pl.Schema, sql: str) -> pl.DataFrame:
    if not path.exists():
        return schema.to_frame()
    with read_only(path) as connection:
        found: pl.DataFrame = connection.sql(sql).pl()
    return found.cast(schema)
