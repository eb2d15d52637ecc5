"""Extracts documents again that an older version extracted, from the texts that the warehouse keeps."""

import flows.quiet_exit  # noqa: F401, I001  (before Prefect)

from pathlib import Path
from typing import Annotated

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from flows import staging
from flows.busy import held
from flows.ingest import Plan, Run, begin, load
from flows.progress import tell
from flows.report import RunReport
from flows.runs import name_this_run, tells_how_it_ends
from flows.settings import DEFAULT_WAREHOUSE
from transforms.kept import kept_document
from transforms.version import Profile
from warehouse.read import documents_by_version, outdated_documents


@flow(name="reprocess", flow_run_name="reprocess {warehouse}", validate_parameters=True)
@tells_how_it_ends
def reprocess(
    warehouse: Path = DEFAULT_WAREHOUSE,
    overlay: Path | None = None,
    profile: Profile = Profile.ACCURATE,
    workers: Annotated[int, Field(ge=1)] | None = None,
) -> RunReport:
    """Brings every current document up to this version of the extractor: all of them, or none.

    No input is read. The facts of older versions stay, and marts show the new ones; what stood around the text (title,
    date, places, links to near-duplicates) is as it was. Texts that no place holds any more are left alone.

    Args:
        warehouse: DuckDB file that holds the documents. Raises WarehouseMissing where there is none.
        overlay: CSV of actors and aliases of your own; part of the version.
        profile: Rules and learned models, or rules alone; part of the version.
        workers: Processes that extract; as many as the machine has cores where not given.
    """
    documents_by_version(warehouse, must_exist=True)
    run = begin(warehouse, overlay, profile, workers)
    with held(run.warehouse):
        plan = find_outdated_documents(run)
        report = load(plan, run, is_again=True)
    name_this_run(report.name)
    tell("")
    return report


@task(name="Find outdated documents", cache_policy=NO_CACHE)
def find_outdated_documents(run: Run) -> Plan:
    """Writes the documents that another version extracted last to batch folders."""
    batches = staging.plan_batches(
        lambda: map(kept_document, outdated_documents(run.warehouse, run.version)), run.folder
    )
    versions = dict(documents_by_version(run.warehouse).iter_rows())
    plan = Plan(batches, sum(staging.input_count(batch) for batch in batches), versions.get(run.version, 0))
    get_run_logger().info("%d documents to extract again in %d batches", plan.input_count, len(batches))
    return plan
