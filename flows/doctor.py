"""`onrecord doctor`: is everything there that a run needs?"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from flows.settings import Settings, declared, unknown_variables

NEEDED_GIGABYTES = 2
SERVER_SECONDS = 5
PACKAGES = ("prefect", "duckdb", "polars", "great-expectations", "spacy")

OK, WARN, FAIL = "ok  ", "warn", "FAIL"


class Finding(NamedTuple):
    """One thing looked at: OK, WARN (a run would work) or FAIL, and what was found or is to be done."""

    name: str
    state: str
    detail: str


class Doubtful(Exception):
    """Something that a run can do with, and a person should know."""


def settings_lines(settings: Settings, given: Mapping[str, Any], origin: Callable[[str], str]) -> Iterator[str]:
    """A line for each setting: its value, `given` on the command line or set, and where it comes from."""
    for name in declared():
        value = given.get(name, getattr(settings, name))
        yield f"set   {name}: {'not set' if value is None else value} ({origin(name)})"


def examine(settings: Settings, warehouse: Path, overlay: Path | None) -> Iterator[Finding]:
    """Looks at each thing in turn; the slow ones come last."""
    if unknown := unknown_variables():
        yield Finding("environment", WARN, f"{', '.join(unknown)}: no such setting. They are listed above.")
    yield Finding("python", OK if sys.version_info >= (3, 11) else FAIL, sys.version.split()[0])
    for package in PACKAGES:
        yield _installed(package)
    yield _disk(warehouse)
    yield _tried("warehouse", lambda: _warehouse(warehouse))
    yield _tried("staging", lambda: _staging(warehouse, settings.staging_days))
    yield _tried("last run", lambda: _last_run(warehouse, settings.stale_days))
    yield _tried("prefect server", _server)
    yield _tried("reference data", _reference_data)
    yield _tried("overlay", lambda: _overlay(overlay))
    yield _tried("language model", _language_model)
    yield _tried("learned models", _learned_models)


def examine_deeply(warehouse: Path) -> Iterator[Finding]:
    """Whether the warehouse holds what was published: a finding for each thing that must be so of its rows."""
    from warehouse.deep import deep_findings

    for name, is_well, detail in deep_findings(warehouse):
        yield Finding(name, OK if is_well else FAIL, detail)


def _installed(package: str) -> Finding:
    try:
        return Finding(package, OK, version(package))
    except PackageNotFoundError:
        return Finding(package, FAIL, "is not installed. Set it up with: make setup")


def _disk(warehouse: Path) -> Finding:
    folder = next(parent for parent in warehouse.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free / 1e9
    state = OK if free >= NEEDED_GIGABYTES else FAIL
    return Finding("disk", state, f"{free:.0f} GB free at {folder}; a run needs {NEEDED_GIGABYTES}")


def _warehouse(warehouse: Path) -> str:
    from warehouse.contract import SCHEMA_VERSION
    from warehouse.read import load_summary, schema_of

    if not warehouse.exists():
        return f"none at {warehouse} yet; make one with: onrecord run seeds/articles"
    found = schema_of(warehouse)
    if found < SCHEMA_VERSION:
        raise Doubtful(
            f"{load_summary(warehouse)}; schema {found}, the next `onrecord run` brings it to {SCHEMA_VERSION}"
        )
    return f"{load_summary(warehouse)}; schema {found}"


def _staging(warehouse: Path, days: int) -> str:
    """What runs that did not end left beside the warehouse. A load removes it."""
    folder = warehouse.absolute().parent / "staging" / warehouse.name
    found = [file for file in folder.rglob("*") if file.is_file()]
    if not found:
        return "nothing left behind"
    size, newest = sum(file.stat().st_size for file in found), max(file.stat().st_mtime for file in found)
    left = f"{size / 1e6:.1f} MB of a run that has not ended in {folder}; the next run takes up what it can use"
    if time.time() - newest > timedelta(days=days).total_seconds():
        raise Doubtful(f"{left}. It is older than {days} days (staging_days): run again, or remove the folder.")
    return left


def _last_run(warehouse: Path, days: int) -> str:
    """The newest load; or the newest run of the flow that Prefect knows of, which may have found nothing new."""
    from warehouse.read import loads

    times = [("load", when) for when in loads(warehouse)["published_at"][:1]]
    if (when := _newest_completed_run()) is not None:
        times.append(("completed run", when))
    if not times:
        return "none yet"
    what, when = max(times, key=lambda found: found[1])
    age = datetime.now(UTC) - when
    said = f"newest {what} at {when:%Y-%m-%d %H:%M} UTC, {age.days} days ago"
    if age > timedelta(days=days):
        raise Doubtful(f"{said}, which is more than {days} (stale_days). Is the schedule running? See: onrecord serve")
    return said


def _server() -> str:
    if not (address := os.environ.get("PREFECT_API_URL")):
        return "PREFECT_API_URL is not set: each run starts a server of its own"
    try:
        return f"{address} answers, version {_asked(address, 'admin/version')}"
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{address} does not answer ({error}). Start it with: prefect server start; or unset PREFECT_API_URL"
        ) from error


def _newest_completed_run() -> datetime | None:
    """When the ingest flow last ended well, as Prefect's server tells it; None where none can be asked."""
    if not (address := os.environ.get("PREFECT_API_URL")):
        return None
    question = {
        "flows": {"name": {"any_": ["ingest"]}},
        "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
        "sort": "END_TIME_DESC",
        "limit": 1,
    }
    try:
        found = _asked(address, "flow_runs/filter", question)
    except (OSError, ValueError):
        return None  # _server says so
    return datetime.fromisoformat(found[0]["end_time"]) if found else None


def _asked(address: str, path: str, question: object = None) -> Any:
    """The answer of Prefect's API, without the seconds that its client takes to be imported."""
    from urllib.request import Request, urlopen

    body = None if question is None else json.dumps(question).encode()
    request = Request(f"{address.rstrip('/')}/{path}", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=SERVER_SECONDS) as answer:
        return json.load(answer)


def _reference_data() -> str:
    from expectations.reference import check_reference
    from transforms.reference import load_reference

    failures = check_reference(Path(str(files("seeds").joinpath("reference"))))
    if failures:
        raise ValueError("; ".join(failures))
    reference = load_reference()
    return f"{len(reference.actors)} actors under {len(reference.aliases)} names"


def _overlay(overlay: Path | None) -> str:
    from transforms.reference import load_reference

    if overlay is None:
        return "none given"
    return f"{len(load_reference(overlay).aliases) - len(load_reference().aliases)} names added by {overlay}"


def _language_model() -> str:
    from transforms.pipeline import load_pipeline
    from transforms.version import extractor_version, spacy_model

    load_pipeline()
    return f"{spacy_model()}, extractor {extractor_version()}"


def _learned_models() -> str:
    from transforms.version import Profile, model_hash, usable_profile

    if missing := usable_profile(Profile.ACCURATE)[1]:
        names = ", ".join(str(path) for path in missing)
        raise ValueError(f"missing: {names}. Runs go on with rules alone; get them back with: git checkout transforms")
    return f"weights {model_hash()}"


def _tried(name: str, look: Callable[[], str]) -> Finding:
    from flows.errors import user_errors

    expected: tuple[type[Exception], ...] = (OSError, ValueError, *user_errors())
    try:
        return Finding(name, OK, look())
    except Doubtful as doubt:
        return Finding(name, WARN, str(doubt))
    except expected as error:
        return Finding(name, FAIL, str(error))
