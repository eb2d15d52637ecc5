"""Removes documents for good: from a copy, which is written anew without them and renamed over the published file.

The caller holds `warehouse.lock.lock` while it forgets.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.connection import read_only
from warehouse.errors import NothingToForget, PublicationRefused, not_writable
from warehouse.lock import compact_path, next_path, remove_next
from warehouse.publish import NEAR_DUPLICATE_SCHEMA, copy_published, replace_published, sync, told_in_our_words
from warehouse.schema import install_marts, migrate, quoted
from warehouse.sql_files import purpose, sql_files


def find(path: Path, asked: Sequence[str]) -> tuple[pl.DataFrame, int]:
    """The documents that are asked for by id, or by the path that they were seen at or of a folder above it.

    Columns document_id, title (null of one in quarantine), paths, statement_count, stance_count; and how many inputs
    beside them were rejected there. Raises NothingToForget for what is not in the warehouse, and what `read_only` does.
    """
    with read_only(path) as connection:
        for one in asked:
            documents, inputs = _look_up(connection, [one])
            if documents.is_empty() and not inputs:
                raise NothingToForget(f"{path} has no document {one}, and none that was read from such a path.")
        return _look_up(connection, asked)


def _look_up(connection: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> tuple[pl.DataFrame, int]:
    steps = sql_files("sql", "forget")
    connection.execute("SET VARIABLE asked = $asked", {"asked": list(asked)})
    connection.execute(steps["asked"])
    documents: pl.DataFrame = connection.sql(steps["found_document"]).pl()
    ((rejected,),) = connection.execute("SELECT count(*) FROM asked_input WHERE document_id IS NULL").fetchall()
    return documents, int(rejected)


def forget(path: Path, asked: Sequence[str], near_duplicates: pl.DataFrame) -> None:
    """Removes what `find` finds, and leaves the hashes of its inputs in the table forgotten.

    `near_duplicates` (document_id, near_duplicate_of, near_duplicate_similarity) are new links of documents that nearly
    repeated a forgotten one; of these, those without a new link count by themselves. Raises PublicationRefused where
    something would be left hanging, NotWritable where the disk is full; the published file is then as it was.
    """
    path = path.resolve()
    copy_published(path)
    try:
        with told_in_our_words(path, f"Nothing was forgotten in {path}"):
            with duckdb.connect(next_path(path)) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                migrate(connection, path)
                connection.register("near_duplicate", near_duplicates.cast(NEAR_DUPLICATE_SCHEMA))
                _remove(connection, asked)
            _compact(path)
        replace_published(path)
    except OSError as error:
        raise not_writable(path, error) from error
    finally:
        remove_next(path)


def _remove(connection: duckdb.DuckDBPyConnection, asked: Sequence[str]) -> None:
    steps = sql_files("sql", "forget")
    connection.begin()
    _look_up(connection, asked)
    connection.execute("SET VARIABLE forgotten_at = $now", {"now": datetime.now(UTC)})
    for step in ("documents", "near_duplicates", "actors"):
        connection.execute(steps[step])
    connection.execute(sql_files("sql", "publish")["actor_alias"])
    install_marts(connection)
    for sql in sql_files("sql", "forget", "checks").values():
        if offenders := connection.execute(sql).fetchall():
            raise PublicationRefused(
                f"Nothing was forgotten, because this would not hold: {purpose(sql)}: {offenders[0][0]}."
            )
    connection.commit()


def _compact(path: Path) -> None:
    """Writes the copy anew: in the file that rows were removed from, their text could still be read."""
    with duckdb.connect(compact_path(path)) as connection:
        ((name,),) = connection.execute("SELECT current_database()").fetchall()
        connection.execute(f"ATTACH {quoted(str(next_path(path)))} AS copied (READ_ONLY)")
        connection.execute(f'COPY FROM DATABASE copied TO "{name}"')
        connection.execute("DETACH copied")
        connection.execute("CHECKPOINT")
    sync(compact_path(path))
    os.replace(compact_path(path), next_path(path))
