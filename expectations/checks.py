"""What one expectation is: a Great Expectations class by name, its arguments, and how Polars fills its column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from expectations.thresholds import thresholds


@dataclass(frozen=True)
class Check:
    """One expectation. `kind` is the name of its class in great_expectations.expectations.

    `expression` computes the column that it looks at, where the table has none of that name; `shows` names the
    columns whose values tell a person what was found in a row that broke it.
    """

    name: str
    kind: str
    arguments: Mapping[str, Any]
    shows: tuple[str, ...]
    expression: pl.Expr | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that Great Expectations needs to see."""
        return self.arguments["column_list"] if "column_list" in self.arguments else [self.arguments["column"]]


def not_null(column: str) -> Check:
    return Check(f"{column} is not null", "ExpectColumnValuesToNotBeNull", {"column": column}, (column,))


def unique(*columns: str) -> Check:
    """No two rows have the same values in all of the columns."""
    name = f"{' + '.join(columns)} is unique"
    if len(columns) == 1:
        return Check(name, "ExpectColumnValuesToBeUnique", {"column": columns[0]}, columns)
    return Check(name, "ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)}, columns)


def one_of(column: str, values: Iterable[str]) -> Check:
    allowed = {"column": column, "value_set": list(values)}
    return Check(f"{column} is a known value", "ExpectColumnValuesToBeInSet", allowed, (column,))


def between(column: str, minimum: float | None, maximum: float | None) -> Check:
    """Limits included; a missing one is no limit."""
    return Check(f"{column} is {_limits(minimum, maximum)}", *_between(column, minimum, maximum), (column,))


def matches(name: str, column: str, pattern: str) -> Check:
    return Check(name, "ExpectColumnValuesToMatchRegex", {"column": column, "regex": pattern}, (column,))


def holds(name: str, condition: pl.Expr, *shows: str) -> Check:
    """The condition is true. One that cannot be told, because something in it is null, is not."""
    arguments = {"column": name, "value_set": [True]}
    return Check(name, "ExpectColumnValuesToBeInSet", arguments, shows, condition.fill_null(False).alias(name))


def measured(name: str, measure: pl.Expr) -> Check:
    """The measure is within the limits that thresholds.csv has for this name; null is."""
    threshold = thresholds()[name]
    column = threshold.unit
    return Check(name, *_between(column, threshold.minimum, threshold.maximum), (column,), measure.alias(column))


def _between(column: str, minimum: float | None, maximum: float | None) -> tuple[str, dict[str, Any]]:
    return "ExpectColumnValuesToBeBetween", {"column": column, "min_value": minimum, "max_value": maximum}


def _limits(minimum: float | None, maximum: float | None) -> str:
    if maximum is None:
        return f"at least {minimum:g}"
    if minimum is None:
        return f"at most {maximum:g}"
    return f"between {minimum:g} and {maximum:g}"
