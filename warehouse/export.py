"""Tables and views as Parquet for other tools: a folder for each, in it one for each month of publication."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import read_only
from warehouse.contract import TABLES
from warehouse.errors import ExportRefused, one_line
from warehouse.schema import marts, quoted, schema_version

MANIFEST = "manifest.json"
UNDATED = "month=__HIVE_DEFAULT_PARTITION__"
"""Folder of rows without a month; DuckDB, Polars and Spark read them back as null."""

_OWN_DAYS = ("published_on", "changed_on", "month")
"""Columns that date a row, the best first. Other rows have the date of their document, or none."""


@dataclass(frozen=True)
class _Source:
    """A table or view. `day` is the SQL of its rows' date, null where they have none."""

    name: str
    columns: tuple[str, ...]
    day: str | None

    @property
    def is_monthly(self) -> bool:
        return self.day == "month"


def export(
    path: Path,
    folder: Path,
    tables: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    *,
    overwrite: bool = False,
) -> dict[str, int]:
    """Writes tables and views (all by default) with a manifest, all of them or nothing; rows by table.

    The folders are Hive partitions: `<table>/month=2022-01-01/data_0.parquet`, undated rows under `UNDATED`; what has
    no date is one file. A window (both days included) keeps the rows of its days, of `stance_matrix` whole months.
    Raises ExportRefused for an unknown table, and for a folder that is there: with `overwrite`, unless it is an export.
    """
    folder = folder.absolute()
    _refuse_folder(folder, overwrite)
    with read_only(path) as connection:
        schema = schema_version(connection, path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new = aside / "new"
        new.mkdir()
        with _told_in_our_words(folder), duckdb.connect(config={"temp_directory": str(aside / "tmp")}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"ATTACH {quoted(str(path.resolve()))} AS warehouse (READ_ONLY)")
            connection.execute("USE warehouse")
            sources = _sources(connection, tables)
            counts = {source.name: _write(connection, source, new, since, until) for source in sources}
            manifest = _manifest(connection, sources, counts, schema, since, until)
        (new / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if folder.exists():
            folder.rename(aside / "old")
        new.rename(folder)
    finally:
        if (aside / "old").exists() and not folder.exists():
            (aside / "old").rename(folder)
        shutil.rmtree(aside, ignore_errors=True)
    return counts


def _refuse_folder(folder: Path, overwrite: bool) -> None:
    if not os.path.lexists(folder):
        return
    if not folder.is_dir() or folder.is_symlink():
        raise ExportRefused(f"{folder} is no folder. Name one that is not there yet.")
    if not overwrite:
        raise ExportRefused(f"{folder} is there already. Replace an earlier export with --overwrite, or name another.")
    if any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise ExportRefused(f"{folder} holds no {MANIFEST}, so it is no export, and is not replaced. Name another.")


def _sources(connection: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> list[_Source]:
    found = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'warehouse'"
    ).fetchall()
    there = {name for (name,) in found}
    names = [name for name in (*TABLES, *(mart.name for mart in marts())) if name in there]
    if unknown := [name for name in wanted if name not in names]:
        raise ExportRefused(f"There is no table or view named {', '.join(unknown)}. There are: {', '.join(names)}.")
    return [_source(connection, name) for name in names if not wanted or name in wanted]


def _source(connection: duckdb.DuckDBPyConnection, name: str) -> _Source:
    columns = tuple(column for (column, *_) in connection.execute(f"DESCRIBE {name}").fetchall())
    own = next((column for column in _OWN_DAYS if column in columns), None)
    of_document = "(SELECT published_on FROM dim_document AS dated WHERE dated.document_id = source.document_id)"
    return _Source(name, columns, own or (of_document if "document_id" in columns else None))


def _write(
    connection: duckdb.DuckDBPyConnection, source: _Source, folder: Path, since: date | None, until: date | None
) -> int:
    """Rows written."""
    target = folder / source.name
    if source.day is None:
        target.mkdir()
        return _copy(connection, f"SELECT * FROM {source.name}", target / "data_0.parquet")
    columns = "* EXCLUDE (month)" if "month" in source.columns else "*"
    conditions = ["true"]
    if since:
        first = since.replace(day=1) if source.is_monthly else since
        conditions.append(f"day >= DATE '{first}'")
    if until:
        conditions.append(f"day <= DATE '{until}'")
    dated = f"SELECT source.{columns}, ({source.day})::DATE AS day FROM {source.name} AS source"
    with_month = f"SELECT * EXCLUDE (day), date_trunc('month', day)::DATE AS month FROM ({dated})"
    rows = f"{with_month} WHERE {' AND '.join(conditions)}"
    count = _copy(connection, rows, target, "PARTITION_BY (month)")
    if not list(target.rglob("*.parquet")):  # a reader learns the columns from a file without rows
        (target / UNDATED).mkdir(parents=True)
        _copy(connection, f"SELECT {columns} FROM {source.name} LIMIT 0", target / UNDATED / "data_0.parquet")
    return count


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, target: Path, *options: str) -> int:
    settings = ", ".join(("FORMAT parquet", "COMPRESSION zstd", *options))
    ((count,),) = connection.execute(f"COPY ({sql}) TO {quoted(str(target))} ({settings})").fetchall()
    return int(count)


def _manifest(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[_Source],
    counts: dict[str, int],
    schema: int,
    since: date | None,
    until: date | None,
) -> dict[str, Any]:
    """What is in the folder, of which data, from when."""
    versions = connection.execute(
        "SELECT extractor_version, count(*) FROM dim_document GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    newest = connection.execute("SELECT load_id, published_at FROM load ORDER BY published_at DESC LIMIT 1").fetchall()
    has_window = bool(since or until)
    return {
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "onrecord_version": version("onrecord"),
        "schema_version": schema,
        "newest_load": {"load_id": newest[0][0], "published_at": newest[0][1].isoformat()} if newest else None,
        "documents_by_extractor_version": dict(versions),
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "tables": {
            source.name: {
                "row_count": counts[source.name],
                "partitioned_by": "month" if source.day else None,
                "window": None if not (has_window and source.day) else "months" if source.is_monthly else "days",
            }
            for source in sources
        },
    }


@contextmanager
def _told_in_our_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise ExportRefused(f"Nothing was exported to {folder}: {one_line(error)}.") from error
