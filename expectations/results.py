"""What the batches of a run give together: rows of expectation_result and of quarantine."""

from collections.abc import Iterable

import polars as pl

from warehouse.contract import TABLES, ExpectationLevel, polars_schema

RESULT_SCHEMA = polars_schema(TABLES["expectation_result"], staged=True)
"""The columns of expectation_result that are known before publication: all but load_id."""

QUARANTINE_SCHEMA = polars_schema(TABLES["quarantine"], staged=True)
"""The columns of quarantine that are known before publication: all but load_id."""


def result(
    table: str, expectation: str, level: ExpectationLevel, evaluated: int, unexpected: int, detail: str | None
) -> dict[str, object]:
    """One expectation checked on one batch; it is met if no row broke it."""
    return {
        "table_name": table,
        "expectation": expectation,
        "level": level,
        "is_met": unexpected == 0,
        "evaluated_row_count": evaluated,
        "unexpected_row_count": unexpected,
        "detail": detail,
    }


def combine(batches: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """One row a table and expectation over all batches of a run: counts added up, the first detail kept."""
    every = pl.concat([pl.DataFrame(schema=RESULT_SCHEMA), *batches])
    return every.group_by("table_name", "expectation", "level", maintain_order=True).agg(
        pl.col("is_met").all(),
        pl.col("evaluated_row_count").sum(),
        pl.col("unexpected_row_count").sum(),
        pl.col("detail").drop_nulls().first(),
    )


def combine_quarantined(batches: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All rows of table quarantine. Of rows with the same key, over all batches, all but the first are numbered."""
    every = pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *batches])
    nth = pl.int_range(1, pl.len() + 1).over("table_name", "row_key")
    return every.with_columns(row_key=pl.when(nth > 1).then(pl.format("{}#{}", "row_key", nth)).otherwise("row_key"))


def failures(results: pl.DataFrame, level: ExpectationLevel = ExpectationLevel.TABLE) -> pl.DataFrame:
    """The expectations of the level that did not hold. One of the level `table` must stop the publication."""
    return results.filter(~pl.col("is_met"), pl.col("level") == level)
