from pathlib import Path

import polars as pl
import pytest

from expectations.data_docs import build_data_docs
from expectations.results import QUARANTINE_SCHEMA, RESULT_SCHEMA, combine, combine_quarantined, failures, result
from expectations.suites import structure, suite
from expectations.summary import summary_lines, summary_markdown
from expectations.totals import MEASURES, judge_run
from warehouse.contract import STAGED_TABLES, ExpectationLevel

HOSTILE = 'd1|2: text = "<script>alert(1)</script> | `rm` [x](http://y) **bold** $5 $name {z} %s"\n\x1b[31m\x9b31m'


def frame(*results: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(results, schema=RESULT_SCHEMA, orient="row")


def text_is_equal(evaluated: int, unexpected: int, detail: str | None = None) -> dict[str, object]:
    name = "text equals its characters"
    return result("fact_sentence", name, ExpectationLevel.ROW, evaluated, unexpected, detail)


@pytest.fixture
def broken() -> pl.DataFrame:
    words = result("fact_stance", "stances per 1000 words", ExpectationLevel.TABLE, 90_000, 1, "0, wanted more")
    met = result("fact_mention", "text is not null", ExpectationLevel.ROW, 1_200, 0, None)
    return frame(text_is_equal(2_000, 3, HOSTILE), met, words)


def test_batches_are_added_up_and_the_first_example_is_kept() -> None:
    batches = [frame(text_is_equal(10, 0)), frame(text_is_equal(20, 2, "a")), frame(text_is_equal(5, 1, "b"))]
    assert combine(batches).to_dicts() == [text_is_equal(35, 3, "a")]


def test_no_batches_give_no_results() -> None:
    assert combine([]).schema == RESULT_SCHEMA


def test_rows_of_one_key_are_numbered_over_the_batches_of_a_run() -> None:
    row = {"table_name": "dim_actor", "row_key": "org:X", "expectation": "e", "detail": "d", "row_json": "{}"}
    batch = pl.DataFrame([row], schema=QUARANTINE_SCHEMA)
    other = pl.DataFrame([{**row, "table_name": "fact_mention"}], schema=QUARANTINE_SCHEMA)
    assert combine_quarantined([batch, other, batch])["row_key"].to_list() == ["org:X", "org:X", "org:X#2"]
    assert combine_quarantined([]).schema == QUARANTINE_SCHEMA


def test_only_expectations_of_the_table_stop_the_publication(broken: pl.DataFrame) -> None:
    assert failures(broken)["expectation"].to_list() == ["stances per 1000 words"]
    assert failures(broken, ExpectationLevel.ROW)["expectation"].to_list() == ["text equals its characters"]


def test_the_summary_names_what_stops_the_publication_first_and_counts_every_table(broken: pl.DataFrame) -> None:
    text = summary_markdown(broken)
    assert text.startswith("**2 of 3 expectations broken**")
    assert text.index("stances per 1000 words") < text.index("text equals its characters")
    assert "| fact\\_mention | 1 of 1 | 1,200 |" in text


def test_text_of_articles_cannot_write_markdown_or_html(broken: pl.DataFrame) -> None:
    (line,) = [line for line in summary_markdown(broken).splitlines() if "script" in line]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\| \\`rm\\` \\[x\\](http://y) \\*\\*bold\\*\\*" in line
    assert line.endswith(" |")


def test_text_of_articles_cannot_move_the_cursor(broken: pl.DataFrame) -> None:
    lines = summary_lines(broken)
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)


def test_a_run_without_failures_is_summed_up_in_a_line() -> None:
    assert summary_lines(frame(text_is_equal(10, 0))) == ["All 1 expectations met"]
    assert "broken" not in summary_markdown(frame(text_is_equal(10, 0)))


def test_data_docs_have_a_page_a_table_and_print_no_markup_of_articles(tmp_path: Path, broken: pl.DataFrame) -> None:
    index = build_data_docs(broken, tmp_path / "docs", "20261125T170000-3328ad")  # which is no time of day
    pages = {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "docs" / "validations").rglob("*.html")
    }
    assert "fact_sentence" in index.read_text(encoding="utf-8")
    assert set(pages) == {"fact_sentence.html", "fact_stance.html", "fact_mention.html"}
    assert "text equals its characters" in pages["fact_sentence.html"]
    assert "&lt;script&gt;alert(1)" in pages["fact_sentence.html"]
    assert "<script>alert(1)" not in pages["fact_sentence.html"]


def test_data_docs_know_every_expectation_of_a_run(tmp_path: Path) -> None:
    of_rows = [
        result(table, check.name, ExpectationLevel.ROW, 10, 1, "an example")
        for table in STAGED_TABLES
        for check in (structure(table), *suite(table))
    ]
    build_data_docs(combine([frame(*of_rows), judge_run([])]), tmp_path, "run-1")
    pages = {path.stem for path in (tmp_path / "validations").rglob("*.html")}
    assert pages == {*STAGED_TABLES, *(measure.table for measure in MEASURES)}
