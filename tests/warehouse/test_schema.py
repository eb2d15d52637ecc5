import re
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.contract import SCHEMA_VERSION, TABLES, polars_schema
from warehouse.errors import NotAWarehouse, WarehouseTooNew
from warehouse.query import NamedQuery, list_queries, read_variables
from warehouse.schema import Mart, create_statements, install_marts, marts, migrate, migrations, schema_version
from warehouse.sql_files import explained, header, purpose, sql_files

VALUES = {
    "text": "text",
    "integer": 2**40,
    "float": 0.5,
    "boolean": True,
    "date": date(2024, 2, 29),
    "timestamp": datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC),
    "spans": [{"start_char": 3, "end_char": 9}],
    "ranges": [{"clean_start": 0, "clean_end": 1, "raw_start": 2, "raw_end": 4}],
    "hashes": [2**32 - 1],
}


@pytest.fixture
def migrated() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    migrate(connection, Path("memory"))
    return connection


def structure(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    parts = {
        "tables": "SELECT table_name, comment FROM duckdb_tables()",
        "columns": "SELECT table_name, column_index, "
        " column_name, data_type, is_nullable, comment FROM duckdb_columns()",
        "constraints": "SELECT table_name, constraint_type, constraint_column_names FROM duckdb_constraints()",
    }
    return {
        part: connection.execute(
            f"FROM ({sql}) WHERE table_name IN ({', '.join('?' * len(TABLES))}) ORDER BY ALL", [*TABLES]
        ).fetchall()
        for part, sql in parts.items()
    }


def test_the_migrations_make_what_the_contract_declares(migrated: duckdb.DuckDBPyConnection) -> None:
    derived = duckdb.connect()
    for statement in create_statements():
        derived.execute(statement)
    assert structure(migrated) == structure(derived)


def test_every_table_and_column_says_what_it_is(migrated: duckdb.DuckDBPyConnection) -> None:
    found = structure(migrated)
    assert len(found["tables"]) == len(TABLES)
    assert all(row[-1] for row in found["tables"] + found["columns"])


def test_migrating_again_changes_nothing(migrated: duckdb.DuckDBPyConnection) -> None:
    assert migrate(migrated, Path("memory")) == []
    assert schema_version(migrated, Path("memory")) == SCHEMA_VERSION


def test_migrations_are_numbered_without_gaps_up_to_the_contract() -> None:
    assert [migration.number for migration in migrations()] == list(range(1, SCHEMA_VERSION + 1))


def test_a_failed_migration_leaves_no_record_and_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse import schema

    broken = schema.Migration(1, "broken", "CREATE TABLE half (a INT); CREATE TABLE half (a INT);")
    monkeypatch.setattr(schema, "migrations", lambda: [broken])
    connection = duckdb.connect()
    with pytest.raises(duckdb.CatalogException):
        migrate(connection, Path("memory"))
    connection.rollback()
    tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert tables == [("schema_migration",)]
    assert connection.execute("FROM schema_migration").fetchall() == []


def test_a_warehouse_of_newer_code_is_refused(migrated: duckdb.DuckDBPyConnection) -> None:
    migrated.execute("INSERT INTO schema_migration VALUES (999, 'later', current_timestamp)")
    with pytest.raises(WarehouseTooNew, match=r"schema 999.*Install"):
        migrate(migrated, Path("memory"))


def test_a_database_of_something_else_is_refused() -> None:
    with pytest.raises(NotAWarehouse, match="not a warehouse of On Record"):
        schema_version(duckdb.connect(), Path("other.duckdb"))


@pytest.mark.parametrize("table", TABLES)
def test_a_frame_of_the_contract_comes_back_as_it_went_in(
    migrated: duckdb.DuckDBPyConnection, table: str, tmp_path: Path
) -> None:
    schema = polars_schema(TABLES[table])
    values = {column.name: VALUES[column.type] for column in TABLES[table].columns}
    frame = pl.DataFrame([values], schema=schema)
    frame.write_parquet(tmp_path / "one.parquet")
    migrated.execute("SET TimeZone = 'UTC'")
    migrated.execute(f"INSERT INTO {table} BY NAME FROM read_parquet('{tmp_path / 'one.parquet'}')")
    assert migrated.sql(f"FROM {table}").pl().cast(schema).equals(frame)


def test_every_table_view_and_column_is_described_in_the_database(migrated: duckdb.DuckDBPyConnection) -> None:
    install_marts(migrated)
    described = dict(migrated.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert described == {mart.name: mart.question for mart in marts()}
    for kind, name in (("tables", "table_name"), ("columns", "table_name || '.' || column_name")):
        silent = f"SELECT {name} FROM duckdb_{kind}() WHERE NOT internal AND coalesce(comment, '') = ''"
        assert migrated.execute(silent).fetchall() == []


def test_a_view_that_is_made_again_keeps_the_comments_of_its_columns(migrated: duckdb.DuckDBPyConnection) -> None:
    comment = "SELECT comment FROM duckdb_columns() WHERE (table_name, column_name) = ('stance_matrix', 'net_score')"
    install_marts(migrated)
    install_marts(migrated)
    assert migrated.execute(comment).fetchall() == [("Average direction: from -1, all oppose, to 1, all support.",)]


def test_a_column_that_a_view_passes_on_is_described_as_in_its_table() -> None:
    (stance,) = (mart for mart in marts() if mart.name == "current_stance")
    (column,) = (column for column in TABLES["fact_stance"].columns if column.name == "cue_text")
    assert stance.descriptions["cue_text"] == column.description


@pytest.mark.parametrize("mart", marts(), ids=lambda mart: mart.name)
def test_what_the_head_of_a_view_explains_are_its_columns(migrated: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    install_marts(migrated)
    columns = {name for name, *_ in migrated.execute(f"DESCRIBE {mart.name}").fetchall()}
    assert explained(mart.sql).keys() <= columns
    assert is_explanation(header(mart.sql))


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_a_query_explains_each_of_its_variables_at_its_head(query: NamedQuery) -> None:
    assert set(query.variables) == set(read_variables(query.sql))
    assert is_explanation(header(query.sql))


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_no_variable_has_the_name_of_an_option_of_the_command(query: NamedQuery) -> None:
    from flows.cli import main

    options = {name for option in main.commands["sql"].params for name in option.opts}
    assert {f"--{name.replace('_', '-')}" for name in query.variables} & options == set()


def is_explanation(lines: list[str]) -> bool:
    """A question, then names with their meanings; what goes on is indented."""
    return all(re.fullmatch(r"-- (?:\w+: \S.*\S|  \S.*\S)", line) and len(line) <= 140 for line in lines[1:])


@pytest.mark.parametrize("mart", marts(), ids=lambda mart: mart.name)
def test_line_one_of_a_view_states_question_grain_and_key(mart) -> None:
    assert "? " in mart.question
    assert "One row per" in mart.question
    assert "key " in mart.question


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_line_one_of_a_query_is_the_question(query) -> None:
    assert query.question.endswith("?")


@pytest.mark.parametrize("folder", [("sql", "publish"), ("sql", "publish", "checks")])
def test_line_one_of_publishing_sql_says_what_it_is_for(folder: tuple[str, ...]) -> None:
    assert all(sql.startswith("-- ") and len(purpose(sql)) > 20 for sql in sql_files(*folder).values())
