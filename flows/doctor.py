"""`onrecord doctor`: is everything there that a run needs?"""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

NEEDED_GIGABYTES = 2
PACKAGES = ("prefect", "duckdb", "polars", "great-expectations", "spacy")


class Finding(NamedTuple):
    """One thing looked at: whether it is as it should be, and what was found or is to be done."""

    name: str
    is_well: bool
    detail: str


def examine(warehouse: Path, overlay: Path | None) -> Iterator[Finding]:
    """Looks at each thing in turn; the slow ones come last."""
    yield Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])
    for package in PACKAGES:
        yield _installed(package)
    yield _disk(warehouse)
    yield _tried("warehouse", lambda: _warehouse(warehouse))
    yield _tried("reference data", _reference_data)
    yield _tried("overlay", lambda: _overlay(overlay))
    yield _tried("language model", _language_model)
    yield _tried("learned models", _learned_models)


def _installed(package: str) -> Finding:
    try:
        return Finding(package, True, version(package))
    except PackageNotFoundError:
        return Finding(package, False, "is not installed. Set it up with: make setup")


def _disk(warehouse: Path) -> Finding:
    folder = next(parent for parent in warehouse.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free / 1e9
    return Finding("disk", free >= NEEDED_GIGABYTES, f"{free:.0f} GB free at {folder}; a run needs {NEEDED_GIGABYTES}")


def _warehouse(warehouse: Path) -> str:
    from warehouse.read import load_summary

    if not warehouse.exists():
        return f"none at {warehouse} yet; make one with: onrecord run seeds/articles"
    return load_summary(warehouse)


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
        return Finding(name, True, look())
    except expected as error:
        return Finding(name, False, str(error))
