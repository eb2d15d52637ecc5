"""The main job: new and changed articles of files and folders, into the warehouse."""

import flows.quiet_exit  # noqa: F401, I001  (before Prefect)

import os
import shutil
import time
from collections.abc import Iterator, Sequence, Set
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID, uuid4

import polars as pl
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ProcessPoolTaskRunner
from pydantic import Field
from spacy.language import Language

from expectations.gate import gate
from expectations.results import combine, combine_quarantined, failures
from expectations.summary import summary_lines
from expectations.totals import aggregate, judge_run
from flows import staging
from flows.artifacts import show_run
from flows.busy import WhenBusy, held
from flows.errors import PublicationStopped, RunError
from flows.inputs import State, Window, new_inputs
from flows.progress import tell
from flows.report import RunReport
from flows.runs import name_this_run, tells_how_it_ends
from flows.settings import DEFAULT_WAREHOUSE
from transforms.aliases import alias_rules, reference_actors
from transforms.duplicates import link_near_duplicates
from transforms.extract import extract
from transforms.pipeline import load_pipeline
from transforms.read import ColumnNames
from transforms.reference import load_reference
from transforms.version import Profile, extractor_version, model_hash, spacy_model
from warehouse.contract import STAGED_TABLES
from warehouse.publish import Load, PublishedLoad
from warehouse.publish import publish as publish_load
from warehouse.read import forgotten_hashes, known_actors, known_documents

DOCUMENTS_JUDGED_TOGETHER = 2_000
"""Documents that go through the gate at once: enough to spread the cost of the checks, few enough for the memory."""

LISTED_DOCUMENTS = 10
"""Of the slowest and of the largest documents, how many a run shows."""

POOLS = 2
"""How often batches are given to processes: a process that is killed takes all waiting batches of its pool with it."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What all stages of a run have to know of it. `folder` is where it stages."""

    warehouse: Path
    overlay: Path | None
    profile: Profile
    workers: int
    version: str
    folder: Path
    started_at: datetime
    started: float


@dataclass(frozen=True)
class Plan:
    """What a run has to do: batches of inputs, how many inputs need nothing, and how many its window leaves out."""

    batches: list[Path]
    input_count: int
    unchanged_count: int
    outside_count: int = 0
    undated_count: int = 0


@dataclass(frozen=True)
class Validated:
    """What passed the gate, in folders of Parquet files, and what did not."""

    parts: list[Path]
    extracted_row_count: int
    quarantine: pl.DataFrame
    results: pl.DataFrame


@flow(name="ingest", flow_run_name="ingest into {warehouse}", validate_parameters=True)
@tells_how_it_ends
def ingest(
    paths: Annotated[list[Path], Field(min_length=1)],
    warehouse: Path = DEFAULT_WAREHOUSE,
    overlay: Path | None = None,
    profile: Profile = Profile.ACCURATE,
    workers: Annotated[int, Field(ge=1)] | None = None,
    columns: ColumnNames | None = None,
    allow_empty: bool = False,
    since: date | None = None,
    until: date | None = None,
    relearn: bool = False,
    when_busy: WhenBusy = WhenBusy.FAIL,
    wait_minutes: Annotated[float, Field(ge=0)] = 60,
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
        since: First day of publication; earlier articles, and undated ones, are left for another run.
        until: Last day of publication.
        relearn: Whether to load what was forgotten, too.
        when_busy: What to do where another run loads the warehouse.
        wait_minutes: How long to wait for it.
    """
    run = begin(warehouse, overlay, profile, workers, relearn=relearn)
    window = Window(since, until)
    with held(run.warehouse, when_busy, wait_minutes):
        tell("Reading the inputs …")
        plan = find_new_inputs(paths, run, columns or ColumnNames(), window, relearn, allow_empty)
        report = load(plan, run, frozenset() if relearn else forgotten_hashes(run.warehouse))
    name_this_run(report.name)
    tell("")
    return report


def begin(
    warehouse: Path, overlay: Path | None, profile: Profile, workers: int | None, *, relearn: bool = False
) -> Run:
    """A run that starts now. Raises OverlayError, before anything is read."""
    warehouse, overlay = warehouse.absolute(), overlay.absolute() if overlay else None
    load_reference(overlay)
    version = extractor_version(overlay, profile)
    return Run(
        warehouse=warehouse,
        overlay=overlay,
        profile=profile,
        workers=workers or os.cpu_count() or 1,
        version=version,
        # what was extracted without the forgotten is no part of a run that learns it again
        folder=staging.staging_folder(warehouse, f"{version}-relearn" if relearn else version),
        started_at=datetime.now(UTC),
        started=time.monotonic(),
    )


def load(plan: Plan, run: Run, forgotten: Set[str] = frozenset(), *, is_again: bool = False) -> RunReport:
    """Extracts, validates and publishes the plan's batches, and shows in the UI what it did. Call it in the flow."""
    if plan.input_count == 0:
        report = report_of(run, plan, is_again=is_again)
        show_run(report)
        return report
    extract_batches(plan.batches, run, forgotten)
    tell("Validating …")
    validated = validate(plan.batches, run)
    tell("Publishing …")
    published, near_duplicate_count = publish(run, plan, validated)
    report = report_of(run, plan, validated, published, near_duplicate_count, is_again=is_again)
    documents = staging.slowest_and_largest(plan.batches, LISTED_DOCUMENTS)
    shutil.rmtree(run.folder.parent)  # what other versions of the extractor left behind goes with it
    show_run(report, validated.results, validated.quarantine, documents)
    return report


@task(name="Find new inputs", cache_policy=NO_CACHE)
def find_new_inputs(
    paths: Sequence[Path], run: Run, columns: ColumnNames, window: Window, relearn: bool, allow_empty: bool
) -> Plan:
    """Compares what is under the paths with the ledger, and writes what is new to batch folders."""
    inputs = new_inputs(paths, run.warehouse, columns, window, relearn=relearn, allow_empty=allow_empty)
    batches = staging.plan_batches(inputs, run.folder)
    counts = inputs.counts()
    plan = Plan(
        batches,
        sum(staging.input_count(batch) for batch in batches),
        counts[State.UNCHANGED],
        counts[State.OUTSIDE],
        counts[State.UNDATED],
    )
    get_run_logger().info(
        "%d new or changed inputs in %d batches; %d unchanged; left out: %d of other dates, %d undated",
        plan.input_count,
        len(batches),
        plan.unchanged_count,
        plan.outside_count,
        plan.undated_count,
    )
    return plan


def extract_batches(batches: Sequence[Path], run: Run, forgotten: Set[str]) -> None:
    """Extracts the batches that are not extracted yet, one task a batch, over processes where several are worth it."""
    progress = Progress(len(batches))
    for _ in range(POOLS):
        waiting = [batch for batch in batches if not staging.is_extracted(batch)]
        done = len(batches) - len(waiting)
        progress.show(done)
        if run.workers == 1 or len(waiting) <= 1:
            for number, batch in enumerate(waiting, start=done + 1):
                extract_batch(batch, run.overlay, run.profile, run.version, forgotten)
                progress.show(number)
            return
        with _server_for_processes(), ProcessPoolTaskRunner(max_workers=min(run.workers, len(waiting))) as pool:
            shared = {"overlay": run.overlay, "profile": run.profile, "version": run.version, "forgotten": forgotten}
            futures = [pool.submit(extract_batch, shared | {"batch": batch}) for batch in waiting]
            died = False
            for number, future in enumerate(futures, start=done + 1):
                died |= _died(future)
                progress.show(number)
        if not died:
            return
    raise RunError(
        f"A process that extracted died {POOLS} times, perhaps of lack of memory. What it did until then is kept: "
        "run again, with --workers 1 to use less memory."
    )


class Progress:
    """How many batches are extracted: on the terminal, and as a bar in the UI where there are several."""

    def __init__(self, batch_count: int) -> None:
        self.batch_count = batch_count
        self.artifact_id = cast(UUID, create_progress_artifact(0.0, key="progress")) if batch_count > 1 else None

    def show(self, done: int) -> None:
        """Call it in the flow, whose artifact the bar is."""
        said = f"{done} of {self.batch_count} batches extracted"
        tell(f"{said} …")
        if self.artifact_id:
            update_progress_artifact(self.artifact_id, 100 * done / self.batch_count, said)


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
def extract_batch(
    batch: Path, overlay: Path | None, profile: Profile, version: str, forgotten: Set[str] = frozenset()
) -> None:
    """Cleans and reads the documents of one batch, and stages the rows."""
    try:
        frames = extract(staging.inputs_of(batch), _pipeline(overlay, profile), version, forgotten, time.perf_counter)
    except Exception as error:
        error.add_note(f"It happened in the batch {batch}.")
        raise
    staging.write_extracted(batch, frames)


@cache
def _pipeline(overlay: Path | None, profile: Profile) -> Language:
    """Loaded once a process."""
    return load_pipeline(overlay, profile)


@task(name="Validate", cache_policy=NO_CACHE)
def validate(batches: Sequence[Path], run: Run) -> Validated:
    """Parts good rows from those for quarantine, and judges the run as a whole.

    Raises PublicationStopped where an expectation on a whole table failed.
    """
    documents = known_documents(run.warehouse)
    seen = set(documents.filter(extractor_version=run.version)["document_id"])
    parts: list[Path] = []
    extracted, quarantined, results, aggregates = 0, [], [], []
    for group in staging.grouped(batches, DOCUMENTS_JUDGED_TOGETHER):
        frames = staging.read_extracted(group, seen)
        extracted += sum(frame.height for table, frame in frames.items() if table != "rejected_input")
        known = {"dim_document.document_id": pl.Series(sorted(seen), dtype=pl.String)}
        judged = gate(frames, today=run.started_at.date(), known=known)
        aggregates.append(aggregate(judged))
        quarantined.append(judged.quarantined)
        results.append(judged.results)
        seen |= set(judged.good["dim_document"]["document_id"])
        good = judged.good | {
            "rejected_input": pl.concat([judged.good["rejected_input"], judged.rejected_inputs], how="vertical")
        }
        parts.append(staging.write_tables(run.folder / "good" / f"part-{len(parts):04}", good))
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
def publish(run: Run, plan: Plan, validated: Validated) -> tuple[PublishedLoad, int]:
    """Brings the good rows into the warehouse, all of them in one step or none, and counts the near-duplicates."""
    reference = load_reference(run.overlay)
    staged = {table: [part / f"{table}.parquet" for part in validated.parts] for table in STAGED_TABLES}
    documents = known_documents(run.warehouse)
    # Only documents that repeat no other, so that no link leads to another link.
    known = documents.filter(pl.col("near_duplicate_of").is_null()).select("document_id", "minhash")
    new_actors = pl.read_parquet(staged["dim_actor"], glob=False)["actor_id"]
    rules = alias_rules({*known_actors(run.warehouse)["actor_id"], *new_actors}, reference)
    new = pl.read_parquet(staged["dim_document"], glob=False, columns=["document_id", "minhash"])
    # What is extracted again keeps its links.
    near_duplicates = link_near_duplicates(new.join(documents, on="document_id", how="anti"), known)
    published = publish_load(
        run.warehouse,
        Load(
            load_id=f"{run.started_at:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}",
            started_at=run.started_at,
            extractor_version=run.version,
            model_name=spacy_model(),
            model_hash=model_hash(run.profile),
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
    run: Run,
    plan: Plan,
    validated: Validated | None = None,
    published: PublishedLoad | None = None,
    near_duplicate_count: int = 0,
    *,
    is_again: bool = False,
) -> RunReport:
    """What the run did, counted from what it published, if anything."""
    report = RunReport(
        warehouse=run.warehouse,
        unchanged_count=plan.unchanged_count,
        outside_count=plan.outside_count,
        undated_count=plan.undated_count,
        is_again=is_again,
    )
    if validated is None or published is None:
        return report
    rejected = pl.scan_parquet([part / "rejected_input.parquet" for part in validated.parts], glob=False)
    reasons = rejected.group_by("reason").len().sort("len", descending=True).collect()
    quarantined = validated.quarantine.group_by("table_name").len()
    return replace(
        report,
        load_id=published.load_id,
        input_count=plan.input_count,
        document_count=published.document_count,
        duplicate_count=published.duplicate_count,
        near_duplicate_count=near_duplicate_count,
        rejected=dict(reasons.iter_rows()),
        published_rows={table: staging.row_count(validated.parts, table) for table in STAGED_TABLES},
        quarantined_rows=dict(quarantined.iter_rows()),
        checks=summary_lines(validated.results),
        seconds=time.monotonic() - run.started,
    )
