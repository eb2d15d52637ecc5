"""Reference data: actors, their names, offices, titles and first names, read from seeds/reference and a user's overlay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
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
    offices: tuple[Office, ...]
    titles: Mapping[str, str]
    """Lower-case title ("prime minister", "mr.", "spokeswoman") to its kind: honorific, office, spokesperson, rank."""
    first_names: Mapping[str, Gender]
    """Lower-case first name to gender."""


def load_reference(overlay: Path | None = None) -> Reference:
    """Everything in seeds/reference, with the overlay's rows added and overriding. The result is kept for the process."""
    raise NotImplementedError


def word_list(name: str) -> list[dict[str, str]]:
    """Rows of seeds/reference/{name}.csv as texts, in the order of the file."""
    raise NotImplementedError
