"""What doctor finds, and how it says it."""

import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from flows import doctor
from flows.cli import main
from flows.doctor import FAIL, OK, WARN, Finding, examine, settings_lines
from flows.settings import Settings
from warehouse.contract import SCHEMA_VERSION
from warehouse.schema import install_marts, migrate


@pytest.fixture(autouse=True)
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds is looked at in test_cli."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for slow in ("_reference_data", "_language_model", "_learned_models"):
        monkeypatch.setattr(doctor, slow, lambda: "there")


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def loaded(warehouse: Path, age: timedelta) -> Path:
    """An empty warehouse whose one load was published so long ago."""
    with duckdb.connect(warehouse) as connection:
        migrate(connection, warehouse)
        install_marts(connection)
        at = datetime.now(UTC) - age
        connection.execute(
            "INSERT INTO load BY NAME SELECT 'l' AS load_id, $at AS started_at, $at AS published_at, '1' AS "
            "extractor_version, 'm' AS model_name, COLUMNS(*) FROM (SELECT 0 AS input_count, 0 AS unchanged_count, "
            "0 AS document_count, 0 AS duplicate_count, 0 AS rejected_count, 0 AS extracted_row_count, "
            "0 AS published_row_count, 0 AS quarantined_row_count)",
            {"at": at},
        )
    return warehouse


def found(name: str, warehouse: Path, **settings: Any) -> Finding:
    (finding,) = (one for one in examine(Settings(**settings), warehouse, None) if one.name == name)
    return finding


def test_a_warehouse_is_told_with_its_schema(warehouse: Path) -> None:
    assert found("warehouse", warehouse).detail.startswith("none at")
    assert found("warehouse", loaded(warehouse, timedelta())).detail.endswith(f"schema {SCHEMA_VERSION}")


def test_an_older_schema_is_a_warning_and_a_newer_one_a_failure(warehouse: Path) -> None:
    with duckdb.connect(loaded(warehouse, timedelta())) as connection:
        connection.execute("DELETE FROM schema_migration WHERE number > 1")
    older = found("warehouse", warehouse)
    assert (older.state, f"brings it to {SCHEMA_VERSION}" in older.detail) == (WARN, True)
    with duckdb.connect(warehouse) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (99, 'later', current_timestamp)")
    newer = found("warehouse", warehouse)
    assert (newer.state, "schema 99" in newer.detail) == (FAIL, True)


def test_a_warehouse_that_nothing_was_loaded_to_for_long_is_a_warning(warehouse: Path) -> None:
    assert found("last run", warehouse) == Finding("last run", OK, "none yet")
    loaded(warehouse, timedelta(days=3))
    assert found("last run", warehouse).state == OK
    stale = found("last run", warehouse, stale_days=2)
    assert (stale.state, "stale_days" in stale.detail) == (WARN, True)


def test_batches_left_behind_are_told_and_old_ones_are_a_warning(warehouse: Path) -> None:
    assert found("staging", warehouse).detail == "nothing left behind"
    batch = warehouse.parent / "staging" / warehouse.name / "1" / "batch" / "inputs.parquet"
    batch.parent.mkdir(parents=True)
    batch.write_bytes(b"x" * 2_000_000)
    fresh = found("staging", warehouse)
    assert (fresh.state, "2.0 MB" in fresh.detail) == (OK, True)
    old = datetime.now().timestamp() - 10 * 86_400
    os.utime(batch, (old, old))
    assert found("staging", warehouse).state == WARN
    assert found("staging", warehouse, staging_days=11).state == OK


class Prefect(BaseHTTPRequestHandler):
    """Answers as Prefect's API does: a run of the flow ended an hour ago."""

    def do_GET(self) -> None:
        self.answer("3.9.1")

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert question["flows"] == {"name": {"any_": ["ingest"]}}
        self.answer([{"end_time": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}])

    def answer(self, found: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = HTTPServer(("127.0.0.1", 0), Prefect)
    threading.Thread(target=server.serve_forever).start()
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("prefect")
def test_a_run_that_found_nothing_new_counts_where_the_server_knows_of_it(warehouse: Path) -> None:
    loaded(warehouse, timedelta(days=30))
    assert "version 3.9.1" in found("prefect server", warehouse).detail
    last = found("last run", warehouse)
    assert (last.state, "completed run" in last.detail) == (OK, True)


def test_a_server_that_does_not_answer_is_a_failure(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    finding = found("prefect server", warehouse)
    assert finding.state == FAIL
    assert "http://127.0.0.1:9/api does not answer" in finding.detail


def test_a_variable_that_is_no_setting_is_a_warning(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_WAREHOSE", "x")
    finding = found("environment", warehouse)
    assert (finding.state, "ONRECORD_WAREHOSE" in finding.detail) == (WARN, True)


def test_each_setting_is_listed_with_where_it_comes_from() -> None:
    lines = list(settings_lines(Settings(), {"warehouse": "here"}, lambda name: f"origin of {name}"))
    assert lines[0] == "set   warehouse: here (origin of warehouse)"
    assert "set   overlay: not set (origin of overlay)" in lines


def test_the_command_knows_each_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_PORT", "4300")
    (tmp_path / "onrecord.toml").write_text('cron = "5 * * * *"')
    done = CliRunner().invoke(main, ["doctor", "--warehouse", "mine.duckdb"])
    assert done.exit_code == 0, done.output
    for line in (
        "set   warehouse: mine.duckdb (command line)",
        "set   port: 4300 (ONRECORD_PORT)",
        "set   cron: 5 * * * * (onrecord.toml)",
        "set   host: 127.0.0.1 (default)",
    ):
        assert line in done.output.splitlines()
