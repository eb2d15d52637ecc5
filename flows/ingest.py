"""The main job: new and changed articles of files and folders, into the warehouse."""

import flows.quiet_exit  # noqa: F401, I001  (before Prefect)

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import polars as pl
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ProcessPoolTaskRunner
from pydantic import Field
from spacy.language import Language

from expectations.data_docs import build_data_docs
from expectations.gate import gate
from expectations.results import combine, combine_quarantined, failures
from expectations.summary import summary_lines, summary_markdown
from expectations.totals import aggregate, judge_run
from flows import staging
from flows.errors import PublicationStopped, RunError
from flows.progress import tell
from flows.report import RunReport, highlights_markdown
from flows.settings import DEFAULT_WAREHOUSE
from transforms.aliases import alias_rules, reference_actors
from transforms.duplicates import link_near_duplicates
from transforms.extract import extract
from transforms.pipeline import load_pipeline
from transforms.read import ColumnNames, InputError, discover, read
from transforms.reference import load_reference
from transforms.version import Profile, extractor_version, model_name
from warehouse.contract import STAGED_TABLES
from warehouse.lock import lock
from warehouse.publish import Load, PublishedLoad
from warehouse.publish import publish as publish_load
from warehouse.read import known_actors, known_documents, ledger

DOCUMENTS_JUDGED_TOGETHER = 2_000
"""Documents that go through the gate at once: enough to spread the cost of the checks, few enough for the memory."""

POOLS = 2
"""How often batches are given to processes: a process that is killed takes all waiting batches of its pool with it."""


@dataclass(frozen=True)
class Plan:
    """What a run has to do: batches of new inputs, and how many inputs the ledger knew."""

    batches: list[Path]
    input_count: int
    unchanged_count: int


@dataclass(frozen=True)
class Validated:
    """What passed the gate, in folders of Parquet files, and what did not."""

    parts: list[Path]
    extracted_row_count: int
    quarantine: pl.DataFrame
    results: pl.DataFrame


@flow(name="ingest", flow_run_name="ingest into {warehouse}", validate_parameters=True)
def ingest(
    paths: Annotated[list[Path], Field(min_length=1)],
    warehouse: Path = DEFAULT_WAREHOUSE,
    overlay: Path | None = None,
    profile: Profile = Profile.ACCURATE,
    workers: Annotated[int, Field(ge=1)] | None = None,
    columns: ColumnNames | None = None,
    allow_empty: bool = False,
) -> RunReport:
    """Loads what is new or changed in files and folders into a warehouse: all of it, or nothing.

    Args:
        paths: Files and folders of articles.
        warehouse: DuckDB file that holds the facts; made where there is none.
        overlay: CSV of actors and aliases of your own.
        profile: Rules and learned models, or rules alone.
        workers: Processes that extract; as many as the machine has cores where not given.
        columns: Names of the columns of JSON Lines and CSV inputs.
        allow_empty: Whether folders without any file are a quiet day and no mistake.
    """
    started_at, started = datetime.now(UTC), time.monotonic()
    warehouse, overlay = warehouse.absolute(), overlay.absolute() if overlay else None
    load_reference(overlay)  # a mistake in the overlay is told before anything is read
    version = extractor_version(overlay, profile)
    folder = staging.staging_folder(warehouse, version)
    with lock(warehouse):
        tell("Reading the inputs …")
        plan = find_new_inputs(paths, warehouse, columns or ColumnNames(), folder, allow_empty)
        if plan.input_count == 0:
            report = RunReport(warehouse=warehouse, unchanged_count=plan.unchanged_count)
        else:
            extract_batches(plan.batches, overlay, profile, version, workers or os.cpu_count() or 1)
            tell("Validating …")
            validated = validate(plan.batches, warehouse, folder / "good", started_at)
            load_id = f"{started_at:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}"
            tell("Publishing …")
            published, near_duplicate_count = publish(
                warehouse, load_id, started_at, version, model_name(profile), overlay, plan, validated
            )
            report = report_of(warehouse, plan, validated, published, near_duplicate_count, time.monotonic() - started)
            shutil.rmtree(folder.parent)  # what other versions of the extractor left behind goes with it
    show(report, validated.results if plan.input_count else None)
    tell("")
    return report


@task(name="Find new inputs", cache_policy=NO_CACHE)
def find_new_inputs(
    paths: Sequence[Path], warehouse: Path, columns: ColumnNames, folder: Path, allow_empty: bool
) -> Plan:
    """Compares what is under the paths with the ledger, and writes what is new to batch folders."""
    known = {tuple(row) for row in ledger(warehouse).select("path", "record", "raw_hash").iter_rows()}
    unchanged: set[tuple[str, int | None]] = set()

    def new_inputs() -> Iterator[staging.Input]:
        for file in _files(paths, allow_empty):
            for found in read(file, columns):
                if (found.path, found.record, found.raw_hash) in known:
                    unchanged.add((found.path, found.record))
                else:
                    yield found

    batches = staging.plan_batches(new_inputs, folder)
    plan = Plan(batches, sum(staging.input_count(batch) for batch in batches), len(unchanged))
    get_run_logger().info(
        "%d new or changed inputs in %d batches; %d unchanged", plan.input_count, len(batches), plan.unchanged_count
    )
    return plan


def _files(paths: Sequence[Path], allow_empty: bool) -> list[Path]:
    try:
        return discover([path.absolute() for path in paths])
    except InputError:
        if allow_empty and all(path.is_dir() for path in paths):
            return []
        raise


def extract_batches(
    batches: Sequence[Path], overlay: Path | None, profile: Profile, version: str, workers: int
) -> None:
    """Extracts the batches that are not extracted yet, one task a batch, over processes where several are worth it."""
    for _ in range(POOLS):
        waiting = [batch for batch in batches if not staging.is_extracted(batch)]
        done = len(batches) - len(waiting)
        tell(f"Extracting batch {done + 1} of {len(batches)} …")
        if workers == 1 or len(waiting) <= 1:
            for number, batch in enumerate(waiting, start=done + 1):
                tell(f"Extracting batch {number} of {len(batches)} …")
                extract_batch(batch, overlay, profile, version)
            return
        with _server_for_processes(), ProcessPoolTaskRunner(max_workers=min(workers, len(waiting))) as pool:
            shared = {"overlay": overlay, "profile": profile, "version": version}
            futures = [pool.submit(extract_batch, shared | {"batch": batch}) for batch in waiting]
            died = False
            for number, future in enumerate(futures, start=done + 1):
                died |= _died(future)
                tell(f"Extracted {number} of {len(batches)} batches …")
        if not died:
            return
    raise RunError(
        f"A process that extracted died {POOLS} times, perhaps of lack of memory. What it did until then is kept: "
        "run again, with --workers 1 to use less memory."
    )


@contextmanager
def _server_for_processes() -> Iterator[None]:
    """Processes report to the server that this run reports to, or each would start one of its own."""
    with get_client(sync_client=True) as client, temporary_settings({PREFECT_API_URL: str(client.api_url)}):
        yield


def _died(future: PrefectFuture[None]) -> bool:
    try:
        future.result()
    except BrokenProcessPool:
        return True
    return False


@task(name="Extract", task_run_name="Extract batch {batch.name}", retries=1, cache_policy=NO_CACHE)
def extract_batch(batch: Path, overlay: Path | None, profile: Profile, version: str) -> None:
    """Cleans and reads the documents of one batch, and stages the rows."""
    frames = extract(staging.inputs_of(batch), _pipeline(overlay, profile), version)
    staging.write_extracted(batch, frames)


@cache
def _pipeline(overlay: Path | None, profile: Profile) -> Language:
    """Loaded once a process."""
    return load_pipeline(overlay, profile)


@task(name="Validate", cache_policy=NO_CACHE)
def validate(batches: Sequence[Path], warehouse: Path, folder: Path, started_at: datetime) -> Validated:
    """Parts good rows from those for quarantine, and judges the run as a whole.

    Raises PublicationStopped where an expectation on a whole table failed.
    """
    seen = set(known_documents(warehouse)["document_id"])
    parts: list[Path] = []
    extracted, quarantined, results, aggregates = 0, [], [], []
    for group in staging.grouped(batches, DOCUMENTS_JUDGED_TOGETHER):
        frames = staging.read_extracted(group, seen)
        extracted += sum(frame.height for table, frame in frames.items() if table != "rejected_input")
        known = {"dim_document.document_id": pl.Series(sorted(seen), dtype=pl.String)}
        judged = gate(frames, today=started_at.date(), known=known)
        aggregates.append(aggregate(judged))
        quarantined.append(judged.quarantined)
        results.append(judged.results)
        seen |= set(judged.good["dim_document"]["document_id"])
        good = judged.good | {
            "rejected_input": pl.concat([judged.good["rejected_input"], judged.rejected_inputs], how="vertical")
        }
        parts.append(staging.write_tables(folder / f"part-{len(parts):04}", good))
    checked = combine([*results, judge_run(aggregates)])
    for line in summary_lines(checked):
        get_run_logger().info(line)
    if broken := failures(checked).to_dicts():
        found = "; ".join(f"{row['table_name']}: {row['expectation']}: {row['detail']}" for row in broken)
        raise PublicationStopped(
            f"Nothing was published, because the run as a whole looks wrong: {found}. The warehouse keeps its last "
            f"state. Look at the inputs, or change the limits in expectations/thresholds.csv, and run again."
        )
    return Validated(parts, extracted, combine_quarantined(quarantined), checked)


@task(name="Publish", cache_policy=NO_CACHE)
def publish(
    warehouse: Path,
    load_id: str,
    started_at: datetime,
    version: str,
    models: str,
    overlay: Path | None,
    plan: Plan,
    validated: Validated,
) -> tuple[PublishedLoad, int]:
    """Brings the good rows into the warehouse, all of them in one step or none, and counts the near-duplicates."""
    reference = load_reference(overlay)
    staged = {table: [part / f"{table}.parquet" for part in validated.parts] for table in STAGED_TABLES}
    # Only documents that repeat no other, so that no link leads to another link.
    known = known_documents(warehouse).filter(pl.col("near_duplicate_of").is_null()).select("document_id", "minhash")
    actor_ids = {*known_actors(warehouse)["actor_id"], *pl.read_parquet(staged["dim_actor"], glob=False)["actor_id"]}
    rules = alias_rules(actor_ids, reference)
    new = pl.read_parquet(staged["dim_document"], glob=False, columns=["document_id", "minhash"])
    near_duplicates = link_near_duplicates(new, known)
    published = publish_load(
        warehouse,
        Load(
            load_id=load_id,
            started_at=started_at,
            extractor_version=version,
            model_name=models,
            input_count=plan.input_count,
            unchanged_count=plan.unchanged_count,
            extracted_row_count=validated.extracted_row_count,
            staged=staged,
            quarantine=validated.quarantine,
            expectation_results=validated.results,
            alias_rules=rules,
            reference_actors=reference_actors(rules["canonical_actor_id"].unique(), reference),
            near_duplicates=near_duplicates,
        ),
    )
    assert published is not None  # there are inputs
    return published, near_duplicates.height


def report_of(
    warehouse: Path,
    plan: Plan,
    validated: Validated,
    published: PublishedLoad,
    near_duplicate_count: int,
    seconds: float,
) -> RunReport:
    """What the run did, counted from what it published."""
    rejected = pl.scan_parquet([part / "rejected_input.parquet" for part in validated.parts], glob=False)
    reasons = rejected.group_by("reason").len().sort("len", descending=True).collect()
    quarantined = validated.quarantine.group_by("table_name").len()
    return RunReport(
        warehouse=warehouse,
        load_id=published.load_id,
        input_count=plan.input_count,
        unchanged_count=plan.unchanged_count,
        document_count=published.document_count,
        duplicate_count=published.duplicate_count,
        near_duplicate_count=near_duplicate_count,
        rejected=dict(reasons.iter_rows()),
        published_rows={table: staging.row_count(validated.parts, table) for table in STAGED_TABLES},
        quarantined_rows=dict(quarantined.iter_rows()),
        checks=summary_lines(validated.results),
        seconds=seconds,
    )


@task(name="Show the result", cache_policy=NO_CACHE)
def show(report: RunReport, results: pl.DataFrame | None) -> None:
    """Artifacts for the Prefect UI, and Great Expectations' own pages in a folder."""
    create_table_artifact(key="rows-by-table", table=report.rows_by_table(), description=report.headline)
    parts = [highlights_markdown(report)] if report.warehouse.exists() else [report.headline]
    if results is not None:
        pages = build_data_docs(results, report.warehouse.parent / "data_docs", str(report.load_id))
        parts += ["## Validation", summary_markdown(results), f"Data Docs: `{pages}`"]
    create_markdown_artifact(key="run-result", markdown="\n\n".join(parts), description="What the run did")
