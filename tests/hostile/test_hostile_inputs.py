"""One run over every hostile input: it ends well, accounts for each, and keeps memory, time and terminal in bounds."""

import csv
import io
import os
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile_inputs import ARTICLE, PAYLOADS, Hostile, padded, write, write_special_files
from spacy.language import Language

from flows.output import rendered
from transforms.read import printable
from warehouse.deep import deep_findings
from warehouse.query import run_sql

MOST_BYTES = 2 * 2**30
MOST_SECONDS = 400
"""Of one processor for all of them: some 150 on a machine of 2026, of which 20 are libraries that load."""

FOUND = (
    "SELECT path, coalesce(record, 0) AS record, 'accept' AS outcome, document_id FROM dim_source "
    "UNION ALL SELECT path, coalesce(record, 0), reason, NULL FROM rejected_input ORDER BY path, record"
)


@dataclass(frozen=True)
class Run:
    inputs: dict[Path, Hostile]
    special: dict[Path, str]
    warehouse: Path
    code: int
    output: str
    seconds: float
    peak_bytes: int
    found: dict[str, list[tuple[str, str | None]]]
    """(outcome, document_id) of each record, by path."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("hostile")
    inputs = write(folder / "in")
    special = write_special_files(folder / "special")
    warehouse = folder / "home's [1] {x} *" / "w'; --.duckdb"
    paths = [folder / "in", folder / "special" / "inside"]
    command = [sys.executable, "-m", "flows.cli", "run", *map(str, paths), "--warehouse", str(warehouse)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [*command, "--profile", "fast", "--workers", "1", "--verbose"],
            cwd=Path(__file__).parent.parent.parent, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # or Popen would wait for it again
    found: dict[str, list[tuple[str, str | None]]] = {}
    if warehouse.exists():
        for path, _, outcome, document_id in run_sql(warehouse, FOUND).rows():
            found.setdefault(path, []).append((outcome, document_id))
    unit = 1 if sys.platform == "darwin" else 1024
    written = (folder / "output").read_text(encoding="utf-8")
    seconds = used.ru_utime + used.ru_stime
    return Run(inputs, special, warehouse, process.returncode, written, seconds, used.ru_maxrss * unit, found)


def test_the_run_ends_well_within_its_bounds(run: Run) -> None:
    assert run.code == 0, run.output[-3000:]
    assert "Traceback" not in run.output
    assert run.peak_bytes < MOST_BYTES
    assert run.seconds < MOST_SECONDS


def test_every_input_becomes_what_the_table_says(run: Run) -> None:
    expected = {
        printable(path): one.outcome if isinstance(one.outcome, list) else [one.outcome]
        for path, one in run.inputs.items()
    }
    expected |= {printable(path): [reason] for path, reason in run.special.items() if reason != "skip"}
    assert {path: [outcome for outcome, _ in records] for path, records in run.found.items()} == expected
    assert len(expected) >= 100


def test_what_is_damaged_reads_as_the_undamaged_text(run: Run) -> None:
    (plain,) = [path for path in run.inputs if path.name == "plain.txt"]
    ((_, same),) = run.found[printable(plain)]
    others = {printable(path): run.found[printable(path)] for path, one in run.inputs.items() if one.same_text}
    assert others == {path: [("accept", same)] for path in others}
    assert len(others) > 40


def test_no_link_leads_out_of_its_folder(run: Run) -> None:
    assert run_sql(run.warehouse, "SELECT * FROM dim_document WHERE contains(text, 'secret')").height == 0


def test_the_warehouse_is_whole(run: Run) -> None:
    assert [finding for finding in deep_findings(run.warehouse) if not finding.is_well] == []
    assert run_sql(run.warehouse, "SELECT sum(quarantined_row_count) FROM load").row(0) == (0,)


def test_titles_and_texts_hold_no_control_characters(run: Run) -> None:
    columns = "title, author, dateline, date_text, publisher, url, text"
    for row in run_sql(run.warehouse, f"SELECT {columns} FROM dim_document").rows():
        characters = "".join(value or "" for value in row).replace("\n", "")
        assert {unicodedata.category(character) for character in characters} & {"Cc", "Cf", "Cs"} == set()


def test_payloads_are_kept_as_the_text_that_they_are(run: Run) -> None:
    titles = set(run_sql(run.warehouse, "SELECT title FROM dim_document").to_series())
    assert {PAYLOADS[name] for name in ("sql", "html", "markdown", "formula", "command", "template", "path")} <= titles


def test_a_terminal_is_told_nothing_but_text(run: Run) -> None:
    assert run.output.replace("\n", " ").isprintable()
    table = rendered(
        run_sql(run.warehouse, "SELECT path, title FROM dim_source JOIN dim_document USING (document_id)"), "table"
    )
    assert table.replace("\n", " ").isprintable()


def test_no_cell_of_a_csv_is_a_formula(run: Run) -> None:
    frame = run_sql(
        run.warehouse,
        "SELECT title, author, path, parse_filename(path) AS name, -word_count AS count "
        "FROM dim_source JOIN dim_document USING (document_id)",
    )
    rows = list(csv.reader(io.StringIO(rendered(frame, "csv"))))[1:]
    assert [cell for row in rows for cell in row[:4] if cell[:1] in tuple("=+-@\t\r")] == []
    assert "'" + PAYLOADS["formula"] in {row[0] for row in rows} | {row[1] for row in rows}
    assert any(row[3] == "'-rf --help.txt" for row in rows)
    assert all(int(row[4]) < 0 for row in rows)


def test_no_page_holds_markup_of_an_article(run: Run) -> None:
    pages = list((run.warehouse.parent / "data_docs").rglob("*.html"))
    assert pages
    for page in pages:
        assert "alert(1)" not in page.read_text(encoding="utf-8")


FLOODS = {
    "capitals without end": "THE COUNCIL SAID NO TO THE PLAN AND WENT HOME ",
    "sayings in sayings": "he said that she said that ",
    "short quotations": '"No," he said. ',
    "quotations that never close": "“Never again ",
    "names": "Sergei Lavrov, Joe Biden and Anna Berg met Russia and NATO. ",
    "labels": "MR. PRICE: I reject it.\n\nQ Why?\n\n",
    "combining marks": "a\u0301\u0327\u0301\u0327 ",
    "links": "[a](b(c ",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_costs_no_more_than_its_length(flood: str, rules: Language) -> None:
    from transforms.documents import RawDocument
    from transforms.extract import extract

    def seconds(characters: int) -> float:
        text = padded(FLOODS[flood] * (characters // len(FLOODS[flood]))).decode()
        started = time.process_time()
        extract([RawDocument("p", None, "h", len(text), "utf-8", text)], rules, "1")
        return time.process_time() - started

    seconds(1_000)  # what is loaded once
    assert seconds(16_000) < 8 * seconds(4_000) + 1  # linear: 4; quadratic: 16


def test_the_article_that_all_are_made_of_is_one() -> None:
    assert ARTICLE.count("\n\n") == 2
