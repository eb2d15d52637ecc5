"""The data dictionary, from the contract and the marts. `python -m warehouse.dictionary` writes it."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from warehouse.contract import TABLES, Column, Table
from warehouse.query import list_queries
from warehouse.schema import SQL_TYPES, install_marts, marts, migrate

FILE_NAME = "DATA_DICTIONARY.md"


def render() -> str:
    """The dictionary as Markdown: a diagram, then tables, allowed values, views and the cookbook."""
    return "\n".join([*_head(), *_diagram(), *_tables(), *_allowed_values(), *_views(), *_queries()]) + "\n"


def write() -> Path:
    """Writes the dictionary into the package and returns its path."""
    path = Path(str(files("warehouse"))) / FILE_NAME
    path.write_text(render(), encoding="utf-8")
    return path


def _head() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield (
        "Written by `python -m warehouse.dictionary` from [contract.py](contract.py) and the SQL beside it; "
        "change those, not this file. Spans are characters of `dim_document.text`, from 0, the end excluded. "
        "Ask the [views](#views) first: they show current texts in their newest extraction, count near-duplicates "
        "once, and join the spellings of an actor."
    )
    yield ""


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "erDiagram"
    for table in TABLES.values():
        for column in table.columns:
            if column.references:
                other = column.references.split(".")[0]
                yield f"    {other} {'|o' if column.nullable else '||'}--o{{ {table.name} : {column.name}"
    yield "```"
    yield ""


def _tables() -> Iterator[str]:
    yield "## Tables"
    yield ""
    for table in TABLES.values():
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"{table.description} One row is {table.grain}. Key: {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield "| Column | Type | Null | Description |"
    yield "|---|---|---|---|"
    for column in table.columns:
        yield (
            f"| `{column.name}` | {SQL_TYPES[column.type]} | {'yes' if column.nullable else ''} "
            f"| {_description(column)} |"
        )
    yield ""


def _description(column: Column) -> str:
    parts = [column.description]
    if column.values:
        parts.append(f"One of [{column.values.__name__}](#allowed-values).")
    if column.references:
        parts.append(f"References `{column.references}`.")
    return " ".join(parts)


def _allowed_values() -> Iterator[str]:
    yield "## Allowed values"
    yield ""
    yield "| Name | Values | Columns |"
    yield "|---|---|---|"
    places: dict[str, list[str]] = {}
    values: dict[str, list[str]] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.values:
                places.setdefault(column.values.__name__, []).append(f"`{table.name}.{column.name}`")
                values[column.values.__name__] = [value.value for value in column.values]
    for name in sorted(values):
        yield f"| {name} | {', '.join(f'`{value}`' for value in values[name])} | {', '.join(places[name])} |"
    yield ""


def _views() -> Iterator[str]:
    yield "## Views"
    yield ""
    for mart in sorted(marts(), key=lambda mart: mart.name):
        yield f"### {mart.name}"
        yield ""
        yield f"{mart.question} ([SQL](marts/{mart.name}.sql))"
        yield ""
        yield "| Column | Type | Description |"
        yield "|---|---|---|"
        for column, type_name, description in _columns_of_view(mart.name):
            yield f"| `{column}` | {type_name} | {description} |"
        yield ""


def _columns_of_view(name: str) -> list[tuple[str, str, str]]:
    """Column, type and comment, as an empty warehouse has them."""
    return (
        _empty_warehouse()
        .execute(
            "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [name],
        )
        .fetchall()
    )


@cache
def _empty_warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection, Path("memory"))
    install_marts(connection)
    return connection


def _queries() -> Iterator[str]:
    yield "## Cookbook"
    yield ""
    yield "Run one with `onrecord sql @NAME`; variables are given as options: `--actor NATO`."
    yield ""
    yield "| Query | Question | Variables |"
    yield "|---|---|---|"
    for query in list_queries():
        variables = " ".join(f"`{name}`: {meaning}" for name, meaning in query.variables.items())
        yield f"| [`{query.name}`](queries/{query.name}.sql) | {query.question} | {variables} |"


if __name__ == "__main__":
    print(write())
