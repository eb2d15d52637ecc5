import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from warehouse.errors import QueryFailed, WarehouseInUse, WarehouseMissing
from warehouse.query import list_queries, run_named_query, run_sql

MAY_BE_EMPTY = {"most_contested", "compare_versions"}
VARIABLES = {
    "closer_between_months": {"target": "igo:NATO"},
    "demands": {"actor": "country:RUS"},
    "evidence": {"holder": "country:RUS", "target": "igo:NATO"},
}


@pytest.mark.parametrize("name", [query.name for query in list_queries()])
def test_a_query_of_the_cookbook_answers(told: Path, name: str) -> None:
    run_named_query(told, name)  # with its defaults
    answer = run_named_query(told, name, VARIABLES.get(name))
    assert answer.width > 1
    assert answer.height > 0 or name in MAY_BE_EMPTY


def test_who_moved_closer_is_shown_with_the_words_of_both_months(told: Path) -> None:
    answer = run_named_query(told, "closer_between_months", {"target": "igo:NATO"})
    assert answer["score_before"].unique().to_list() == [-1.0]
    assert answer["score_after"].unique().to_list() == [1.0]
    assert [words.split()[1] for words in answer["words"]] == ["condemned", "Lavrov"]


def test_evidence_can_be_asked_for_one_month(told: Path) -> None:
    cell = {"holder": "country:RUS", "target": "igo:NATO", "month": "2022-02-01"}
    assert run_named_query(told, "evidence", cell)["evidence"].to_list() == ["welcomed NATO talks"]


def test_what_speaks_for_an_actor_is_said_by_it(told: Path) -> None:
    speakers = run_named_query(told, "said_by", {"actor": "country:RUS"})["speaker"].to_list()
    assert speakers == ["Sergey Lavrov", "Sergey Lavrov"]


def test_an_unknown_query_names_those_that_there_are(told: Path) -> None:
    with pytest.raises(QueryFailed, match=r"no query named nope.*acts_by_month"):
        run_named_query(told, "nope")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "COPY dim_document TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "RESET enable_external_access",
        "DELETE FROM dim_document",
        "CREATE TABLE mine (a INT)",
        "EXPORT DATABASE 'stolen'",
        "SELECT getenv('HOME')",
        "SELECT * FROM secret_frame",
    ],
)
def test_sql_reaches_nothing_but_the_warehouse_and_changes_nothing(told: Path, sql: str) -> None:
    secret_frame = pl.DataFrame({"a": [1]})
    before = told.read_bytes()
    with pytest.raises(QueryFailed):
        run_sql(told, sql)
    assert told.read_bytes() == before
    assert secret_frame.height == 1


def test_an_error_is_one_line(told: Path) -> None:
    with pytest.raises(QueryFailed) as error:
        run_sql(told, "SELECT *\nFROM nowhere")
    assert "nowhere" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("sql", ["", "-- nothing"])
def test_sql_without_a_statement_gives_an_empty_frame(told: Path, sql: str) -> None:
    assert run_sql(told, sql).is_empty()


def test_repeated_column_names_are_told_apart(told: Path) -> None:
    assert run_sql(told, "SELECT 1 AS a, 2 AS a").columns == ["a", "a_1"]


def test_times_are_shown_in_utc(told: Path) -> None:
    assert run_sql(told, "SELECT DISTINCT started_at::VARCHAR AS t FROM load")["t"].to_list() == [
        "2026-01-01 00:00:00+00"
    ]


def test_a_variable_is_a_value_and_never_sql(told: Path) -> None:
    text = "'; DROP TABLE load; --"
    assert run_sql(told, "SELECT getvariable('x') AS x", {"x": text})["x"].to_list() == [text]


def test_a_missing_warehouse_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="onrecord run"):
        run_sql(tmp_path / "none.duckdb", "SELECT 1")


def test_a_file_that_a_program_writes_to_is_told(told: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(told.read_bytes())
    code = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print(flush=True); time.sleep(60)"
    writer = subprocess.Popen([sys.executable, "-c", code, str(copy)], stdout=subprocess.PIPE)
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(WarehouseInUse, match=f"PID {writer.pid}"):
            run_sql(copy, "SELECT 1")
    finally:
        writer.kill()
        writer.wait()
