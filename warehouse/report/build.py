"""Builds the report: reads the warehouse, draws the charts, and writes the page all at once."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from warehouse.errors import NotWritable, one_line
from warehouse.report.charts import (
    matrix_chart,
    pair_words,
    period_words,
    point_words,
    rule_name,
    rules_chart,
    speakers_chart,
    timeline_chart,
)
from warehouse.report.findings import Findings, read_findings
from warehouse.report.last_report import MARKER, LastReport, last_report
from warehouse.report.network import network_of
from warehouse.report.sentences import plain
from warehouse.report.sides import Side, side_of


@dataclass(frozen=True, kw_only=True)
class BuiltReport:
    """The page that was written, and what stands at its top."""

    path: Path
    byte_count: int
    document_count: int
    statement_count: int
    stance_count: int
    new_stance_count: int | None
    """Stances that came since the last report; None where there was none."""

    @property
    def headline(self) -> str:
        """What the page shows, in one line."""
        if not self.document_count:
            return "There is nothing to show: no article counts."
        counts = (("article", self.document_count), ("statement", self.statement_count), ("stance", self.stance_count))
        shown = ", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for noun, number in counts)
        return shown + ("." if self.new_stance_count is None else f"; {self.new_stance_count:,} stances are new.")


def build_report(
    warehouse: Path,
    output: Path,
    *,
    since: date | None = None,
    holder: str | None = None,
    target: str | None = None,
) -> BuiltReport:
    """Writes the page to `output`, in place of the last report there, with which it is compared.

    Args:
        warehouse: The DuckDB file.
        output: HTML file to write. Its folder is made where there is none.
        since: Only articles published on this day or later; undated ones are left out.
        holder: Timelines of this holder, an actor id or a name; the most frequent pairs by default.
        target: Timelines toward this target.

    Raises:
        NotAReport: there is a file at `output` that is no report. It was not touched.
        NothingToReport: no stance is of the holder, or toward the target.
        WarehouseError: what `read_only` raises of the warehouse, or NotWritable for the page.
    """
    findings = read_findings(warehouse, since, holder, target, last_report(output))
    page = _page(findings, warehouse, since).encode()
    _replace(output, page)
    return BuiltReport(
        path=output,
        byte_count=len(page),
        document_count=findings.headline["document_count"],
        statement_count=findings.headline["statement_count"],
        stance_count=findings.headline["stance_count"],
        new_stance_count=findings.changes["stance_count"] if findings.changes else None,
    )


def _page(findings: Findings, warehouse: Path, since: date | None) -> str:
    labels = findings.labels
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"plain": plain, "number": lambda number: f"{number:,}"}
    template = environment.from_string(_resource("page.html"))
    return template.render(
        **_charts(findings),
        found=findings,
        labels=labels,
        style=Markup(_resource("page.css")),  # our own file
        marker_name=MARKER,
        marker=LastReport(findings.headline["newest_load_id"], findings.baseline).marker,
        warehouse=warehouse,
        since=since,
        made_at=datetime.now(UTC),
        sides=list(Side),
        side_of=side_of,
        pair_words=lambda pair: pair_words(pair, labels),
        point_words=point_words,
        period_words=period_words,
        rule_name=rule_name,
    )


def _charts(findings: Findings) -> dict[str, Any]:
    """Each chart that has something to show."""
    labels = findings.labels
    return {
        "speakers_chart": speakers_chart(findings.speakers, labels) if findings.speakers else None,
        "matrix_chart": (
            matrix_chart(findings.cells, findings.holders, findings.targets, labels) if findings.cells else None
        ),
        "network": network_of(findings.edges, findings.actors, labels) if findings.edges else None,
        "timeline_charts": {row["anchor"]: timeline_chart(row, labels) for row in findings.timelines},
        "rules_chart": rules_chart(findings.rules) if findings.rules else None,
    }


def _resource(name: str) -> str:
    return files("warehouse").joinpath("report", name).read_text(encoding="utf-8")


def _replace(output: Path, page: bytes) -> None:
    """Writes aside and renames, so that a reader of the page sees the old one or the new one."""
    aside = output.with_name(f"{output.name}.part")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(page)
        os.replace(aside, output)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise NotWritable(
            f"Cannot write the report {output}: {one_line(error)}. What was there before is unchanged. "
            "Free space, fix the folder's permissions or name another file with --output, then try again."
        ) from error
