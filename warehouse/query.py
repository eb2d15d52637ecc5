"""SQL of a person on the warehouse: read-only, and without a way to other files, the network or the caller's memory."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.contract import SCHEMA_VERSION
from warehouse.errors import QueryFailed, one_line
from warehouse.sql_files import explained, purpose, sql_files

if TYPE_CHECKING:
    import polars as pl


_OLDER = " An older On Record wrote this warehouse: the next `onrecord run` adds the columns that it lacks."


@dataclass(frozen=True)
class NamedQuery:
    """A query of the cookbook, or a view. `question` is line one of its file, `name` the file's name without `.sql`.

    `variables` are what it reads by `getvariable('name')`, each with its meaning; none of them has to be given.
    """

    name: str
    question: str
    sql: str
    variables: Mapping[str, str]


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
    """Runs a query of the cookbook, or reads a view; dashes of a name count as underscores.

    Raises QueryFailed for a name that there is not, or a variable that the query does not read.
    """
    query = named_query(name)
    return run_sql(path, query.sql, checked_variables(f"@{query.name}", query.sql, variables or {}))


def named_query(name: str) -> NamedQuery:
    """The query or view of that name. Raises QueryFailed, which says what there is."""
    known = {query.name: query for query in [*list_queries(), *list_views()]}
    name = name.replace("-", "_")
    if name not in known:
        raise QueryFailed(f"There is no query named {name}.{_near(name, known)} There are: {', '.join(known)}.")
    return known[name]


def checked_variables(query: str, sql: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The variables as `sql` spells them. Raises QueryFailed, which names the `query`, for one it does not read."""
    known = read_variables(sql)
    given = {name.replace("-", "_"): value for name, value in variables.items()}
    for name in given:
        if name not in known:
            there = f"It has: {', '.join(f'--{one}' for one in known)}." if known else "It has none."
            raise QueryFailed(f"{query} has no variable --{name}.{_near(name, known)} {there}")
    return given


def read_variables(sql: str) -> list[str]:
    """Names that the SQL reads by `getvariable('name')`, in the order of the header or else of the text."""
    read = dict.fromkeys(re.findall(r"getvariable\('(\w+)'\)", sql))
    return [name for name in explained(sql) if name in read] + [name for name in read if name not in explained(sql)]


def list_queries() -> list[NamedQuery]:
    """The cookbook, warehouse/queries, by name."""
    return [NamedQuery(name, purpose(sql), sql, explained(sql)) for name, sql in sql_files("queries").items()]


def list_views() -> list[NamedQuery]:
    """The marts, each read as a whole."""
    return [NamedQuery(name, purpose(sql), f"FROM {name} ORDER BY ALL", {}) for name, sql in sql_files("marts").items()]


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, [*known], n=1)
    return f" Did you mean {near[0]}?" if near else ""
