"""Maintenance: what goes is old quarantine and empty space; everything else is as it was."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from warehouse_loads import Batch, load_of

from warehouse import maintain as module
from warehouse.contract import TABLES
from warehouse.errors import PublicationRefused, WarehouseMissing
from warehouse.lock import lock
from warehouse.maintain import maintain
from warehouse.publish import publish

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
TO_COME = datetime.now(UTC) + timedelta(days=1)


def contents(path: Path) -> dict[str, object]:
    """Every row, every comment, key and view of the file."""
    with duckdb.connect(path, read_only=True) as connection:
        rows = {table: sorted(connection.execute(f"FROM {table}").fetchall(), key=repr) for table in TABLES}
        described = {
            name: sorted(connection.execute(f"SELECT {columns} FROM {name}() WHERE NOT internal").fetchall(), key=repr)
            for name, columns in {
                "duckdb_columns": "table_name, column_name, data_type, is_nullable, comment",
                "duckdb_tables": "table_name, comment",
                "duckdb_views": "view_name, sql, comment",
            }.items()
        }
        keys = sorted(connection.execute("SELECT table_name, constraint_text FROM duckdb_constraints()").fetchall())
    return rows | described | {"keys": keys}


@pytest.fixture
def warehouse(told: Path, tmp_path: Path) -> Path:
    """The warehouse of `told`, to write to. One row of it is in quarantine."""
    return Path(shutil.copy(told, tmp_path / "w.duckdb"))


def test_old_quarantine_rows_go_and_everything_else_stays(warehouse: Path) -> None:
    before = contents(warehouse)
    with lock(warehouse):
        done = maintain(warehouse, TO_COME)
    after = contents(warehouse)
    assert done.removed_quarantine_rows == 1
    assert len(before.pop("quarantine")) == 1
    assert after.pop("quarantine") == []
    assert after == before
    assert maintain(warehouse, TO_COME).removed_quarantine_rows == 0


def test_quarantine_that_is_not_old_stays(warehouse: Path) -> None:
    before = contents(warehouse)
    assert maintain(warehouse, LONG_AGO).removed_quarantine_rows == 0
    assert contents(warehouse) == before


def test_empty_space_is_given_back_and_loads_go_on(warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute("CREATE TABLE passing AS SELECT hash(range) AS number FROM range(2_000_000)")
        connection.execute("CHECKPOINT")
        connection.execute("DROP TABLE passing")
        connection.execute("CHECKPOINT")
    before = contents(warehouse)
    done = maintain(warehouse, LONG_AGO)
    assert done.bytes_after == warehouse.stat().st_size < done.bytes_before - 2_000_000
    assert contents(warehouse) == before
    batch = Batch()
    batch.document("later", "A later text.")
    with lock(warehouse):
        assert publish(warehouse, load_of(tmp_path, "later", batch)) is not None


def test_a_copy_that_lacks_rows_is_not_put_in_place(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = warehouse.read_bytes()
    monkeypatch.setattr(module, "sql_files", lambda *_: {"remove_old_quarantine": "DELETE FROM dim_source"})
    with pytest.raises(PublicationRefused, match="dim_source has 0 rows"):
        maintain(warehouse, TO_COME)
    assert warehouse.read_bytes() == before
    assert [file.name for file in warehouse.parent.glob("*.next*")] == []


def test_a_warehouse_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing):
        maintain(tmp_path / "none.duckdb", TO_COME)
