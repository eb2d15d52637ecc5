"""Does a warehouse hold what was published? Its counts, ids, spans, references and ranges are derived anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.connection import read_only
from warehouse.contract import SCHEMA_VERSION, TABLES, Column, Table
from warehouse.schema import quoted, schema_version
from warehouse.sql_files import purpose, sql_files

SHOWN = 3
_LONGEST_OFFENDER = 100


class DeepFinding(NamedTuple):
    """One thing that must hold: whether it does, and otherwise how many rows say no, with the first of them."""

    name: str
    is_well: bool
    detail: str


def deep_findings(warehouse: Path) -> Iterator[DeepFinding]:
    """Checks every row of the warehouse, one finding a check in a fixed order; a check that cannot run is not well.

    Reads every text. Raises what `read_only` raises of the file.
    """
    with read_only(warehouse) as connection:
        is_older = schema_version(connection, warehouse) < SCHEMA_VERSION
        for sql in sql_files("sql", "deep").values():
            yield _checked(connection, sql, is_older)
        templates = sql_files("sql", "deep", "columns")
        for table in TABLES.values():
            for column in table.columns:
                for sql in _column_checks(table, column, templates):
                    yield _checked(connection, sql, is_older)


def _checked(connection: duckdb.DuckDBPyConnection, sql: str, is_older: bool) -> DeepFinding:
    query = sql.rstrip().rstrip(";")
    counted = f"SELECT count(*), list(offender)[:{SHOWN}] FROM ({query}) AS found(offender)"
    try:
        ((count, first),) = connection.execute(counted).fetchall()
    except duckdb.Error as error:
        if is_older and isinstance(error, duckdb.BinderException | duckdb.CatalogException):
            return DeepFinding(purpose(sql), True, "not there yet: an older On Record wrote this warehouse")
        return DeepFinding(purpose(sql), False, f"cannot be checked: {str(error).splitlines()[0]}")
    if not count:
        return DeepFinding(purpose(sql), True, "holds")
    shown = ", ".join(_printable(str(offender)) for offender in first) + (", …" if count > SHOWN else "")
    return DeepFinding(purpose(sql), False, f"not for {count:,}: {shown}")


def _column_checks(table: Table, column: Column, templates: dict[str, str]) -> Iterator[str]:
    names = {"table": table.name, "column": column.name}
    if column.references:
        target_table, target_column = column.references.split(".")
        yield templates["references"].format(**names, target_table=target_table, target_column=target_column)
    if column.values:
        yield templates["values"].format(**names, values=", ".join(quoted(value) for value in column.values))
    if column.minimum is not None or column.maximum is not None:
        minimum = "-Infinity" if column.minimum is None else column.minimum
        maximum = "Infinity" if column.maximum is None else column.maximum
        limits = {"minimum": f"'{minimum}'::DOUBLE", "maximum": f"'{maximum}'::DOUBLE"}
        yield templates["limits"].format(**names, **limits)


def _printable(text: str) -> str:
    """Short, and without control characters: paths and texts of articles go to a terminal."""
    shown = text if len(text) <= _LONGEST_OFFENDER else f"{text[: _LONGEST_OFFENDER - 1]}…"
    return "".join(character if character.isprintable() else "�" for character in shown)
