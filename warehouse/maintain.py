"""Keeps the warehouse file small: old quarantine rows go, and what deleted and replaced rows left empty.

Built like a publication: aside, checked, and renamed over the published file. The caller holds `warehouse.lock.lock`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connection import read_only
from warehouse.contract import TABLES
from warehouse.errors import PublicationRefused, not_writable
from warehouse.lock import next_path, remove_next
from warehouse.publish import refuse_unfinished, replace_published, sync, told_in_our_words
from warehouse.schema import quoted
from warehouse.sql_files import sql_files


@dataclass(frozen=True)
class Maintained:
    """Sizes of the file in bytes, and the rows of quarantine that were removed."""

    bytes_before: int
    bytes_after: int
    removed_quarantine_rows: int


def maintain(path: Path, quarantine_before: datetime) -> Maintained:
    """Writes the warehouse anew without the quarantine rows of loads published before that time.

    The file stays as it is where that removes no row and saves no byte. Raises PublicationRefused where a table would
    not have the rows that it should, NotWritable where the disk is full, and what `read_only` raises; the published
    file is then as it was.
    """
    path = path.resolve()
    before = path.stat().st_size if path.exists() else 0
    with read_only(path) as connection:
        wanted = _row_counts(connection)
    refuse_unfinished(path)
    try:
        with told_in_our_words(path, f"The warehouse {path} could not be compacted", " It is unchanged."):
            removed = _build_next(path, quarantine_before)
            with read_only(next_path(path)) as connection:
                _compare(path, wanted | {"quarantine": wanted["quarantine"] - removed}, _row_counts(connection))
        after = next_path(path).stat().st_size
        if removed or after < before:
            sync(next_path(path))
            replace_published(path)
        else:
            after = before
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        remove_next(path)
    return Maintained(before, after, removed)


def _build_next(path: Path, quarantine_before: datetime) -> int:
    """The copy, closed; how many rows of quarantine it lacks."""
    with duckdb.connect(next_path(path)) as connection:
        ((name,),) = connection.execute("SELECT current_database()").fetchall()
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH {quoted(str(path))} AS published (READ_ONLY)")
        connection.execute(f'COPY FROM DATABASE published TO "{name}"')
        connection.execute("DETACH published")
        connection.execute("SET VARIABLE quarantine_before = $before", {"before": quarantine_before})
        ((removed,),) = connection.execute(sql_files("sql", "maintain")["remove_old_quarantine"]).fetchall()
        connection.execute("CHECKPOINT")
    return int(removed)


def _row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of each table that the file has: one of an older version lacks the newest tables."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    counts = {}
    for table in sorted(TABLES.keys() & {name for (name,) in found}):
        ((counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return counts


def _compare(path: Path, wanted: dict[str, int], found: dict[str, int]) -> None:
    wrong = [
        f"{table} has {found[table]} rows, not {count}" for table, count in wanted.items() if found[table] != count
    ]
    if wrong:
        raise PublicationRefused(
            f"The compacted copy of {path} is not what it was made from: {'; '.join(wrong)}. Nothing changed."
        )
