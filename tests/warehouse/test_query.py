import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from warehouse_loads import Batch, load_of

from warehouse.errors import QueryFailed, WarehouseInUse, WarehouseMissing
from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.query import list_queries, run_named_query, run_sql

MAY_BE_EMPTY = {"most_contested", "who_agrees_with_whom", "compare_versions"}
VARIABLES = {
    "moved_closer": {"target": "igo:NATO"},
    "pair_timeline": {"holder": "country:RUS", "target": "igo:NATO"},
    "statements_with": {"phrase": "Welcomed NATO"},
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
    answer = run_named_query(told, "moved_closer", {"target": "NATO", "month": "2022-02"})
    assert answer["score_before"].unique().to_list() == [-1.0]
    assert answer["score_after"].unique().to_list() == [1.0]
    assert [words.split()[1] for words in answer["words"]] == ["condemned", "Lavrov"]
    assert run_named_query(told, "moved_closer", {"month": "2022-01"}).is_empty()


def test_evidence_can_be_asked_for_one_month(told: Path) -> None:
    cell = {"holder": "country:RUS", "target": "igo:NATO", "month": "2022-02"}
    assert run_named_query(told, "evidence", cell)["evidence"].to_list() == ["welcomed NATO talks"]


def test_what_speaks_for_an_actor_is_said_by_it(told: Path) -> None:
    speakers = run_named_query(told, "said_by", {"actor": "country:RUS"})["speaker"].to_list()
    assert speakers == ["Sergey Lavrov", "Sergey Lavrov"]


@pytest.mark.parametrize("name", ["person:Lavrov", "lavrov", "SERGEY LAVROV"])
def test_an_actor_is_found_by_its_id_its_name_and_every_spelling(told: Path, name: str) -> None:
    assert run_named_query(told, "said_by", {"actor": name}).height == 2
    (found,) = run_named_query(told, "actors", {"name": name}).to_dicts()
    assert (found["actor_id"], found["also_named"]) == ("person:Sergey Lavrov", "person:Lavrov")


def test_what_was_said_about_an_actor_can_be_asked_of_one_source(told: Path) -> None:
    about = {"actor": "NATO", "by": "country:RUS"}
    assert run_named_query(told, "said_about", about)["speaker"].to_list() == ["Sergey Lavrov"]
    assert run_named_query(told, "said_about", about | {"by": "country:USA"}).is_empty()
    assert run_named_query(told, "said_about", {"actor": "person:Lavrov"}).is_empty()


def test_the_matrix_of_an_actor_shows_both_sides_of_each_pair(told: Path) -> None:
    columns = ["supports", "opposes", "other_supports", "other_opposes"]
    answer = run_named_query(told, "stance_matrix_of", {"actor": "igo:NATO"})
    sides = {row["other"]: tuple(row[column] for column in columns) for row in answer.iter_rows(named=True)}
    assert sides == {"RUS": (0, 0, 1, 1), "USA": (0, 0, 1, 0)}
    of_february = run_named_query(told, "stance_matrix_of", {"actor": "NATO", "month": "2022-02"})
    assert of_february["other"].to_list() == ["RUS"]


def test_who_agrees_is_judged_by_the_targets_that_two_holders_share(path: Path, tmp_path: Path) -> None:
    batch = Batch()
    for actor in ("country:AAA", "country:BBB", "country:CCC", "org:X", "org:Y"):
        batch.actor(actor)
    batch.document("d", "All of them praised X and some of them hated Y.")
    for holder, x, y in (("AAA", "support", "oppose"), ("BBB", "support", "oppose"), ("CCC", "oppose", "oppose")):
        for target, polarity, words in (("org:X", x, "praised X"), ("org:Y", y, "hated Y")):
            act = "SUPPORT" if polarity == "support" else "REJECT"
            batch.stance("d", words, holder=f"country:{holder}", target=target, polarity=polarity, act=act)
    with lock(path):
        publish(path, load_of(tmp_path, "one", batch))
    answer = run_named_query(path, "who_agrees_with_whom")
    rows = [(row["one"], row["other"], row["agree"], row["disagree"]) for row in answer.iter_rows(named=True)]
    assert rows == [("AAA", "BBB", 2, 0), ("AAA", "CCC", 1, 1), ("BBB", "CCC", 1, 1)]
    assert answer.select("both_support", "both_oppose", "differ_on").row(0) == ("X", "Y", "")
    of_one = run_named_query(path, "who_agrees_with_whom", {"actor": "ccc"})
    assert of_one["one"].to_list() == ["CCC", "CCC"]


def test_a_list_is_as_long_as_was_asked_for(told: Path) -> None:
    assert run_named_query(told, "said_by", {"actor": "lavrov", "limit": "1"}).height == 1


def test_an_unknown_query_names_those_that_there_are(told: Path) -> None:
    with pytest.raises(QueryFailed, match=r"no query named said_abuot\. Did you mean said_about\?.*acts_by_month"):
        run_named_query(told, "said_abuot")


def test_an_unknown_variable_names_those_that_there_are(told: Path) -> None:
    with pytest.raises(QueryFailed, match=r"@said_about has no variable --actr\. Did you mean actor\?.*--actor, --by"):
        run_named_query(told, "said_about", {"actr": "NATO"})
    with pytest.raises(QueryFailed, match=r"@turned has no variable --actor.*It has none"):
        run_named_query(told, "turned", {"actor": "NATO"})


def test_a_view_is_a_question_too_and_dashes_are_underscores(told: Path) -> None:
    assert run_named_query(told, "most-quoted").equals(run_named_query(told, "most_quoted"))
    assert run_named_query(told, "most_quoted").height == 1


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
