"""DDL from the contract, and the migrations that bring a warehouse file up to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.contract import SCHEMA_VERSION, TABLES, Table, Type
from warehouse.errors import NotAWarehouse, WarehouseTooNew
from warehouse.sql_files import explained, purpose, sql_files

SQL_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "float": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "spans": "STRUCT(start_char BIGINT, end_char BIGINT)[]",
    "ranges": "STRUCT(clean_start BIGINT, clean_end BIGINT, raw_start BIGINT, raw_end BIGINT)[]",
    "hashes": "UINTEGER[]",
}


_MIGRATION_TABLE = (
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL, name VARCHAR NOT NULL, "
    "applied_at TIMESTAMP WITH TIME ZONE NOT NULL, PRIMARY KEY (number))",
    "COMMENT ON TABLE schema_migration IS 'Migrations that brought this file to its schema.'",
    "COMMENT ON COLUMN schema_migration.number IS 'Number of the migration; the highest is that of the schema.'",
    "COMMENT ON COLUMN schema_migration.name IS 'What it is for.'",
    "COMMENT ON COLUMN schema_migration.applied_at IS 'When it was applied (UTC).'",
)


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str


@dataclass(frozen=True)
class Mart:
    """A view. `question` is what it answers, with its grain and key: line one of its file.

    `descriptions` has those of its columns, and maybe of others: what the head of its file says, or else what is said
    of the column of this name of the first table or view that it reads and that has one.
    """

    name: str
    question: str
    sql: str
    descriptions: Mapping[str, str]


def create_statements() -> list[str]:
    """The DDL of every table of the contract: columns, NOT NULL, primary key and comments.

    Keys cost 0.5 CPU-seconds a million rows and let publication leave out rows that are there already. There are no
    foreign keys: the gate checks references before anything is published.
    """
    return [statement for table in TABLES.values() for statement in _create_table(table)]


def migrations() -> list[Migration]:
    """Every migration in warehouse/migrations, in order."""
    return [Migration(int(name[:4]), name[5:], sql) for name, sql in sql_files("migrations").items()]


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Migration]:
    """Applies the migrations that the file lacks, each with its record in one transaction, and returns them.

    `path` names the file in errors. Raises WarehouseTooNew for a file that newer code wrote.
    """
    for statement in _MIGRATION_TABLE:
        connection.execute(statement)
    version = schema_version(connection, path)
    missing = [migration for migration in migrations() if migration.number > version]
    for migration in missing:
        connection.begin()
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migration VALUES (?, ?, current_timestamp)", [migration.number, migration.name]
        )
        connection.commit()
    return missing


def schema_version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Number of the newest migration in the file. Raises NotAWarehouse or WarehouseTooNew."""
    try:
        ((version,),) = connection.execute("SELECT coalesce(max(number), 0) FROM schema_migration").fetchall()
    except duckdb.CatalogException as error:
        raise NotAWarehouse(
            f"{path} is a DuckDB file, but not a warehouse of On Record. Name another file; this one was not touched."
        ) from error
    if version > SCHEMA_VERSION:
        raise WarehouseTooNew(
            f"The warehouse {path} has schema {version}, this On Record knows up to {SCHEMA_VERSION}. "
            "Install the version that wrote it, or a newer one."
        )
    return int(version)


def marts() -> list[Mart]:
    """The views of warehouse/marts, those that others build on first."""
    files = sql_files("marts")
    known = {table.name: {column.name: column.description for column in table.columns} for table in TABLES.values()}
    found = []
    for name in _in_order_of_use(files):
        descriptions = explained(files[name])
        for read in _read_by(files[name]):
            descriptions = known.get(read, {}) | descriptions
        known[name] = descriptions
        found.append(Mart(name, purpose(files[name]), files[name], descriptions))
    return found


def install_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates or replaces every view, with line one of its file as its comment, and comments on its columns."""
    for mart in marts():
        connection.execute(f"CREATE OR REPLACE VIEW {mart.name} AS\n{mart.sql}")
        connection.execute(f"COMMENT ON VIEW {mart.name} IS {quoted(mart.question)}")
        for column, *_ in connection.execute(f"DESCRIBE {mart.name}").fetchall():
            if column in mart.descriptions:
                connection.execute(f"COMMENT ON COLUMN {mart.name}.{column} IS {quoted(mart.descriptions[column])}")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _create_table(table: Table) -> list[str]:
    lines = [
        f"    {column.name} {SQL_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    ]
    lines.append(f"    PRIMARY KEY ({', '.join(table.key)})")
    return [
        f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + "\n)",
        f"COMMENT ON TABLE {table.name} IS {quoted(table.description)}",
        *(f"COMMENT ON COLUMN {table.name}.{column.name} IS {quoted(column.description)}" for column in table.columns),
    ]


def _in_order_of_use(views: Mapping[str, str]) -> list[str]:
    """Names of the views, each after the views that its SQL names."""
    ordered: list[str] = []

    def place(name: str) -> None:
        if name in ordered:
            return
        for other in _read_by(views[name]):
            if other in views:
                place(other)
        ordered.append(name)

    for name in views:
        place(name)
    return ordered


def _read_by(sql: str) -> list[str]:
    """What the SQL reads, in order: tables, views and its own common table expressions."""
    return re.findall(r"\b(?:FROM|JOIN) (\w+)", sql)
