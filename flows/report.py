"""What a run says of itself: on the terminal, and as artifacts in the Prefect UI."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from expectations.summary import escaped
from flows.settings import DEFAULT_WAREHOUSE

if TYPE_CHECKING:
    import polars as pl

HIGHLIGHTS = {"Strongest statements": "strongest_statements", "Strongest stances": "strongest_stances"}
STRONGEST_ROWS = 8
LONGEST_CELL = 160
NARROWEST_TERMINAL = 120


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did. `load_id` is null where nothing was new; rows are counted by table, rejections by reason."""

    warehouse: Path
    unchanged_count: int
    load_id: str | None = None
    input_count: int = 0
    document_count: int = 0
    duplicate_count: int = 0
    near_duplicate_count: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    published_rows: dict[str, int] = field(default_factory=dict)
    quarantined_rows: dict[str, int] = field(default_factory=dict)
    checks: list[str] = field(default_factory=list)
    """What the expectations found: a headline, and a line for each that was broken."""
    seconds: float = 0
    outside_count: int = 0
    """Inputs that the run's window of dates left out, for another run to take."""
    undated_count: int = 0
    """Inputs that it left out because no day of publication can be read off them."""
    is_again: bool = False
    """Whether it extracted documents of the warehouse again, and read no input."""

    @property
    def name(self) -> str:
        """What the run is called among others."""
        if self.load_id is None:
            return "nothing new"
        if self.is_again:
            return f"{counted(self.input_count, 'document')} again"
        rejected = sum(self.rejected.values())
        return counted(self.document_count, "new article") + (f", {rejected} rejected" if rejected else "")

    @property
    def headline(self) -> str:
        """What a person wants to know who only asks whether it went well."""
        if self.is_again:
            return self._headline_again()
        if self.load_id is None:
            known = f"{counted(self.unchanged_count, 'input')} known already"
            return f"Nothing new: {known}, nothing was loaded.{self._left_out()}"
        rejected = sum(self.rejected.values())
        reasons = f" ({', '.join(f'{reason} {n}' for reason, n in self.rejected.items())})" if rejected else ""
        return (
            f"Read {counted(self.input_count, 'new input')}: {counted(self.document_count, 'document')} published, "
            f"{rejected} rejected{reasons}, {counted(self.duplicate_count, 'duplicate')}. "
            f"{self.near_duplicate_count} of the documents nearly repeat another. "
            f"{self.unchanged_count} inputs unchanged.{self._left_out()} {self.seconds:.0f} s."
        )

    def _headline_again(self) -> str:
        newest = f"{counted(self.unchanged_count, 'document')} of this version"
        if self.load_id is None:
            return f"Nothing to extract again: {newest} already."
        failed = sum(self.rejected.values())
        kept = (
            f" {counted(failed, 'document')} could not be, and keep their old facts: see rejected_input."
            if failed
            else ""
        )
        return (
            f"Extracted {counted(self.document_count, 'document')} again; {newest} already.{kept} {self.seconds:.0f} s."
        )

    def _left_out(self) -> str:
        """The window's sentence, where it left out something."""
        if not self.outside_count and not self.undated_count:
            return ""
        return (
            f" Left for another run: {counted(self.outside_count, 'input')} of other dates, "
            f"{self.undated_count} without a date."
        )

    def rows_by_table(self) -> list[dict[str, Any]]:
        """One row a table: rows published, rows quarantined."""
        return [
            {"table": table, "published": rows, "quarantined": self.quarantined_rows.get(table, 0)}
            for table, rows in self.published_rows.items()
        ]


def counted(number: int, noun: str) -> str:
    """The number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_report(report: RunReport) -> None:
    """The report on the terminal, with the strongest statements and stances and how to go on."""
    from rich.console import Console

    console = Console()
    console.width = max(console.width, NARROWEST_TERMINAL)
    console.print(f"\n{report.headline}", highlight=False, markup=False)
    if report.load_id:
        tables = [(row["table"], row["published"], row["quarantined"]) for row in report.rows_by_table()]
        _print_table(console, None, ("table", "rows published", "quarantined"), tables)
        for line in report.checks:
            console.print(line, highlight=False, markup=False)
    for title, query in HIGHLIGHTS.items():
        found = highlights(report, query)
        if found.height:
            _print_table(console, title, found.columns, found.rows())
    warehouse = displayed(report.warehouse)
    option = "" if warehouse == DEFAULT_WAREHOUSE else f" --warehouse {warehouse}"
    program = displayed(Path(sys.argv[0]).absolute())
    console.print(f"\nThe warehouse is {warehouse}. Go on with:", highlight=False, markup=False)
    for command in (
        f'{program} sql{option} "FROM stance_matrix ORDER BY stance_count DESC LIMIT 20"',
        f"{program} sql{option} \"FROM who_said_what WHERE speaker ILIKE '%biden%'\"",
        f"{program} doctor{option}",
    ):
        console.print(f"  {command}", highlight=False, markup=False, soft_wrap=True)


def highlights(report: RunReport, query: str) -> "pl.DataFrame":
    """The strongest rows of this load, or of the whole warehouse where nothing was loaded."""
    from warehouse.query import run_named_query

    variables = {"load_id": report.load_id} if report.load_id else {}
    return run_named_query(report.warehouse, query, variables).head(STRONGEST_ROWS)


def highlights_markdown(report: RunReport) -> str:
    """The strongest statements and stances as Markdown. Text of articles is escaped."""
    parts = []
    for title, query in HIGHLIGHTS.items():
        found = highlights(report, query)
        if found.is_empty():
            continue
        lines = [found.columns, ["---"] * found.width, *found.rows()]
        table = "\n".join("| " + " | ".join(escaped(_plain(cell)) for cell in line) + " |" for line in lines)
        parts += [f"## {title}", table]
    return "\n\n".join(parts)


def displayed(path: Path) -> Path:
    """The path as a person in this folder would write it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _print_table(console: Any, title: str | None, columns: Any, rows: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(cell)) for cell in row))
    console.print()
    console.print(table)


def _plain(cell: object) -> str:
    """Short, and without control characters, which could move the terminal's cursor."""
    text = f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)
    if len(text) > LONGEST_CELL:
        text = f"{text[: LONGEST_CELL - 1]}…"
    return "".join(character if character.isprintable() else " " for character in text)
