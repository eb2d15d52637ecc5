"""The commands as a person runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from flows.cli import main

ARTICLES = Path(__file__).parent.parent.parent / "seeds" / "articles"


def onrecord(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def fails_in_one_line(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and done.stderr.startswith("onrecord: ") and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_for_itself_and_for_its_options(command: str) -> None:
    found = main.commands[command]
    assert found.help
    assert [option.name for option in found.params if isinstance(option, click.Option) and not option.help] == []


def test_extract_prints_a_line_for_each_document_in_the_order_of_the_input(tmp_path: Path) -> None:
    text = (ARTICLES / "voa-nato-russia-talks.txt").read_text(encoding="utf-8")
    lines = [{"document": "b", "text": text}, {"document": "a", "text": ""}, {"document": "c", "text": text}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = onrecord("extract", tmp_path / "in.jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["document"] for row in found] == ["b", "a", "c"]
    assert found[1] == {"document": "a", "statements": [], "stances": []}
    assert found[0]["statements"] == found[2]["statements"] != []


def test_spans_of_extract_are_characters_of_the_raw_text() -> None:
    article = ARTICLES / "voa-nato-russia-talks.txt"
    raw = article.read_text(encoding="utf-8")
    (found,) = map(json.loads, onrecord("extract", article).stdout.splitlines())
    assert found["document"] == article.name
    words = {raw[start:end] for statement in found["statements"] for start, end in statement["cue"]}
    assert {"said", "told"} <= words
    assert "Smith expressed U.S. solidarity with Ukraine" in {raw[slice(*row["evidence"])] for row in found["stances"]}


def test_pairs_prints_a_line_for_each_pair_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "Ruritania accused Freedonia of arming the rebels."
    rows = [
        {"id": "b", "text": text, "holder": [0, 9], "target": [18, 27]},
        {"id": "a", "text": text, "holder": None, "target": [18, 27]},
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = [json.loads(line) for line in onrecord("pairs", tmp_path / "pairs.jsonl").stdout.splitlines()]
    assert [row["id"] for row in found] == ["b", "a"]
    assert (found[0]["polarity"], found[0]["act"]) == ("oppose", "ACCUSE")
    assert set(found[0]["scores"]) == {"none", "support", "oppose"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 2 is not JSON"),
        ('{"id": "a"}', 'line 2 is no object with a "text"'),
        ('{"text": "Hi", "holder": null, "target": [1, 9]}', 'line 2: "target" must be [start, end]'),
    ],
)
def test_a_line_that_is_no_pair_is_one_clear_line_and_nothing_is_printed(
    line: str, complaint: str, tmp_path: Path
) -> None:
    good = '{"text": "Ann praised Bob.", "holder": [0, 3], "target": [12, 15]}'
    (tmp_path / "pairs.jsonl").write_text(f"{good}\n{line}\n", encoding="utf-8")
    done = onrecord("pairs", tmp_path / "pairs.jsonl", "--profile", "fast")
    assert fails_in_one_line(done)
    assert complaint in done.stderr
    assert done.stdout == ""


def test_a_missing_path_is_one_clear_line(tmp_path: Path) -> None:
    done = onrecord("run", tmp_path / "nowhere", folder=tmp_path)
    assert fails_in_one_line(done)
    assert "nowhere does not exist" in done.stderr
    assert not (tmp_path / ".onrecord").exists()


def test_an_empty_folder_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    done = onrecord("run", tmp_path / "nothing", folder=tmp_path)
    assert fails_in_one_line(done)
    assert "nothing" in done.stderr


def test_a_file_that_is_no_warehouse_is_one_clear_line_and_stays_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a database", encoding="utf-8")
    done = onrecord("run", ARTICLES / "voa-nato-russia-talks.txt", "--warehouse", other, folder=tmp_path)
    assert fails_in_one_line(done)
    assert "cannot be opened as a warehouse" in done.stderr
    assert other.read_text(encoding="utf-8") == "not a database"


def test_run_says_what_it_did_and_how_to_go_on(tmp_path: Path) -> None:
    done = onrecord("run", ARTICLES / "voa-nato-russia-talks.txt", folder=tmp_path)
    assert done.returncode == 0
    for words in ("1 document published", "Strongest statements", "Strongest stances", " sql "):
        assert words in done.stdout
    assert done.stderr == ""
    again = onrecord("run", ARTICLES / "voa-nato-russia-talks.txt", folder=tmp_path)
    assert "Nothing new" in again.stdout
    asked = onrecord("sql", "SELECT count(*) AS n FROM fact_stance", "--format", "json", folder=tmp_path)
    assert json.loads(asked.stdout)[0]["n"] > 0
    assert onrecord("sql", "SELECT 1 AS one", "--format", "csv", folder=tmp_path).stdout == "one\n1\n"
    cookbook = Path(__file__).parent.parent.parent / "warehouse" / "queries"
    assert "Smith" in onrecord("sql", "--file", cookbook / "said_about.sql", folder=tmp_path).stdout
    assert onrecord("sql", folder=tmp_path).returncode == 2
    assert fails_in_one_line(onrecord("sql", "DELETE FROM fact_stance", folder=tmp_path))
    assert fails_in_one_line(onrecord("sql", "SELECT nonsense", folder=tmp_path))


def test_doctor_finds_nothing_wrong(tmp_path: Path) -> None:
    done = onrecord("doctor", folder=tmp_path)
    assert done.returncode == 0
    assert "language model" in done.stdout
    assert "FAIL" not in done.stdout
