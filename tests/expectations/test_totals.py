import polars as pl
import pytest

from expectations.gate import gate
from expectations.results import failures
from expectations.thresholds import thresholds
from expectations.totals import MEASURES, Measure, aggregate, judge_run
from tests.expectations.builder import TODAY, rows, to_frames

SOUND = {
    "long_articles": 100,
    "long_articles_with_statement": 90,
    "words": 50_000,
    "sentences": 2_000,
    "statements": 1_000,
    "statements_with_source": 900,
    "statements_with_marks": 400,
    "mentions": 4_000,
    "known_mentions": 2_000,
    "stances": 600,
    "opposing_stances": 350,
    "inputs": 200,
    "failed_inputs": 1,
    "rows": 10_000,
    "quarantined_rows": 20,
}


def frame(**changes: int) -> pl.DataFrame:
    return pl.DataFrame([SOUND | changes])


def broken_names(results: pl.DataFrame) -> list[str]:
    return failures(results)["expectation"].to_list()


LIMITS = [
    (measure, limit)
    for measure in MEASURES
    for limit in (thresholds()[measure.name].minimum, thresholds()[measure.name].maximum)
    if limit is not None
]


@pytest.mark.parametrize(("measure", "limit"), LIMITS, ids=lambda value: getattr(value, "name", value))
def test_a_measure_beyond_its_limit_stops_the_publication(measure: Measure, limit: float) -> None:
    is_minimum = limit == thresholds()[measure.name].minimum
    at_limit = limit * SOUND[measure.of] / measure.per
    beyond = int(at_limit) - 1 if is_minimum else int(at_limit) + 1
    assert measure.name in broken_names(judge_run([frame(**{measure.count: beyond})]))
    assert measure.name not in broken_names(judge_run([frame(**{measure.count: round(at_limit)})]))


def test_a_sound_run_meets_every_measure() -> None:
    results = judge_run([frame()])
    assert results["is_met"].all()
    assert results.height == len(MEASURES)


def test_a_run_is_judged_on_the_sum_of_its_batches() -> None:
    opposing = frame(opposing_stances=SOUND["stances"])
    supporting = frame(opposing_stances=0)
    assert broken_names(judge_run([opposing])) == ["stances that oppose"]
    assert broken_names(judge_run([opposing, supporting])) == []


def test_a_measure_of_too_few_rows_is_not_judged_and_says_so() -> None:
    results = judge_run([frame(stances=10, opposing_stances=10)])
    (row,) = results.filter(expectation="stances that oppose").to_dicts()
    assert row["is_met"]
    assert row["evaluated_row_count"] == 0
    assert row["detail"] == "not judged: 10 of the 300 stances needed"


def test_a_run_without_batches_is_not_judged() -> None:
    assert judge_run([])["evaluated_row_count"].sum() == 0


def test_aggregates_count_good_rows_and_those_in_quarantine() -> None:
    batch = rows()
    batch["fact_stance"][0]["act"] = "AID"
    (counts,) = aggregate(gate(to_frames(batch), today=TODAY)).to_dicts()
    expected = {
        "words": 15, "sentences": 2, "statements": 2, "statements_with_source": 1, "statements_with_marks": 1,
        "mentions": 1, "known_mentions": 1, "stances": 0, "inputs": 2, "failed_inputs": 0, "rows": 11,
        "quarantined_rows": 1, "long_articles": 0,
    }  # fmt: skip
    assert expected.items() <= counts.items()
    assert set(counts) == set(SOUND)
