import polars as pl
import pytest

from expectations.checks import Check, between, holds, matches, not_null
from expectations.judge import CheckCrashed, judge

FRAME = pl.DataFrame({"name": ["a", "b", None], "size": [1, 2, 3]})


def test_findings_come_in_the_order_of_the_checks_with_all_positions() -> None:
    checks = [between("size", 2, 2), not_null("name"), holds("size is even", pl.col("size") % 2 == 0, "size")]
    assert [finding.broken for finding in judge("table", FRAME, checks)] == [[0, 2], [2], [0, 2]]


def test_an_empty_frame_breaks_nothing() -> None:
    (finding,) = judge("table", FRAME.clear(), [not_null("name")])
    assert (finding.evaluated, finding.broken) == (0, [])


@pytest.mark.parametrize(
    "check",
    [
        between("name", 0, 1),
        matches("name is well-formed", "name", "("),
        Check("names have a z", "ExpectColumnDistinctValuesToContainSet", {"column": "name", "value_set": ["z"]}, ()),
    ],
    ids=["text compared with numbers", "broken pattern", "no rows named"],
)
def test_a_check_that_crashed_is_no_verdict_on_the_data(check: Check) -> None:
    with pytest.raises(CheckCrashed, match=check.name):
        judge("table", FRAME, [not_null("size"), check])
