"""SQL of a person on the warehouse: read-only, and without a way to other files, the network or the caller's memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import SCHEMA_VERSION
from warehouse.errors import QueryFailed, one_line
from warehouse.sql_files import purpose, sql_files

if TYPE_CHECKING:
    import polars as pl


_OLDER = " An older On Record wrote this warehouse: the next `onrecord run` adds the columns that it lacks."


@dataclass(frozen=True)
class NamedQuery:
    """A query of the cookbook. `question` is line one of its file, `name` the file's name without `.sql`."""

    name: str
    question: str
    sql: str


def run_sql(path: Path, sql: str, variables: Mapping[str, str] | None = None) -> "pl.DataFrame":
    """The result of the last statement of `sql`, with repeated column names numbered; empty where it gives none.

    `variables` are what the SQL reads by `getvariable('name')`. Raises QueryFailed with DuckDB's message in one line,
    and what `read_only` raises of the file.
    """
    import duckdb
    import polars as pl

    from warehouse.connection import read_only
    from warehouse.schema import schema_version

    with read_only(path) as connection:
        try:
            for name, value in (variables or {}).items():
                connection.execute(f'SET VARIABLE "{name.replace(chr(34), "")}" = $value', {"value": value})
            relation = connection.sql(sql)
            result: pl.DataFrame = pl.DataFrame() if relation is None else relation.pl()
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            is_older = isinstance(error, duckdb.BinderException) and schema_version(connection, path) < SCHEMA_VERSION
            raise QueryFailed(one_line(error) + (_OLDER if is_older else "")) from error
    return result


def run_named_query(path: Path, name: str, variables: Mapping[str, str] | None = None) -> "pl.DataFrame":
    """Runs a query of the cookbook. Raises QueryFailed for a name that is not in it."""
    queries = {query.name: query for query in list_queries()}
    if name not in queries:
        raise QueryFailed(f"There is no query named {name}. There are: {', '.join(queries)}.")
    return run_sql(path, queries[name].sql, variables)


def list_queries() -> list[NamedQuery]:
    """The cookbook, warehouse/queries, by name."""
    return [NamedQuery(name, purpose(sql), sql) for name, sql in sql_files("queries").items()]
