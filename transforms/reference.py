"""Reference data: actors, their names, offices, titles and first names, from seeds/reference and a user's overlay."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from warehouse.contract import ActorKind


class AliasKind(StrEnum):
    """What sort of name an alias is."""

    NAME = "name"
    ACRONYM = "acronym"
    SPELLING = "spelling"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"
    CAPITAL = "capital"
    METONYM = "metonym"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class ReferenceActor:
    actor_id: str
    kind: ActorKind
    name: str
    country_code: str | None
    affiliation_actor_id: str | None
    wikidata_id: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """One written form of an actor, in the case in which it is written."""

    text: str
    actor_id: str
    kind: AliasKind


@dataclass(frozen=True, slots=True)
class Office:
    """A person's office ("president", "spokesman") for a country or organisation, until_date excluded; null is open."""

    person_actor_id: str
    title: str
    of_actor_id: str
    from_date: date | None
    until_date: date | None


@dataclass(frozen=True)
class Reference:
    actors: Mapping[str, ReferenceActor]
    aliases: Mapping[str, Alias]
    """Written form, in its own case and without a leading "the", to what it stands for."""
    offices: tuple[Office, ...]
    titles: Mapping[str, str]
    """Lower-case title ("prime minister", "mr.", "spokeswoman") to its kind: honorific, office, spokesperson, rank."""
    first_names: Mapping[str, Gender]
    """Lower-case first name to gender."""

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], Collection[str]]:
        """Lower-case last name and title to the names of those who held the office at any time."""
        found: dict[tuple[str, str], set[str]] = {}
        for office in self.offices:
            name = office.person_actor_id.partition(":")[2]
            found.setdefault((name.split()[-1].lower(), office.title), set()).add(name)
        return found

    @cached_property
    def served(self) -> Mapping[tuple[str, str], Collection[str]]:
        """Lower-case last name and title to those whom the holders of the office served at any time."""
        found: dict[tuple[str, str], set[str]] = {}
        for office in self.offices:
            name = office.person_actor_id.partition(":")[2]
            found.setdefault((name.split()[-1].lower(), office.title), set()).add(office.of_actor_id)
        return found


class OverlayError(ValueError):
    """The user's overlay cannot be used. The message says where, what is wrong and what to do."""


ACTOR_FILES = ("countries", "organisations", "armed_groups", "media")
ALIAS_FILES = ("country_aliases", "aliases")
NAME_FILES = ("first_names_us", "first_names")
"""The second, of names all over the world, knows better where both have a name."""
OVERLAY_REQUIRED = ("alias", "actor_id")
OVERLAY_OPTIONAL = ("name", "kind", "country_code", "affiliation_actor_id", "wikidata_id")
OVERLAY_PATTERNS = {
    "actor_id": (
        r"country:[A-Z]{3}|(igo|person|org|group):\S(.*\S)?",
        "country:RUS (with the three letters of ISO 3166), igo:…, org:…, group:… or person:…, or - to remove the alias",
    ),
    "country_code": (r"[A-Z]{3}", "the three letters of ISO 3166"),
    "wikidata_id": (r"Q[0-9]+", "Q and digits"),
}
REMOVE = "-"


@cache
def load_reference(overlay: Path | None = None) -> Reference:
    """Everything in seeds/reference, with the overlay's rows added and overriding. The result is kept for the process.

    The overlay is a CSV in UTF-8 with the columns `alias` and `actor_id`, and `name`, `kind`, `country_code`,
    `affiliation_actor_id` and `wikidata_id` where wanted. An alias that we have is re-pointed, the actor_id `-` removes
    it, an actor that we have takes the cells that are filled. Raises OverlayError where it cannot be used.
    """
    if overlay is None:
        return _shipped_reference()
    return _with_overlay(load_reference(), overlay)


def word_list(name: str) -> list[dict[str, str]]:
    """Rows of seeds/reference/{name}.csv as texts, in the order of the file."""
    text = (resources.files("seeds") / "reference" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _shipped_reference() -> Reference:
    actors = {row["actor_id"]: _actor(row) for name in ACTOR_FILES for row in word_list(name)}
    people = word_list("people")
    actors |= _people(people, actors)
    return Reference(
        actors=actors,
        aliases={alias.text: alias for alias in _aliases(actors.values())},
        offices=tuple(map(_office, people)),
        titles={row["title"]: row["kind"] for row in word_list("titles")},
        first_names={row["first_name"]: Gender(row["gender"]) for name in NAME_FILES for row in word_list(name)},
    )


def _actor(row: Mapping[str, str]) -> ReferenceActor:
    return ReferenceActor(
        actor_id=row["actor_id"],
        kind=_kind_of(row["actor_id"]),
        name=row["name"],
        country_code=row["country_code"] or None,
        affiliation_actor_id=row.get("affiliation_actor_id") or None,
        wikidata_id=row["wikidata_id"] or None,
    )


def _office(row: Mapping[str, str]) -> Office:
    return Office(
        person_actor_id=row["person_actor_id"],
        title=row["title"],
        of_actor_id=row["of_actor_id"],
        from_date=date.fromisoformat(row["from_date"]) if row["from_date"] else None,
        until_date=date.fromisoformat(row["until_date"]) if row["until_date"] else None,
    )


def _people(rows: Iterable[Mapping[str, str]], actors: Mapping[str, ReferenceActor]) -> dict[str, ReferenceActor]:
    """One actor a person. A person's rows are in order of time, and the last one gives the affiliation."""
    return {
        row["person_actor_id"]: ReferenceActor(
            actor_id=row["person_actor_id"],
            kind=ActorKind.PERSON,
            name=row["person_actor_id"].partition(":")[2],
            country_code=actors[row["of_actor_id"]].country_code,
            affiliation_actor_id=row["of_actor_id"],
            wikidata_id=row["wikidata_id"] or None,
        )
        for row in rows
    }


def _aliases(actors: Iterable[ReferenceActor]) -> Iterator[Alias]:
    """Every actor's own name, then what the alias files add."""
    for actor in actors:
        yield Alias(actor.name, actor.actor_id, AliasKind.NAME)
    for name in ALIAS_FILES:
        for row in word_list(name):
            yield Alias(row["alias"], row["actor_id"], AliasKind(row["kind"]))


def _kind_of(actor_id: str) -> ActorKind:
    return ActorKind(actor_id.partition(":")[0])


def _with_overlay(shipped: Reference, path: Path) -> Reference:
    actors, aliases = dict(shipped.actors), dict(shipped.aliases)
    place_of_alias: dict[str, str] = {}
    rows = dict(_overlay_rows(path))
    for place, row in rows.items():
        text, actor_id = row["alias"], row["actor_id"]
        if text in place_of_alias:
            raise OverlayError(f"{place}: alias {text!r} is given in {place_of_alias[text]} too. Keep one of them.")
        place_of_alias[text] = place
        if actor_id != REMOVE:
            actors[actor_id] = _overlay_actor(row, actors.get(actor_id), place)
            aliases[text] = Alias(text, actor_id, _overlay_alias_kind(row, place))
        elif aliases.pop(text, None) is None:
            raise OverlayError(f"{place}: there is no alias {text!r} to remove. Correct it or drop the line.")
    _check_affiliations(rows, actors)
    return Reference(actors, aliases, shipped.offices, shipped.titles, shipped.first_names)


def _overlay_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Place ("overlay.csv, line 2") and cells of each row, stripped, with every column that an overlay can have."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OverlayError(f"{path}: cannot be read ({error}). Give the path of a CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    try:
        _check_header(f"{path}, line 1", reader.fieldnames or ())
        for row in reader:
            place = f"{path}, line {reader.line_num}"
            yield place, _overlay_cells(row, place)
    except csv.Error as error:
        place = f"{path}, after line {reader.line_num}"
        raise OverlayError(f"{place}: no CSV ({error}). Look for an odd quotation mark.") from error


def _check_header(place: str, header: Collection[str]) -> None:
    allowed = OVERLAY_REQUIRED + OVERLAY_OPTIONAL
    if missing := [column for column in OVERLAY_REQUIRED if column not in header]:
        raise OverlayError(f"{place}: column {missing[0]!r} is missing. Start the file with {','.join(allowed)}.")
    if unknown := [column for column in header if column not in allowed]:
        raise OverlayError(f"{place}: column {unknown[0]!r} is not known. Use {', '.join(allowed)} only.")


def _overlay_cells(row: Mapping[str, str | None], place: str) -> dict[str, str]:
    if "" in row:
        raise OverlayError(f"{place}: more cells than the header has. Put a cell with commas in quotation marks.")
    cells = {column: (row.get(column) or "").strip() for column in OVERLAY_REQUIRED + OVERLAY_OPTIONAL}
    for column in OVERLAY_REQUIRED:
        if not cells[column]:
            raise OverlayError(f"{place}: {column} is empty. Fill it or drop the line.")
    return cells


def _overlay_actor(row: Mapping[str, str], known: ReferenceActor | None, place: str) -> ReferenceActor:
    """The actor of a row: the one that we have with the filled cells put over it, or a new one."""
    for column, (pattern, advice) in OVERLAY_PATTERNS.items():
        if row[column] and not re.fullmatch(pattern, row[column]):
            raise OverlayError(f"{place}: {column} {row[column]!r} is none. Write {advice}.")
    kind, _, name = row["actor_id"].partition(":")
    default = known or ReferenceActor(
        actor_id=row["actor_id"],
        kind=ActorKind(kind),
        name=name,
        country_code=name if kind == ActorKind.COUNTRY else None,
        affiliation_actor_id=None,
        wikidata_id=None,
    )
    return ReferenceActor(
        actor_id=default.actor_id,
        kind=default.kind,
        name=row["name"] or default.name,
        country_code=row["country_code"] or default.country_code,
        affiliation_actor_id=row["affiliation_actor_id"] or default.affiliation_actor_id,
        wikidata_id=row["wikidata_id"] or default.wikidata_id,
    )


def _overlay_alias_kind(row: Mapping[str, str], place: str) -> AliasKind:
    if row["kind"] and row["kind"] not in set(AliasKind):
        raise OverlayError(f"{place}: kind {row['kind']!r} is not known. Use {', '.join(AliasKind)}, or none.")
    return AliasKind(row["kind"] or AliasKind.NAME)


def _check_affiliations(rows: Mapping[str, Mapping[str, str]], actors: Mapping[str, ReferenceActor]) -> None:
    """An affiliation may be an actor that a later line adds, so this looks when all lines are read."""
    for place, row in rows.items():
        affiliation = row["affiliation_actor_id"]
        if affiliation and affiliation not in actors:
            raise OverlayError(
                f"{place}: affiliation_actor_id {affiliation!r} is no known actor. Correct it or add a line for it."
            )
