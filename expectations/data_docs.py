"""Great Expectations' own pages (Data Docs) of a run: one suite and one validation a table.

They are built from the run's results, not from the validations of its batches, so that a run of any size has one page
a table. Their HTML takes styles and scripts from content delivery networks: without a network it is readable, unstyled.
"""

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.checks import Check
from expectations.judge import quiet_context, to_expectation
from expectations.suites import structure, suite
from expectations.totals import MEASURES, run_check
from warehouse.contract import STAGED_TABLES

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite, ExpectationSuiteValidationResult, RunIdentifier
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult


def build_data_docs(results: pl.DataFrame, folder: Path, run_name: str) -> Path:
    """Writes the pages into the folder and returns their index.html.

    `results` has the columns of expectation_result without load_id, each expectation once (see results.combine).
    """
    from great_expectations.core import ExpectationSuite, RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    context = quiet_context({"run": _site(folder)})
    # Great Expectations reads a time out of any name that begins like one, and fails on "20261125T170000-3328ad".
    run = RunIdentifier(run_name=f"load {run_name}")
    for (table,), rows in results.group_by("table_name", maintain_order=True):
        checks = {row["expectation"]: _checks(str(table))[row["expectation"]] for row in rows.iter_rows(named=True)}
        suite_of_table = context.suites.add(
            ExpectationSuite(name=str(table), expectations=[to_expectation(check) for check in checks.values()])
        )
        key = ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(str(table)), run_id=run, batch_identifier=str(table)
        )
        context.validation_results_store.set(key, _validation(suite_of_table, rows, run))
    context.build_data_docs()
    return folder / "index.html"


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _checks(table: str) -> dict[str, Check]:
    """Every expectation on the table, by its name in the results."""
    of_rows = (structure(table), *suite(table)) if table in STAGED_TABLES else ()
    of_run = {measure.name: run_check(measure) for measure in MEASURES if measure.table == table}
    return {check.name: check for check in of_rows} | of_run


def _validation(
    suite_of_table: "ExpectationSuite", rows: pl.DataFrame, run: "RunIdentifier"
) -> "ExpectationSuiteValidationResult":
    import great_expectations
    from great_expectations.core import ExpectationSuiteValidationResult

    met = int(rows["is_met"].sum())
    return ExpectationSuiteValidationResult(
        success=met == rows.height,
        suite_name=suite_of_table.name,
        results=[
            _outcome(expectation.configuration, row)
            for expectation, row in zip(suite_of_table.expectations, rows.iter_rows(named=True), strict=True)
        ],
        statistics={
            "evaluated_expectations": rows.height,
            "successful_expectations": met,
            "unsuccessful_expectations": rows.height - met,
            "success_percent": 100 * met / rows.height,
        },
        meta={"run_id": run, "great_expectations_version": great_expectations.__version__},
    )


def _outcome(configuration: Any, row: dict[str, Any]) -> "ExpectationValidationResult":
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    evaluated, unexpected = row["evaluated_row_count"], row["unexpected_row_count"]
    # The pages print values as they are: an article must not be able to put a script there.
    found = html.escape(row["detail"] or "")
    return ExpectationValidationResult(
        success=row["is_met"],
        expectation_config=configuration,
        result={
            "element_count": evaluated,
            "missing_count": 0,
            "missing_percent": 0.0,
            "unexpected_count": unexpected,
            "unexpected_percent": 100 * unexpected / max(1, evaluated),
            "partial_unexpected_list": [found] if unexpected else [],
            "observed_value": found,
        },
        exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
    )
