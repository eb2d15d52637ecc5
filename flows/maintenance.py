"""Keeps the house clean: a compact warehouse, and nothing older than it should be."""

import flows.quiet_exit  # noqa: F401, I001  (before Prefect)

import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from pydantic import Field

from flows.busy import WhenBusy, held
from flows.deployments import Retention, deployments
from flows.runs import delete_old_runs, name_this_run, tells_how_it_ends
from flows.settings import DEFAULT_WAREHOUSE
from flows.staging import staging_root
from warehouse.maintain import Maintained, maintain

KEEP = Retention()
Days = Annotated[int, Field(ge=0)]


@flow(name="maintenance", flow_run_name="maintenance of {warehouse}", validate_parameters=True)
@tells_how_it_ends
def maintenance(
    warehouse: Path = DEFAULT_WAREHOUSE,
    staging_days: Days = KEEP.staging_days,
    run_days: Days = KEEP.run_days,
    quarantine_days: Days = KEEP.quarantine_days,
    data_docs_days: Days = KEEP.data_docs_days,
    when_busy: WhenBusy = WhenBusy.WAIT,
    wait_minutes: Annotated[float, Field(ge=0)] = 360,
) -> None:
    """Compacts the warehouse and removes what is older than its days. What is published stays for ever.

    Args:
        warehouse: DuckDB file that holds the facts.
        staging_days: Days to keep batches that a failed run staged, for the next run to take up.
        run_days: Days to keep runs of our flows, with their logs and artifacts, in Prefect's database.
        quarantine_days: Days to keep rows in the table quarantine.
        data_docs_days: Days to keep Great Expectations' pages.
        when_busy: What to do where another run holds the warehouse.
        wait_minutes: How long to wait for it.
    """
    warehouse = warehouse.absolute()
    with held(warehouse, when_busy, wait_minutes):
        size = compact(warehouse, quarantine_days) if warehouse.exists() else Maintained(0, 0, 0)
        batches = remove_old_folders("staged batches", staging_batches(warehouse), staging_days)
    pages = remove_old_folders("pages of Great Expectations", validation_pages(warehouse), data_docs_days)
    runs = remove_old_runs(run_days)
    saved = size.bytes_before - size.bytes_after
    name_this_run(f"{_megabytes(saved)} MB saved, {runs} old runs removed")
    create_table_artifact(
        key="maintenance",
        description=f"{warehouse}: {_megabytes(size.bytes_before)} MB before, {_megabytes(size.bytes_after)} MB after.",
        table=[
            {"what": what, "older than": f"{days} days", "removed": removed}
            for what, days, removed in (
                ("rows in quarantine", quarantine_days, size.removed_quarantine_rows),
                ("staged batches", staging_days, batches),
                ("pages of Great Expectations", data_docs_days, pages),
                ("runs", run_days, runs),
            )
        ],
    )


@task(name="Compact the warehouse", cache_policy=NO_CACHE)
def compact(warehouse: Path, quarantine_days: int) -> Maintained:
    """Writes the file anew without empty space and old rows of quarantine."""
    return maintain(warehouse, datetime.now(UTC) - timedelta(days=quarantine_days))


@task(name="Remove old folders", task_run_name="Remove old {what}", cache_policy=NO_CACHE)
def remove_old_folders(what: str, folders: Iterable[Path], days: int) -> int:
    """Removes those in which nothing was written for so many days; returns how many."""
    old = [folder for folder in folders if _last_change(folder) < time.time() - 86_400 * days]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


@task(name="Remove old runs", cache_policy=NO_CACHE)
def remove_old_runs(days: int) -> int:
    """Removes ended runs of the flows that are deployed here; a run of another project on the server is not touched."""
    ours = [found.entrypoint.partition(":")[2] for found in deployments(Path("inbox"), DEFAULT_WAREHOUSE)]
    with get_client(sync_client=True) as client:
        return delete_old_runs(client, ours, days)


def staging_batches(warehouse: Path) -> list[Path]:
    """The folders of batches, one level below each version of the extractor."""
    return [folder for folder in sorted(staging_root(warehouse).glob("*/*")) if folder.is_dir()]


def validation_pages(warehouse: Path) -> list[Path]:
    """Great Expectations' folders of one table and load each: validations/<table>/<load>."""
    return [
        folder for folder in sorted((warehouse.parent / "data_docs" / "validations").glob("*/*")) if folder.is_dir()
    ]


def _last_change(folder: Path) -> float:
    return max(file.stat().st_mtime for file in (folder, *folder.rglob("*")))


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
