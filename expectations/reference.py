"""The expectations of the reference data, seeds/reference/*.csv, which a person edits by hand."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from expectations.checks import Check, holds, matches, not_null, one_of, unique
from expectations.judge import judge
from warehouse.contract import Act

ACTOR_FILES = ("countries", "organisations", "armed_groups", "media")
ALIAS_FILES = ("country_aliases", "aliases")
COLUMNS = {
    **dict.fromkeys(ACTOR_FILES, ("actor_id", "name", "country_code", "wikidata_id")),
    **dict.fromkeys(ALIAS_FILES, ("alias", "actor_id", "kind")),
    "people": ("person_actor_id", "title", "of_actor_id", "from_date", "until_date", "wikidata_id"),
    "titles": ("title", "kind"),
    "first_names": ("first_name", "gender"),
    "cues": ("cue",),
    "acts": ("entry", "act", "polarity"),
}
"""The files that must be there, with the columns that the expectations read; every file has `source` too."""

ALIAS_KINDS = ("name", "acronym", "spelling", "demonym", "adjective", "capital", "metonym")
TITLE_KINDS = ("honorific", "office", "rank", "spokesperson")
GENDERS = ("female", "male", "either")
POLARITIES = ("support", "oppose", "either")

EXAMPLES = 3


def check_reference(folder: Path) -> list[str]:
    """Judges every CSV in the folder, and returns a text for each failure: file, expectation, lines. None: all is well.

    Raises CheckCrashed if an expectation could not be checked.
    """
    frames = {
        path.stem: pl.read_csv(path, infer_schema=False).with_row_index("line", offset=2)
        for path in sorted(folder.glob("*.csv"))
    }
    missing = list(_missing(frames))
    if missing:
        return missing
    actors = _actors(frames)
    meanings = _meanings(frames)
    return [
        failure
        for name, frame in frames.items()
        for failure in _failures(name, _with_context(name, frame, actors, meanings))
    ]


def _missing(frames: Mapping[str, pl.DataFrame]) -> list[str]:
    wanted = dict.fromkeys(frames, ("source",)) | {name: (*found, "source") for name, found in COLUMNS.items()}
    return [
        f"{name}.csv: column {column} is missing" if name in frames else f"{name}.csv is missing"
        for name, columns in wanted.items()
        for column in (columns if name in frames else columns[:1])
        if name not in frames or column not in frames[name].columns
    ]


def _actors(frames: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Every actor id that a file introduces, as often as it does."""
    files = [frames[name]["actor_id"] for name in ACTOR_FILES]
    return pl.concat([*files, frames["people"]["person_actor_id"].unique().alias("actor_id")])


def _meanings(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """How many actors each written form stands for, as a name or an alias in any file: written_form, meaning_count."""
    forms = [
        *(frames[name].select(written_form="name", actor_id="actor_id") for name in ACTOR_FILES),
        *(frames[name].select(written_form="alias", actor_id="actor_id") for name in ALIAS_FILES),
    ]
    return pl.concat(forms).group_by("written_form").agg(meaning_count=pl.col("actor_id").n_unique())


def _with_context(name: str, frame: pl.DataFrame, actors: pl.Series, meanings: pl.DataFrame) -> pl.DataFrame:
    """The file's rows with the columns that its expectations read of other files."""
    known = actors.unique().implode()
    if name in ACTOR_FILES:
        repeated = actors.filter(actors.is_duplicated()).unique().implode()
        country = pl.col("country_code").is_null() | ("country:" + pl.col("country_code")).is_in(known)
        frame = frame.with_columns(is_repeated=pl.col("actor_id").is_in(repeated), country_is_known=country)
    if name in ACTOR_FILES + ALIAS_FILES:
        form = "name" if name in ACTOR_FILES else "alias"
        frame = frame.join(meanings, left_on=form, right_on="written_form", how="left", maintain_order="left")
    if name in ALIAS_FILES:
        frame = frame.with_columns(actor_is_known=pl.col("actor_id").is_in(known))
    if name == "people":
        frame = frame.with_columns(
            actor_is_known=pl.col("of_actor_id").is_in(known),
            previous_from_date=pl.col("from_date").shift().over("person_actor_id"),
        )
    if "affiliation_actor_id" in frame.columns:
        affiliation = pl.col("affiliation_actor_id").is_null() | pl.col("affiliation_actor_id").is_in(known)
        frame = frame.with_columns(affiliation_is_known=affiliation)
    return frame


def _failures(name: str, frame: pl.DataFrame) -> list[str]:
    failures = []
    for finding in judge(name, frame, _suite(name, frame)) if frame.height else []:
        if finding.broken:
            shown = frame[finding.broken[:EXAMPLES]].select("line", *finding.check.shows)
            examples = "; ".join(
                f"line {row.pop('line')}: " + ", ".join(f"{column} = {value}" for column, value in row.items())
                for row in shown.to_dicts()
            )
            failures.append(
                f"{name}.csv: {finding.check.name}: {len(finding.broken)} of {finding.evaluated}, {examples}"
            )
    return failures


def _suite(name: str, frame: pl.DataFrame) -> list[Check]:
    """What holds for every file, then what holds for this one."""
    first = next(column for column in frame.columns if column != "line")
    every = [not_null(first), not_null("source")]
    if name in ACTOR_FILES:
        return [*every, *_ACTOR_SUITE, *(_AFFILIATION_SUITE if "affiliation_actor_id" in frame.columns else ())]
    if name in ALIAS_FILES:
        return [*every, *_ALIAS_SUITE]
    return [*every, *_SUITES.get(name, ())]


_DATE = r"^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$"

_ACTOR_SUITE = (
    holds("actor_id is introduced once", pl.col("is_repeated").not_(), "actor_id"),
    matches("actor_id is well-formed", "actor_id", r"^(?:country:[A-Z]{3}|(?:igo|org|group):\S(?:.*\S)?)$"),
    not_null("name"),
    holds("name stands for one actor", pl.col("meaning_count") == 1, "name", "actor_id"),
    holds("country_code is that of a known country", pl.col("country_is_known"), "country_code"),
    matches("wikidata_id is well-formed", "wikidata_id", r"^Q[1-9]\d*$"),
)
_AFFILIATION_SUITE = (
    holds("affiliation_actor_id is a known actor", pl.col("affiliation_is_known"), "affiliation_actor_id"),
)
_ALIAS_SUITE = (
    unique("alias"),
    holds("alias stands for one actor", pl.col("meaning_count") == 1, "alias", "actor_id"),
    holds("alias has no blanks around it", pl.col("alias") == pl.col("alias").str.strip_chars(), "alias"),
    holds("actor_id is a known actor", pl.col("actor_is_known"), "alias", "actor_id"),
    one_of("kind", ALIAS_KINDS),
)
_SUITES: dict[str, tuple[Check, ...]] = {
    "people": (
        unique("person_actor_id", "title", "of_actor_id", "from_date"),
        matches("person_actor_id is well-formed", "person_actor_id", r"^person:\S(?:.*\S)?$"),
        holds("of_actor_id is a known actor", pl.col("actor_is_known"), "person_actor_id", "of_actor_id"),
        not_null("title"),
        matches("from_date is a date", "from_date", _DATE),
        matches("until_date is a date", "until_date", _DATE),
        holds(
            "from_date is before until_date",
            pl.col("from_date").is_null()
            | pl.col("until_date").is_null()
            | (pl.col("from_date") < pl.col("until_date")),
            "person_actor_id", "from_date", "until_date",
        ),
        holds(
            "a person's offices are in order of time",
            pl.col("from_date").is_null()
            | pl.col("previous_from_date").is_null()
            | (pl.col("previous_from_date") <= pl.col("from_date")),
            "person_actor_id", "previous_from_date", "from_date",
        ),
        matches("wikidata_id is well-formed", "wikidata_id", r"^Q[1-9]\d*$"),
    ),
    "titles": (unique("title"), one_of("kind", TITLE_KINDS)),
    "first_names": (unique("first_name"), one_of("gender", GENDERS)),
    "acts": (one_of("act", Act), one_of("polarity", POLARITIES)),
}  # fmt: skip
