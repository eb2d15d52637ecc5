"""What a run shows in the Prefect UI. Text of articles is escaped: the UI takes cells and pages for Markdown."""

import os
from collections.abc import Iterator
from typing import Any

import polars as pl
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from expectations.data_docs import build_data_docs
from expectations.summary import escaped, summary_markdown
from flows.report import RunReport, highlights_markdown
from warehouse.query import run_named_query

DATA_DOCS_URL = "ONRECORD_DATA_DOCS_URL"
"""Environment variable: where the folder data_docs is served, for a link. Browsers do not follow links to files."""

QUARANTINE_EXAMPLES = 3
LONGEST_CELL = 120

Row = dict[str, Any]


def show_run(
    report: RunReport,
    results: pl.DataFrame | None = None,
    quarantine: pl.DataFrame | None = None,
    documents: pl.DataFrame | None = None,
) -> None:
    """The artifacts of a run of ingest. Call it in the flow: of a task, they stand further down on the run's page.

    run-result (what it did, strongest findings), validation (what Great Expectations found), counts (by stage),
    quarantine (by table and expectation, with examples), newest-statements, documents (slowest and largest).
    """
    has_findings = report.warehouse.exists()
    findings = highlights_markdown(report) if has_findings else ""
    create_markdown_artifact(
        key="run-result", markdown=findings or "No statement and no stance was found.", description=report.headline
    )
    if results is not None:
        pages = build_data_docs(results, report.warehouse.parent / "data_docs", str(report.load_id))
        url = os.environ.get(DATA_DOCS_URL)
        where = f"[Great Expectations' own pages]({url}/index.html)" if url else f"Own pages: `{pages}`"
        create_markdown_artifact(
            key="validation", markdown=f"{summary_markdown(results)}\n{where}\n", description=report.checks[0]
        )
    _table("counts", list(counts(report)), report.headline)
    if quarantine is not None and quarantine.height:
        _table("quarantine", quarantine_rows(quarantine), "Rows kept out, by what they broke first")
    if report.load_id and has_findings:
        newest = run_named_query(report.warehouse, "newest_statements", {"load_id": report.load_id})
        if newest.height:
            shown = newest.rename({"published_on": "published"}).with_columns(pl.col("confidence").round(2))
            _table("newest-statements", shown.to_dicts(), "The newest statements of this load")
    if documents is not None and documents.height:
        shown = documents.select("title", words="word_count", seconds=pl.col("seconds").round(2), path="path")
        _table("documents", shown.to_dicts(), "The slowest and the largest documents; seconds are about right")


def counts(report: RunReport) -> Iterator[Row]:
    """One row a stage and what it counted, in the order of the stages."""
    yield _count("read", "inputs known already", report.unchanged_count)
    yield _count("read", "new or changed inputs", report.input_count)
    for reason, count in report.rejected.items():
        yield _count("clean", f"rejected: {reason}", count)
    yield _count("clean", "the same text at another place", report.duplicate_count)
    for table, count in report.quarantined_rows.items():
        yield _count("validate", f"rows of {table} in quarantine", count)
    for table, count in report.published_rows.items():
        if table != "rejected_input":
            yield _count("publish", f"rows of {table}", count)
    yield _count("publish", "new documents", report.document_count)
    yield _count("publish", "of these, nearly the same as another", report.near_duplicate_count)


def quarantine_rows(quarantine: pl.DataFrame) -> list[Row]:
    """One row a table and expectation: how many rows broke it, of how many documents, and the first of them."""
    grouped = quarantine.group_by("table_name", "expectation", maintain_order=True).agg(
        pl.len().alias("rows"),
        pl.col("document_id").n_unique().alias("documents"),
        pl.format("{}: {}", "row_key", "detail").head(QUARANTINE_EXAMPLES).str.join("; ").alias("examples"),
    )
    return grouped.sort("rows", descending=True).rename({"table_name": "table"}).to_dicts()


def _count(stage: str, what: str, count: int) -> Row:
    return {"stage": stage, "what": what, "count": count}


def _table(key: str, rows: list[Row], description: str) -> None:
    """A table of which every cell is text that shows as it is."""
    create_table_artifact(
        key=key,
        description=description,
        table=[{name: _cell(value) for name, value in row.items()} for row in rows],
    )


def _cell(value: object) -> str | int | float:
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    return escaped(text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…")
