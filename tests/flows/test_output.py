"""Text of articles in what the commands print."""

import json

import polars as pl
import pytest
from spacy.language import Language

from flows.cli import fail
from flows.extract import extract_lines
from flows.output import rendered
from flows.terminal import shown
from transforms.documents import Rejection
from warehouse.contract import RejectionReason


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        (" \u200b=1+1", "' \u200b=1+1"),
        ("two = 2", "two = 2"),
        ("“-1”", "“-1”"),
        ("", '""'),
    ],
)
def test_a_text_that_a_spreadsheet_would_calculate_gets_an_apostrophe(cell: str, written: str) -> None:
    assert rendered(pl.DataFrame({"text": [cell]}), "csv") == f"text\n{written}\n"


def test_numbers_dates_and_nulls_of_a_csv_stay_as_they_are() -> None:
    frame = pl.DataFrame({"number": [-1], "share": [-0.5], "nothing": [None], "spans": [[{"start_char": -1}]]})
    assert rendered(frame, "csv") == 'number,share,nothing,spans\n-1,-0.5,,"[{""start_char"": -1}]"\n'


def test_a_table_moves_no_cursor_and_json_keeps_the_text() -> None:
    frame = pl.DataFrame({"path": ["a\x1b[2J\u202eb"]})
    assert shown(rendered(frame, "table"), keep="\n") == rendered(frame, "table")
    assert json.loads(rendered(frame, "json")) == [{"path": "a\x1b[2J\u202eb"}]


def test_an_error_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fail("cannot convert \x1b[31mred\x9b and\n\u202eturned")
    assert capsys.readouterr().err == "onrecord: cannot convert �[31mred� and �turned\n"


def test_json_lines_hold_no_character_that_a_terminal_obeys(rules: Language) -> None:
    name = "a\x9b31m\u2028\u202eb\x1b"
    (line,) = extract_lines([Rejection("p", 1, "h", RejectionReason.EMPTY, "empty", name)], rules)
    assert line.isprintable()
    assert json.loads(line)["document"] == name
