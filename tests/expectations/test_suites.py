"""Every expectation of every suite: a sound row that it lets pass, and a row that it finds."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from expectations.checks import Check
from expectations.context import with_context
from expectations.judge import judge
from expectations.suites import suite
from expectations.thresholds import thresholds
from expectations.totals import MEASURES
from tests.expectations.builder import TODAY, merge, rows, span, to_frames
from warehouse.contract import STAGED_TABLES, TABLES

FAR = 10_000
"""A character that no test document has."""

LAST, LAST_BUT_ONE = -1, -2

BREAKS: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {
    ("dim_document", "text is not nearly empty"): (LAST, {"text": "Hello, you."}),
    ("dim_document", "published_on is not in the far future"): (LAST, {"published_on": TODAY + timedelta(days=400)}),
    ("dim_document", "published_on is filled for whole dates only"): (LAST, {"date_precision": "year"}),
    ("dim_source", "raw_ranges go forward"): (
        LAST,
        {"raw_ranges": [{"clean_start": 5, "clean_end": 1, "raw_start": 0, "raw_end": 4}]},
    ),
    ("dim_source", "raw_ranges end inside the document"): (
        LAST,
        {"raw_ranges": [{"clean_start": 0, "clean_end": FAR, "raw_start": 0, "raw_end": FAR}]},
    ),
    ("dim_actor", "actor_id is its kind and a name"): (LAST, {"actor_id": "org:Ada Holm"}),
    ("dim_actor", "name is not blank"): (LAST, {"name": " . "}),
    ("dim_actor", "country_code is three capital letters"): (LAST, {"country_code": "Norland"}),
    ("fact_sentence", "span has characters"): (LAST, {"end_char": span("Norland")["start_char"]}),
    ("fact_sentence", "span ends inside its document"): (LAST, {"end_char": FAR}),
    ("fact_sentence", "text equals its characters"): (LAST, {"text": "Other words."}),
    ("fact_sentence", "quotation is a span of the document or missing"): (LAST, {"quotation_end_char": None}),
    ("fact_mention", "span has characters"): (LAST, {"end_char": 1}),
    ("fact_mention", "span ends inside its document"): (LAST, {"end_char": FAR}),
    ("fact_mention", "text equals its characters"): (LAST, {"text": "Norland"}),
    ("fact_mention", "span is inside its sentence or in a label"): (LAST, {"sentence_index": 0}),
    ("fact_statement", "span has characters"): (LAST, {"end_char": 1}),
    ("fact_statement", "span ends inside its document"): (LAST, {"end_char": FAR}),
    ("fact_statement", "content has a piece"): (LAST, {"content_spans": []}),
    **{
        ("fact_statement", f"{role}_spans have characters"): (
            LAST_BUT_ONE,
            {f"{role}_spans": [{"start_char": 5, "end_char": 5}]},
        )
        for role in ("source", "cue", "content")
    },
    **{
        ("fact_statement", f"{role}_spans are inside the document"): (
            LAST_BUT_ONE,
            {f"{role}_spans": [{"start_char": 5, "end_char": FAR}]},
        )
        for role in ("source", "cue", "content")
    },
    **{
        ("fact_statement", f"{role}_text equals the characters of {role}_spans"): (
            LAST_BUT_ONE,
            {f"{role}_text": "other words"},
        )
        for role in ("source", "cue", "content")
    },
    ("fact_statement", "span is that of the content"): (LAST, {"end_char": span("accused")["end_char"]}),
    ("fact_statement", "span starts inside its sentence"): (LAST, {"sentence_index": 0}),
    ("fact_statement", "content is not nearly empty"): (LAST, {"content_text": "“a”"}),
    ("fact_statement", "source is outside the content"): (LAST_BUT_ONE, {"source_spans": [span("Sudland")]}),
    ("fact_statement", "statement begins inside its parent"): (LAST, {"cue_spans": [span("minister")]}),
    ("fact_statement", "statement is not its own parent"): (LAST, {"parent_statement_id": "inner-broken"}),
    ("fact_stance", "span has characters"): (LAST, {"end_char": 1}),
    ("fact_stance", "span ends inside its document"): (LAST, {"end_char": FAR}),
    ("fact_stance", "evidence_text equals its characters"): (LAST, {"evidence_text": "praised Sudland"}),
    ("fact_stance", "span starts inside its sentence"): (LAST, {"sentence_index": 0}),
    ("fact_stance", "target is a span of the document"): (LAST, {"target_end_char": FAR}),
    ("fact_stance", "target_text equals its characters"): (LAST, {"target_text": "Norland"}),
    ("fact_stance", "holder differs from target"): (LAST, {"target_actor_id": "person:Ada Holm"}),
    ("fact_stance", "act agrees with polarity"): (LAST, {"act": "AID"}),
}


def breaking_change(table: str, check: Check) -> tuple[int, dict[str, Any]]:
    """A row, counted from the end, and what to change in it so that it breaks the expectation."""
    if (table, check.name) in BREAKS:
        return BREAKS[table, check.name]
    column = TABLES[table].column(check.name.split()[0])
    if check.name.endswith("is not null"):
        return LAST, {column.name: None}
    if check.name.endswith("is a known value"):
        return LAST, {column.name: "nonsense"}
    if column.references and check.name.endswith(f"is in {column.references.split('.')[0]}"):
        return LAST, {column.name: "nobody"}
    assert column.minimum is not None, f"no breaking example for {table}: {check.name}"
    return LAST, {column.name: column.minimum - 1 if column.type == "float" else int(column.minimum) - 1}


EXPECTATIONS = [(table, check) for table in STAGED_TABLES for check in suite(table)]


@pytest.mark.parametrize(
    ("table", "check"),
    [(table, check) for table, check in EXPECTATIONS if not check.name.endswith(" is unique")],
    ids=lambda value: value.name if isinstance(value, Check) else value,
)
def test_an_expectation_finds_the_row_that_breaks_it_and_no_other(table: str, check: Check) -> None:
    row, change = breaking_change(table, check)
    broken = rows("broken")
    broken[table][row] = {**broken[table][row], **change}
    frames = to_frames(merge(rows("sound"), broken))
    (finding,) = judge(table, with_context(table, frames, {}, TODAY), [check])
    assert finding.broken == [frames[table].height + row]


@pytest.mark.parametrize("table", STAGED_TABLES)
def test_a_key_that_two_rows_have_is_found_on_both(table: str) -> None:
    (check,) = [check for check in suite(table) if check.name.endswith(" is unique")]
    frames = to_frames(merge(rows("sound"), rows("broken")))
    frames[table] = pl.concat([frames[table], frames[table].tail(1)])
    (finding,) = judge(table, with_context(table, frames, {}, TODAY), [check])
    assert finding.broken == [frames[table].height - 2, frames[table].height - 1]


def test_a_confidence_above_one_or_not_a_number_is_found() -> None:
    batch = rows()
    mention = batch["fact_mention"][0]
    batch["fact_mention"] = [{**mention, "confidence": confidence} for confidence in (1.01, float("nan"), 1.0)]
    context = with_context("fact_mention", to_frames(batch), {}, TODAY)
    checks = [check for check in suite("fact_mention") if check.name.startswith("confidence")]
    found = {finding.check.name: finding.broken for finding in judge("fact_mention", context, checks)}
    assert found == {"confidence is not null": [1], "confidence is between 0 and 1": [0]}


@pytest.mark.parametrize(
    ("start", "end", "sentence", "is_well"),
    [
        (0, 14, 0, True),
        (14, 16, 0, True),
        (15, 17, 0, False),
        (12, 15, 0, False),
        (16, 20, 1, True),
        (14, 16, 1, False),
        (96, 99, 1, True),
        (94, 99, 1, False),
    ],
    ids=[
        "in the title", "between sentences", "from between into the next", "over the end", "in the second sentence",
        "before its sentence", "after the last", "over the last's end",
    ],
)  # fmt: skip
def test_a_mention_stands_in_its_sentence_or_in_a_label_after_it(
    start: int, end: int, sentence: int, is_well: bool
) -> None:
    batch = rows()
    batch["fact_mention"][0] |= {"start_char": start, "end_char": end, "sentence_index": sentence}
    (check,) = [check for check in suite("fact_mention") if "label" in check.name]
    (finding,) = judge("fact_mention", with_context("fact_mention", to_frames(batch), {}, TODAY), [check])
    assert finding.broken == ([] if is_well else [0])


def test_a_condition_that_cannot_be_told_is_not_met() -> None:
    batch = rows()
    batch["dim_document"] = []
    (check,) = [check for check in suite("fact_sentence") if check.name == "span ends inside its document"]
    (finding,) = judge("fact_sentence", with_context("fact_sentence", to_frames(batch), {}, TODAY), [check])
    assert finding.broken == [0, 1]


def test_names_of_expectations_are_unique_in_their_table() -> None:
    names = [(table, check.name) for table, check in EXPECTATIONS]
    assert len(names) == len(set(names))


def test_every_threshold_belongs_to_an_expectation_and_has_a_limit_and_a_reason() -> None:
    used = {check.name for _, check in EXPECTATIONS} | {measure.name for measure in MEASURES}
    for name, threshold in thresholds().items():
        assert name in used
        assert threshold.reason
        assert (threshold.minimum, threshold.maximum) != (None, None)
