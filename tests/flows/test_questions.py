"""`onrecord sql` and `onrecord search` as a person types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warehouse_loads import Batch, load_of

from flows.cli import main
from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.query import list_queries


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article, in which Ann says something of Freedonia and Bob something else."""
    folder = tmp_path_factory.mktemp("asked")
    batch = Batch()
    for actor in ("person:Ann Smith", "person:Bob", "country:FRD"):
        batch.actor(actor)
    batch.document("d", "Ann Smith said Freedonia was invading. Bob said nothing happened.")
    batch.statement(
        "d", "Freedonia was invading", speaker="person:Ann Smith", source="Ann Smith", quote_type="indirect"
    )
    batch.statement("d", "nothing happened", speaker="person:Bob", source="Bob", quote_type="indirect")
    batch.mention("d", "country:FRD", "Freedonia")
    path = folder / "w.duckdb"
    with lock(path):
        publish(path, load_of(folder, "one", batch))
    return path


def asked(warehouse: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--warehouse", str(warehouse), *arguments[1:]])


def rows(warehouse: Path, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(asked(warehouse, *arguments, "--format", "json").stdout)
    return found


@pytest.mark.parametrize("variables", [["--actor", "frd"], ["--actor=FRD", "--by=Ann Smith"], ["--by", "ann smith"]])
def test_a_question_has_its_variables_as_options(warehouse: Path, variables: list[str]) -> None:
    assert [row["speaker"] for row in rows(warehouse, "sql", "@said-about", *variables)] == ["Ann Smith"]


def test_variables_may_stand_before_and_after_the_options_of_the_command(warehouse: Path) -> None:
    done = asked(warehouse, "sql", "@said_by", "--actor", "bob", "--format", "csv", "--limit", "1")
    assert done.stdout.splitlines()[1].endswith("nothing happened,indirect,Title of d")


def test_a_query_of_ones_own_has_variables_too(warehouse: Path, tmp_path: Path) -> None:
    sql = "SELECT getvariable('left') || getvariable('right') AS both"
    (tmp_path / "mine.sql").write_text(sql, encoding="utf-8")
    assert rows(warehouse, "sql", sql, "--left", "a", "--right", "b") == [{"both": "ab"}]
    assert rows(warehouse, "sql", "--file", str(tmp_path / "mine.sql"), "--left", "a", "--right", "b") == [
        {"both": "ab"}
    ]


def test_a_query_may_begin_with_a_comment(warehouse: Path) -> None:
    assert rows(warehouse, "sql", "-- how many?\nSELECT 1 AS n") == [{"n": 1}]


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["@said_abuot"], 1, "Did you mean said_about?"),
        (["@said_about", "--whom", "x"], 1, "It has: --actor, --by, --limit."),
        (["SELECT 1", "--whom", "x"], 1, "This query has no variable --whom. It has none."),
        (["@said_about", "--actor"], 2, "--actor needs a value"),
        (["@said_about", "Freedonia"], 2, "“Freedonia” is neither"),
        (["SELECT", "1"], 2, "Put a query in quotes"),
        (["--actor", "x"], 2, "Give a query"),
        ([], 2, "Give a query"),
        (["@said_about", "--limit", "few"], 1, "few"),
    ],
)
def test_what_cannot_be_asked_is_told(warehouse: Path, arguments: list[str], code: int, complaint: str) -> None:
    done = asked(warehouse, "sql", *arguments)
    assert done.exit_code == code
    assert complaint in done.stderr
    assert done.stdout == ""


def test_an_answer_without_rows_says_how_to_find_actors(warehouse: Path) -> None:
    done = asked(warehouse, "sql", "@said_about", "--actor", "nobody", "--format", "json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])
    assert "@actors --name" in done.stderr


def test_the_list_has_every_question_and_what_each_takes() -> None:
    listed = CliRunner().invoke(main, ["sql", "--list"]).stdout
    for query in list_queries():
        assert f"@{query.name}\n      {query.question}" in listed
        assert all(f"--{name.replace('_', '-')}  {meaning}" in listed for name, meaning in query.variables.items())
    assert "@stance_matrix\n" in listed


def test_search_finds_statements_by_words_in_any_form(warehouse: Path) -> None:
    assert [row["content"] for row in rows(warehouse, "search", "invade", "FREEDONIA")] == ["Freedonia was invading"]
    assert rows(warehouse, "search", "invaded", "--speaker", "bob") == []
    assert rows(warehouse, "search", "happens", "--speaker", "bob", "--limit", "1")[0]["speaker"] == "Bob"


def test_search_says_when_nothing_was_found_and_when_there_is_no_word(warehouse: Path) -> None:
    assert "Try fewer" in asked(warehouse, "search", "peace").stderr
    done = asked(warehouse, "search", "?!")
    assert (done.exit_code, done.stderr) == (1, "onrecord: There is no word in “?!” to search for.\n")
