"""Great Expectations as the judge: a frame and its checks in, the broken rows of each check out.

The Polars frame goes to the pandas engine, of which alone every broken row's position comes back.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.checks import Check

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation


class CheckCrashed(Exception):
    """An expectation could not be checked, which says nothing about the data. A bug of a suite or of its context."""


@dataclass(frozen=True)
class Finding:
    """What was found of one check: how many rows were looked at, and the positions of those that broke it, in order."""

    check: Check
    evaluated: int
    broken: list[int]


def judge(table: str, frame: pl.DataFrame, checks: Sequence[Check]) -> list[Finding]:
    """Checks every row, and returns the findings in the order of the checks.

    `frame` has, beside the table's own, the columns that the checks' expressions read. Only the columns that a check
    looks at are converted. Raises CheckCrashed if a check fails for another reason than its rows.
    """
    frame = frame.with_columns(check.expression for check in checks if check.expression is not None)
    looked_at = list(dict.fromkeys(column for check in checks for column in check.columns))
    outcomes = validate(table, frame.select(looked_at), checks)
    return [
        Finding(check, frame.height, _broken_rows(table, check, outcome))
        for check, outcome in zip(checks, outcomes, strict=True)
    ]


def validate(table: str, frame: pl.DataFrame, checks: Sequence[Check]) -> list["ExpectationValidationResult"]:
    """What Great Expectations says of each check, in their order. Raises CheckCrashed."""
    from great_expectations.core import ExpectationSuite

    batch = (
        quiet_context()
        .data_sources.add_pandas("staged")
        .add_dataframe_asset(table)
        .add_batch_definition_whole_dataframe("batch")
        .get_batch({"dataframe": frame.to_pandas()})
    )
    suite = ExpectationSuite(name=table, expectations=[to_expectation(check) for check in checks])
    by_name = {
        outcome.expectation_config.meta["name"]: outcome
        for outcome in batch.validate(suite, result_format="COMPLETE").results
        if outcome.expectation_config
    }
    for check in checks:
        if check.name not in by_name:
            raise CheckCrashed(f"{table}: '{check.name}' was not checked")
        _raise_if_crashed(table, check, by_name[check.name].exception_info)
    return [by_name[check.name] for check in checks]


def quiet_context(data_docs_sites: dict[str, Any] | None = None) -> "EphemeralDataContext":
    """A Great Expectations context in memory that writes nothing but the sites, draws no bars and calls nobody."""
    import great_expectations
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites=data_docs_sites or {},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return great_expectations.get_context(project_config=config, mode="ephemeral")


def to_expectation(check: Check) -> "Expectation":
    """The check as an object of Great Expectations, its name in the meta data."""
    import great_expectations.expectations

    kind: type[Expectation] = getattr(great_expectations.expectations, check.kind)
    return kind(**check.arguments, meta={"name": check.name})


def _raise_if_crashed(table: str, check: Check, exception_info: dict[str, Any]) -> None:
    """The information is one record, or one a metric where a metric could not be computed."""
    records = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for record in records:
        if record["raised_exception"]:
            raise CheckCrashed(f"{table}: '{check.name}' could not be checked: {record['exception_message']}")


def _broken_rows(table: str, check: Check, outcome: "ExpectationValidationResult") -> list[int]:
    rows = sorted(outcome.result.get("unexpected_index_list") or [])
    if outcome.success != (not rows) or outcome.result.get("unexpected_count", 0) != len(rows):
        raise CheckCrashed(f"{table}: '{check.name}' did not say which rows broke it")
    return rows
