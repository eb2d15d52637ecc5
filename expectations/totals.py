"""Shares over a whole run that would betray a broken model, though each row for itself looks right.

Each batch is counted into one small frame; the frames are added up, so memory does not grow with the run.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from expectations.checks import Check, between
from expectations.gate import GateResult
from expectations.judge import judge
from expectations.results import RESULT_SCHEMA, result
from expectations.thresholds import Threshold, thresholds
from warehouse.contract import (
    DocumentKind,
    ExpectationLevel,
    LinkReason,
    Polarity,
    QuoteType,
    RejectionReason,
)

LONG_ARTICLE_WORDS = 300


@dataclass(frozen=True)
class Measure:
    """`count` for each `per` of `of`; both name columns of the totals. Its limits are in thresholds.csv by its name."""

    name: str
    table: str
    count: str
    of: str
    per: int = 1


MEASURES = (
    Measure("long articles with a statement", "dim_document", "long_articles_with_statement", "long_articles"),
    Measure("sentences per 1000 words", "fact_sentence", "sentences", "words", 1000),
    Measure("statements per 1000 words", "fact_statement", "statements", "words", 1000),
    Measure("stances per 1000 words", "fact_stance", "stances", "words", 1000),
    Measure("statements with a source", "fact_statement", "statements_with_source", "statements"),
    Measure("statements with quotation marks", "fact_statement", "statements_with_marks", "statements"),
    Measure("mentions linked by more than their surface", "fact_mention", "linked_mentions", "mentions"),
    Measure("stances that oppose", "fact_stance", "opposing_stances", "stances"),
    Measure("inputs that made a component fail", "rejected_input", "failed_inputs", "inputs"),
    Measure("rows in quarantine", "quarantine", "quarantined_rows", "rows"),
)


def aggregate(batch: GateResult) -> pl.DataFrame:
    """One row of counts, which the measures divide by each other. Good rows are counted, and those in quarantine."""
    good = batch.good
    rows = sum(frame.height for frame in good.values())
    documents, statements, stances = good["dim_document"], good["fact_statement"], good["fact_stance"]
    long_articles = documents.filter(
        pl.col("word_count") >= LONG_ARTICLE_WORDS, pl.col("document_kind") == DocumentKind.ARTICLE
    )
    counts = {
        "long_articles": long_articles.height,
        "long_articles_with_statement": long_articles.join(statements, on="document_id", how="semi").height,
        "words": documents["word_count"].sum(),
        "sentences": good["fact_sentence"].height,
        "statements": statements.height,
        "statements_with_source": statements["source_text"].count(),
        "statements_with_marks": _count(statements, pl.col("quote_type") != QuoteType.INDIRECT),
        "mentions": good["fact_mention"].height,
        "linked_mentions": _count(good["fact_mention"], pl.col("link_reason") != LinkReason.SURFACE),
        "stances": stances.height,
        "opposing_stances": _count(stances, pl.col("polarity") == Polarity.OPPOSE),
        "inputs": good["dim_source"].height + good["rejected_input"].height,
        "failed_inputs": _count(good["rejected_input"], pl.col("reason") == RejectionReason.FAILED),
        "rows": rows + batch.quarantined.height,
        "quarantined_rows": batch.quarantined.height,
    }
    return pl.DataFrame([counts], schema=dict.fromkeys(counts, pl.Int64))


def judge_run(aggregates: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The table-level rows of expectation_result for a run, from its batches' aggregates.

    A measure of fewer rows than its threshold asks for is not judged, which its detail says. Raises CheckCrashed.
    """
    counted = list(aggregates)
    totals = pl.concat(counted).sum().row(0, named=True) if counted else {}
    rows = []
    for measure in MEASURES:
        limits = thresholds()[measure.name]
        size = totals.get(measure.of, 0)
        if size < limits.minimum_rows_to_judge:
            detail = f"not judged: {size} of the {limits.minimum_rows_to_judge} {limits.unit} needed"
            rows.append(result(measure.table, measure.name, ExpectationLevel.TABLE, 0, 0, detail))
        else:
            value = measure.per * totals[measure.count] / size
            rows.append(_judge_measure(measure, limits, value, size))
    return pl.DataFrame(rows, schema=RESULT_SCHEMA, orient="row")


def run_check(measure: Measure) -> Check:
    """The expectation on a measure of the whole run."""
    limits = thresholds()[measure.name]
    return between(measure.name, limits.minimum, limits.maximum)


def _judge_measure(measure: Measure, limits: Threshold, value: float, size: int) -> dict[str, object]:
    check = run_check(measure)
    (finding,) = judge(measure.table, pl.DataFrame({measure.name: [value]}), [check])
    wanted = check.name.removeprefix(f"{measure.name} is ")
    detail = f"{value:.3g}, wanted {wanted}" + (f": {limits.reason}" if finding.broken else "")
    return result(measure.table, measure.name, ExpectationLevel.TABLE, size, len(finding.broken), detail)


def _count(frame: pl.DataFrame, condition: pl.Expr) -> int:
    return frame.filter(condition).height
