"""Reference data: actors, their names, offices, titles and first names, read from seeds/reference and a user's overlay."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
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


class OverlayError(ValueError):
    """The user's overlay cannot be used. The message says where, what is wrong and what to do."""


ACTOR_FILES = ("countries", "organisations", "armed_groups", "media")
ALIAS_FILES = ("country_aliases", "aliases")
OVERLAY_REQUIRED = ("alias", "actor_id")
OVERLAY_OPTIONAL = ("name", "kind", "country_code", "affiliation_actor_id", "wikidata_id")
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
    shipped = load_reference()
    return _with_overlay(shipped, overlay)


def word_list(name: str) -> list[dict[str, str]]:
    """Rows of seeds/reference/{name}.csv as texts, in the order of the file."""
    with (resources.files("seeds") / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shipped_reference() -> Reference:
    actors = {row["actor_id"]: _actor(row) for name in ACTOR_FILES for row in word_list(name)}
    offices = tuple(_office(row) for row in word_list("people"))
    actors |= _people(word_list("people"), actors)
    return Reference(
        actors=actors,
        aliases={alias.text: alias for alias in _aliases(actors.values())},
        offices=offices,
        titles={row["title"]: row["kind"] for row in word_list("titles")},
        first_names={row["first_name"]: Gender(row["gender"]) for row in word_list("first_names")},
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
    lines_of_aliases: dict[str, int] = {}
    rows = list(_overlay_rows(path))
    for line, row in rows:
        place = f"{path}, line {line}"
        text, actor_id = row["alias"], row["actor_id"]
        if text in lines_of_aliases:
            raise OverlayError(f"{place}: alias {text!r} stands in line {lines_of_aliases[text]} too. Keep one of them.")
        lines_of_aliases[text] = line
        if actor_id == REMOVE:
            if aliases.pop(text, None) is None:
                raise OverlayError(f"{place}: there is no alias {text!r} to remove. Correct its spelling or drop the line.")
        else:
            actors[actor_id] = _overlay_actor(row, actors.get(actor_id), place)
            aliases[text] = Alias(text, actor_id, _overlay_alias_kind(row, place))
    _check_affiliations(path, rows, actors)
    return Reference(actors, aliases, shipped.offices, shipped.titles, shipped.first_names)


def _overlay_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row, stripped, with every column that an overlay can have."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OverlayError(f"{path}: cannot be read as a UTF-8 text ({error}). Give the path of a CSV in UTF-8.") from error
    reader = csv.DictReader(text.splitlines(keepends=True), restkey="")
    _check_header(path, reader.fieldnames or ())
    for row in reader:
        place = f"{path}, line {reader.line_num}"
        if "" in row:
            raise OverlayError(f"{place}: more cells than the header has. Put quotation marks around cells with commas.")
        cells = {column: (row.get(column) or "").strip() for column in OVERLAY_REQUIRED + OVERLAY_OPTIONAL}
        for column in OVERLAY_REQUIRED:
            if not cells[column]:
                raise OverlayError(f"{place}: {column} is empty. Fill it or drop the line.")
        yield reader.line_num, cells


def _check_header(path: Path, header: Iterable[str]) -> None:
    allowed = OVERLAY_REQUIRED + OVERLAY_OPTIONAL
    if missing := [column for column in OVERLAY_REQUIRED if column not in header]:
        raise OverlayError(f"{path}, line 1: column {missing[0]!r} is missing. Start the file with {','.join(allowed)}.")
    if unknown := [column for column in header if column not in allowed]:
        raise OverlayError(f"{path}, line 1: column {unknown[0]!r} is not known. Use {', '.join(allowed)} only.")


def _overlay_actor(row: Mapping[str, str], known: ReferenceActor | None, place: str) -> ReferenceActor:
    """The actor of a row: the one that we have with the filled cells put over it, or a new one."""
    actor_id = row["actor_id"]
    if not re.fullmatch(r"country:[A-Z]{3}|(igo|person|org|group):\S(.*\S)?", actor_id):
        raise OverlayError(
            f"{place}: actor_id {actor_id!r} is none. Write country:RUS (three capital letters of ISO 3166), "
            "igo:…, org:…, group:… or person:…, or - to remove the alias."
        )
    if not re.fullmatch(r"([A-Z]{3})?", row["country_code"]):
        raise OverlayError(f"{place}: country_code {row['country_code']!r} is none. Write three capital letters of ISO 3166.")
    if not re.fullmatch(r"(Q[0-9]+)?", row["wikidata_id"]):
        raise OverlayError(f"{place}: wikidata_id {row['wikidata_id']!r} is none. Write Q and digits.")
    kind, _, name = actor_id.partition(":")
    default = known or ReferenceActor(actor_id, ActorKind(kind), name, name if kind == "country" else None, None, None)
    return ReferenceActor(
        actor_id=actor_id,
        kind=default.kind,
        name=row["name"] or default.name,
        country_code=row["country_code"] or default.country_code,
        affiliation_actor_id=row["affiliation_actor_id"] or default.affiliation_actor_id,
        wikidata_id=row["wikidata_id"] or default.wikidata_id,
    )


def _overlay_alias_kind(row: Mapping[str, str], place: str) -> AliasKind:
    if row["kind"] and row["kind"] not in set(AliasKind):
        raise OverlayError(f"{place}: kind {row['kind']!r} is not known. Use {', '.join(AliasKind)}, or leave it empty.")
    return AliasKind(row["kind"] or AliasKind.NAME)


def _check_affiliations(path: Path, rows: Iterable[tuple[int, dict[str, str]]], actors: Mapping[str, ReferenceActor]) -> None:
    """An affiliation may be an actor that a later line adds, so this looks when all lines are read."""
    for line, row in rows:
        affiliation = row["affiliation_actor_id"]
        if affiliation and affiliation not in actors:
            raise OverlayError(
                f"{path}, line {line}: affiliation_actor_id {affiliation!r} is no known actor. Add a line for it, or correct it."
            )
