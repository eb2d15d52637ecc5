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
from expectations.thresholds import thresholds
from warehouse.contract import (
    DocumentKind,
    ExpectationLevel,
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
    Measure("mentions of actors of the reference data", "fact_mention", "known_mentions", "mentions"),
    Measure("stances that oppose", "fact_stance", "opposing_stances", "stances"),
    Measure("inputs that made a component fail", "rejected_input", "failed_inputs", "inputs"),
    Measure("rows in quarantine", "quarantine", "quarantined_rows", "rows"),
)


def aggregate(batch: GateResult) -> pl.DataFrame:
    """One row of counts, which the measures divide by each other. Good rows are counted, and those in quarantine."""
    good = batch.good
    rows = sum(frame.height for frame in good.values())
    documents, mentions = good["dim_document"], good["fact_mention"]
    statements, stances = good["fact_statement"], good["fact_stance"]
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
        "mentions": mentions.height,
        "known_mentions": mentions.join(good["dim_actor"].filter("in_reference"), on="actor_id", how="semi").height,
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
    totals: dict[str, int] = pl.concat(counted).sum().row(0, named=True) if counted else {}
    sizes = {measure: totals.get(measure.of, 0) for measure in MEASURES}
    values = {
        measure.name: measure.per * totals[measure.count] / size
        for measure, size in sizes.items()
        if size >= thresholds()[measure.name].minimum_rows_to_judge
    }
    checks = [run_check(measure) for measure in MEASURES if measure.name in values]
    findings = judge("run", pl.DataFrame([values]), checks) if values else []
    is_broken = {finding.check.columns[0]: bool(finding.broken) for finding in findings}
    rows = [
        _judged(measure, values[measure.name], size, is_broken[measure.name])
        if measure.name in values
        else _not_judged(measure, size)
        for measure, size in sizes.items()
    ]
    return pl.DataFrame(rows, schema=RESULT_SCHEMA, orient="row")


def run_check(measure: Measure) -> Check:
    """The expectation on a measure of the whole run."""
    limits = thresholds()[measure.name]
    return between(measure.name, limits.minimum, limits.maximum)


def _judged(measure: Measure, value: float, size: int, is_broken: bool) -> dict[str, object]:
    wanted = run_check(measure).name.removeprefix(f"{measure.name} is ")
    reason = f": {thresholds()[measure.name].reason}" if is_broken else ""
    detail = f"{value:.3g}, wanted {wanted}{reason}"
    return result(measure.table, measure.name, ExpectationLevel.TABLE, size, int(is_broken), detail)


def _not_judged(measure: Measure, size: int) -> dict[str, object]:
    threshold = thresholds()[measure.name]
    detail = f"not judged: {size} of the {threshold.minimum_rows_to_judge} {threshold.unit} needed"
    return result(measure.table, measure.name, ExpectationLevel.TABLE, 0, 0, detail)


def _count(frame: pl.DataFrame, condition: pl.Expr) -> int:
    return frame.filter(condition).height
