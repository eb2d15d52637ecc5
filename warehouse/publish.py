"""Publishes one load: into a copy of the warehouse, in one transaction, then over the published file by a rename.

Readers see the state before or the state after, whatever happens to the run. The caller holds `warehouse.lock.lock`
from before it reads the ledger until after publication.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.connection import read_only
from warehouse.contract import STAGED_TABLES, TABLES, polars_schema
from warehouse.errors import PublicationRefused, WarehouseInUse, not_writable, one_line
from warehouse.lock import next_path, remove_next
from warehouse.schema import SQL_TYPES, install_marts, migrate, quoted
from warehouse.sql_files import purpose, sql_files

FACT_TABLES = tuple(name for name in STAGED_TABLES if name.startswith("fact_"))

ALIAS_RULE_SCHEMA = polars_schema(TABLES["actor_alias"])
NEAR_DUPLICATE_SCHEMA = pl.Schema(
    {"document_id": pl.String(), "near_duplicate_of": pl.String(), "near_duplicate_similarity": pl.Float64()}
)


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a run hands over. Frames have the staged columns of their table (`polars_schema(…, staged=True)`).

    staged: the Parquet files of rows that passed the gate, by table; a table without files has no rows.
    input_count: new or changed inputs that the run took, each of which is a row of dim_source or rejected_input.
    extracted_row_count: rows that extraction staged, over all tables but rejected_input.
    alias_rules: (actor_id, canonical_actor_id, reason) of the reference data and the overlay, for any actors.
    reference_actors: staged columns of dim_actor, at least of those actors that the rules lead to.
    near_duplicates: (document_id, near_duplicate_of, near_duplicate_similarity) of texts that are new in this load.
    """

    load_id: str
    started_at: datetime
    extractor_version: str
    model_name: str
    model_hash: str | None
    input_count: int
    unchanged_count: int
    extracted_row_count: int
    staged: Mapping[str, Sequence[Path]]
    quarantine: pl.DataFrame
    expectation_results: pl.DataFrame
    alias_rules: pl.DataFrame
    reference_actors: pl.DataFrame
    near_duplicates: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class PublishedLoad:
    """What the ledger says of a load."""

    load_id: str
    document_count: int
    duplicate_count: int
    rejected_count: int
    published_row_count: int
    quarantined_row_count: int


def publish(path: Path, load: Load) -> PublishedLoad | None:
    """Publishes the load and returns its row of the ledger; None, with nothing written, where the run took no input.

    Publishing a load again changes nothing. Raises PublicationRefused where counts do not add up or rows are missing,
    NotWritable where the disk is full, and what `read_only` raises of the published file; it is then as it was.
    """
    path = path.resolve()
    if load.input_count == 0:
        return None
    _refuse_missing_files(load)
    if path.exists():
        with read_only(path) as connection:
            published = _find_load(connection, load.load_id)
            if published:
                return published
            copy_published(path)
    try:
        published = _build_next(path, load)
        replace_published(path)
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        remove_next(path)
    return published


def _refuse_missing_files(load: Load) -> None:
    missing = [file for files_of_table in load.staged.values() for file in files_of_table if not file.is_file()]
    if missing:
        raise PublicationRefused(
            f"{len(missing)} staged files of load {load.load_id} are gone, the first is {missing[0]}. "
            "Nothing was published; run again, and they are made anew."
        )


def _find_load(connection: duckdb.DuckDBPyConnection, load_id: str) -> PublishedLoad | None:
    rows = connection.execute(
        "SELECT document_count, duplicate_count, rejected_count, published_row_count, quarantined_row_count "
        "FROM load WHERE load_id = ?",
        [load_id],
    ).fetchall()
    if not rows:
        return None
    ((documents, duplicates, rejected, published, quarantined),) = rows
    return PublishedLoad(
        load_id=load_id,
        document_count=documents,
        duplicate_count=duplicates,
        rejected_count=rejected,
        published_row_count=published,
        quarantined_row_count=quarantined,
    )


def refuse_unfinished(path: Path) -> None:
    """Raises WarehouseInUse where another program left its log beside the published file."""
    log = path.with_name(f"{path.name}.wal")
    if log.exists():
        raise WarehouseInUse(
            f"Another program wrote to {path} and did not finish: {log} is left. "
            "Open the file once with that program and close it, then run again."
        )


def copy_published(path: Path) -> None:
    refuse_unfinished(path)
    try:
        shutil.copy(path, next_path(path))
    except OSError as error:
        remove_next(path)
        raise not_writable(path, error) from error


def _build_next(path: Path, load: Load) -> PublishedLoad:
    """The copy with the load in it, closed and on the disk."""
    copy = next_path(path)
    refused = f"Load {load.load_id} does not fit the warehouse {path}"
    with told_in_our_words(path, refused, " Nothing was published."), duckdb.connect(copy) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection, path)
        _open_inputs(connection, load)
        connection.begin()
        _write_load(connection)
        _check_load(connection, load)
        connection.commit()
        published = _find_load(connection, load.load_id)
        connection.execute("CHECKPOINT")
    if published is None:
        raise PublicationRefused(
            f"Load {load.load_id} is not in the ledger that it was written to. Nothing was published."
        )
    sync(copy)
    return published


@contextmanager
def told_in_our_words(path: Path, refused: str, after: str = "") -> Iterator[None]:
    """Turns DuckDB's errors into NotWritable where the disk is at fault, and else into PublicationRefused.

    That says what was `refused`, DuckDB's reason, and how things are `after` it.
    """
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
        raise not_writable(path, error) from error
    except duckdb.Error as error:
        raise PublicationRefused(f"{refused}: {one_line(error)}.{after}") from error


def _open_inputs(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    """Names what the SQL of the load reads: views over the Parquet files, frames, and variables."""
    for table in STAGED_TABLES:
        connection.execute(f"CREATE TEMP VIEW staged_{table} AS {_select_staged(table, load.staged.get(table, ()))}")
    frames = {
        "quarantined": (load.quarantine, polars_schema(TABLES["quarantine"], staged=True)),
        "expectation_checked": (load.expectation_results, polars_schema(TABLES["expectation_result"], staged=True)),
        "alias_rule": (load.alias_rules, ALIAS_RULE_SCHEMA),
        "reference_actor": (load.reference_actors, polars_schema(TABLES["dim_actor"], staged=True)),
        "near_duplicate": (load.near_duplicates, NEAR_DUPLICATE_SCHEMA),
    }
    for name, (frame, schema) in frames.items():
        connection.register(name, frame.select(schema.names()).cast(schema))
    variables = {
        "load_id": load.load_id,
        "started_at": load.started_at,
        "published_at": datetime.now(UTC),
        "extractor_version": load.extractor_version,
        "model_name": load.model_name,
        "model_hash": load.model_hash,
        "input_count": load.input_count,
        "unchanged_count": load.unchanged_count,
        "extracted_row_count": load.extracted_row_count,
        "staged_row_count": _staged_row_count(connection),
    }
    for name, value in variables.items():
        connection.execute(f"SET VARIABLE {name} = $value", {"value": value})


def _select_staged(table: str, paths: Sequence[Path]) -> str:
    columns = TABLES[table].staged_columns
    if not paths:
        return f"SELECT {', '.join(f'NULL::{SQL_TYPES[column.type]} AS {column.name}' for column in columns)} LIMIT 0"
    names = ", ".join(quoted(_without_wildcards(path)) for path in paths)
    return f"SELECT {', '.join(column.name for column in columns)} FROM read_parquet([{names}])"


def _without_wildcards(path: Path) -> str:
    """The path as a pattern that matches it alone: in a folder named `a*`, DuckDB would read that of `ab`, too."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _staged_row_count(connection: duckdb.DuckDBPyConnection) -> int:
    counted = (table for table in STAGED_TABLES if table != "rejected_input")
    return sum(_count(connection, f"SELECT count(*) FROM staged_{table}") for table in counted)


def _write_load(connection: duckdb.DuckDBPyConnection) -> None:
    """Dimensions, facts, then the ledger. The order matters: each statement reads what those before it wrote."""
    steps = sql_files("sql", "publish")
    for step in ("taken_document", "dim_document", "dim_source", "current_document", "near_duplicate", "dim_actor"):
        connection.execute(steps[step])
    for table in FACT_TABLES:
        connection.execute(steps["fact"].format(table=table))
    for step in ("actor_alias", "rejected_input", "relearned", "quarantine", "expectation_result", "load"):
        connection.execute(steps[step])
    install_marts(connection)


def _check_load(connection: duckdb.DuckDBPyConnection, load: Load) -> None:
    """What has to hold before the transaction may end. Raises PublicationRefused with the rows that say otherwise."""
    broken = [*_broken_checks(connection), *_missing_rows(connection)]
    if broken:
        raise PublicationRefused(
            f"Load {load.load_id} was not published, because this does not hold: {'; '.join(broken)}. "
            "The warehouse is unchanged."
        )


def _broken_checks(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for sql in sql_files("sql", "publish", "checks").values():
        offenders = [str(value) for (value,) in connection.execute(sql).fetchall()]
        if offenders:
            yield f"{purpose(sql)}: {_shown(offenders)}"


def _missing_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Tables that lack a row which passed the gate."""
    for table in STAGED_TABLES:
        taken = "WHERE document_id IN (FROM taken_document)" if table in FACT_TABLES else ""
        key = ", ".join(TABLES[table].key)
        lost = _count(connection, f"SELECT count(*) FROM (FROM staged_{table} {taken}) ANTI JOIN {table} USING ({key})")
        if lost:
            yield f"Rows that passed the gate are in {table}: {lost} are not"


def _shown(offenders: list[str]) -> str:
    return ", ".join(offenders[:3]) + (", …" if len(offenders) > 3 else "")


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    ((count,),) = connection.execute(sql).fetchall()
    return int(count)


def replace_published(path: Path) -> None:
    """Renames the copy, which is on the disk, over the published file."""
    os.replace(next_path(path), path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Waits until the file, or the folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
