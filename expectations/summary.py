"""The results as a person reads them: Markdown for the run's artifact, lines for the terminal."""

import html
import re
from collections.abc import Sequence

import polars as pl

from warehouse.contract import ExpectationLevel

_MARKDOWN = re.compile(r"([\\`*_\[\]|~#])")


def summary_markdown(results: pl.DataFrame) -> str:
    """Markdown with the broken expectations and their examples first, then a count for each table.

    `results` has the columns of expectation_result without load_id. What comes from articles is escaped.
    """
    broken = results.filter(~pl.col("is_met")).sort("level", descending=True, maintain_order=True)
    parts = [f"**{_headline(results)}**"]
    if broken.height:
        rows = [
            (row["table_name"], row["expectation"], _broken_count(row), row["detail"] or "")
            for row in broken.iter_rows(named=True)
        ]
        parts.append(_table(("table", "broken expectation", "rows", "found"), rows))
    tables = results.group_by("table_name", maintain_order=True).agg(
        pl.col("is_met").sum(), pl.len(), pl.col("evaluated_row_count").max()
    )
    counts = [
        (row["table_name"], f"{row['is_met']} of {row['len']}", f"{row['evaluated_row_count']:,}")
        for row in tables.iter_rows(named=True)
    ]
    if counts:
        parts.append(_table(("table", "expectations met", "rows"), counts))
    return "\n\n".join(parts) + "\n"


def summary_lines(results: pl.DataFrame) -> list[str]:
    """The headline and a line for each broken expectation, those that stop the publication first."""
    broken = results.filter(~pl.col("is_met")).sort("level", descending=True, maintain_order=True)
    return [
        _headline(results),
        *(
            _printable(f"  {row['table_name']}: {row['expectation']}: {_broken_count(row)}, {row['detail'] or ''}")
            for row in broken.iter_rows(named=True)
        ),
    ]


def _headline(results: pl.DataFrame) -> str:
    met = results["is_met"].sum()
    if met == results.height:
        return f"All {met} expectations met"
    return f"{results.height - met} of {results.height} expectations broken"


def _broken_count(row: dict[str, object]) -> str:
    if row["level"] == ExpectationLevel.TABLE:
        return f"of {row['evaluated_row_count']:,} judged together"
    return f"{row['unexpected_row_count']:,} of {row['evaluated_row_count']:,}"


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *(tuple(map(escaped, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(text: str) -> str:
    """Text of an article as Markdown that shows it and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", html.escape(_printable(text), quote=False))


def _printable(text: str) -> str:
    """Without control characters, which could move a terminal's cursor or break a table's row."""
    return "".join(character if character.isprintable() else " " for character in text)
