"""Limits that are judgements, read from thresholds.csv: the expectation, its limits, and why."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Threshold:
    """Limits of one expectation, both included. With fewer rows (of `unit`) than the minimum it is not judged."""

    expectation: str
    minimum: float | None
    maximum: float | None
    minimum_rows_to_judge: int
    unit: str
    reason: str


@cache
def thresholds() -> dict[str, Threshold]:
    """Every row of thresholds.csv by the name of its expectation."""
    with (Path(__file__).parent / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        return {row["expectation"]: _threshold(row) for row in csv.DictReader(file)}


def _threshold(row: dict[str, str]) -> Threshold:
    return Threshold(
        expectation=row["expectation"],
        minimum=float(row["minimum"]) if row["minimum"] else None,
        maximum=float(row["maximum"]) if row["maximum"] else None,
        minimum_rows_to_judge=int(row["minimum_rows_to_judge"]),
        unit=row["unit"],
        reason=row["reason"],
    )
