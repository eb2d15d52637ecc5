"""The gate: parts the good rows of a batch from those that break an expectation or depend on one that does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from expectations.cascade import Broken, cascade, row_key
from expectations.context import with_context
from expectations.judge import Finding, judge, validate
from expectations.results import QUARANTINE_SCHEMA, RESULT_SCHEMA, combine_quarantined, result
from expectations.suites import columns_and_types, structure, suite
from warehouse.contract import STAGED_TABLES, TABLES, ExpectationLevel, RejectionReason, polars_schema

EXAMPLES = 3
LONGEST_VALUE = 80
_BROKEN_SCHEMA = {"row": pl.UInt32, "expectation": pl.String, "detail": pl.String}


class BrokenStructure(Exception):
    """A staged frame does not have the columns and types that the contract gives its table: a bug, not bad data."""


@dataclass(frozen=True)
class GateResult:
    """What became of a batch. For every table, rows in = rows of `good` + rows of `quarantined`.

    `quarantined` has the columns of table quarantine, `results` those of expectation_result, both without load_id.
    `rejected_inputs` has those of rejected_input: the inputs (rows of dim_source) whose document was quarantined.
    """

    good: dict[str, pl.DataFrame]
    quarantined: pl.DataFrame
    results: pl.DataFrame
    rejected_inputs: pl.DataFrame

    @property
    def quarantined_document_ids(self) -> frozenset[str]:
        """The documents of which nothing may be published."""
        documents = self.quarantined.filter(pl.col("table_name") == "dim_document")
        return frozenset(documents["document_id"].drop_nulls())


def gate(
    frames: Mapping[str, pl.DataFrame], *, today: date, known: Mapping[str, pl.Series] | None = None
) -> GateResult:
    """Judges the staged rows of some documents, all rows of a table in one frame; a table without rows may be missing.

    Rows are unique by the keys of the contract: actors and documents that several batches hold are merged before.
    `known` names values that are published already and that rows may refer to, by reference
    ("dim_document.document_id"). Raises BrokenStructure and CheckCrashed.
    """
    unknown = set(frames) - set(STAGED_TABLES)
    if unknown:
        raise BrokenStructure(f"no staged table of the contract: {', '.join(sorted(unknown))}")
    staged = {
        table: frames.get(table, pl.DataFrame(schema=polars_schema(TABLES[table], staged=True)))
        for table in STAGED_TABLES
    }
    results = [_check_structure(table, frame) for table, frame in staged.items() if table in frames]
    broken: Broken = {}
    for table, frame in staged.items():
        broken[table], found = _check_rows(table, frame, with_context(table, staged, known or {}, today))
        results += found
    broken = cascade(staged, broken)
    return GateResult(
        good={table: _without(frame, broken[table]) for table, frame in staged.items()},
        quarantined=combine_quarantined(_quarantine(table, frame, broken[table]) for table, frame in staged.items()),
        results=pl.DataFrame(results, schema=RESULT_SCHEMA, orient="row"),
        rejected_inputs=_rejected_inputs(staged["dim_source"], broken["dim_source"]),
    )


def _check_structure(table: str, frame: pl.DataFrame) -> dict[str, object]:
    """Great Expectations compares the names of the columns of an empty frame."""
    check = structure(table)
    wanted, found = check.columns, columns_and_types(frame.schema)
    (outcome,) = validate(table, pl.DataFrame(schema=dict.fromkeys(found, pl.Boolean)), [check])
    if not outcome.success:
        missing = ", ".join(column for column in wanted if column not in found) or "none"
        surplus = ", ".join(column for column in found if column not in wanted) or "none"
        raise BrokenStructure(f"{table}: columns of the contract missing: {missing}; others: {surplus}; or their order")
    return result(table, check.name, ExpectationLevel.TABLE, frame.height, 0, None)


def _check_rows(table: str, frame: pl.DataFrame, context: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, object]]]:
    """The table's broken rows with the first expectation that each broke, and a result for every expectation."""
    if frame.is_empty():
        return pl.DataFrame(schema=_BROKEN_SCHEMA), []
    keys = frame.select(row_key(table)).to_series()
    results: list[dict[str, object]] = []
    first: dict[int, tuple[str, str]] = {}
    for finding in judge(table, context, suite(table)):
        name, details = finding.check.name, _details(finding, context)
        for row, detail in zip(finding.broken, details, strict=True):
            first.setdefault(row, (name, detail))
        found = [f"{keys[row]}: {detail}" for row, detail in zip(finding.broken, details[:EXAMPLES], strict=False)]
        examples = "; ".join(found) or None
        results.append(result(table, name, ExpectationLevel.ROW, finding.evaluated, len(finding.broken), examples))
    rows = [(row, *first[row]) for row in sorted(first)]
    return pl.DataFrame(rows, schema=_BROKEN_SCHEMA, orient="row"), results


def _details(finding: Finding, context: pl.DataFrame) -> list[str]:
    """For each broken row the values that broke the expectation."""
    if not finding.broken:
        return []
    computed = [finding.check.expression] if finding.check.expression is not None else []
    shows = finding.check.shows or finding.check.columns
    values = context[finding.broken].with_columns(computed).select(shows)
    return [", ".join(f"{name} = {_shorten(value)}" for name, value in row.items()) for row in values.to_dicts()]


def _shorten(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _without(frame: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("row").join(broken, on="row", how="anti", maintain_order="left").drop("row")


def _quarantine(table: str, frame: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """The table's broken rows as rows of table quarantine."""
    document_id = pl.col("document_id") if "document_id" in frame.columns else pl.lit(None, dtype=pl.String)
    rows = frame[broken["row"]].select(
        table_name=pl.lit(table),
        row_key=row_key(table),
        document_id=document_id,
        row_json=pl.struct(frame.columns).struct.json_encode(),
    )
    return rows.with_columns(broken["expectation"], broken["detail"]).select(QUARANTINE_SCHEMA.names())


def _rejected_inputs(sources: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """Inputs to report as rejected. A row without the columns that name an input is in quarantine only."""
    return (
        sources.with_row_index("row")
        .join(broken, on="row", maintain_order="left")
        .with_columns(
            reason=pl.lit(RejectionReason.QUARANTINED.value), detail=pl.format("{}: {}", "expectation", "detail")
        )
        .select(polars_schema(TABLES["rejected_input"], staged=True).names())
        .drop_nulls(["source_id", "path", "raw_hash"])
        .unique("source_id", keep="first", maintain_order=True)
    )
