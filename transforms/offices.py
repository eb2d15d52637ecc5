"""Who holds an office, by the reference data on a document's day: for titles of which the document names no bearer."""

from collections.abc import Iterable
from datetime import date

from spacy.tokens import Doc

from transforms.documents import CleanDocument
from transforms.people import NamedPerson, Person, bare, is_in_headline, name_parts
from transforms.reference import Office, Reference
from warehouse.contract import ActorKind, DocumentKind

SPOKESPERSON = "spokesperson"


class Offices:
    """Answers who held an office on the day of one document."""

    def __init__(self, doc: Doc, named: Iterable[NamedPerson], people: Iterable[Person], reference: Reference) -> None:
        document: CleanDocument | None = doc._.source_document
        self.day = document.published_on if document else None
        self.people = people
        self.titles = reference.titles
        self.served_at_any_time = reference.served
        self.held = [office for office in reference.offices if self.day and is_held(office, self.day)]
        self.in_headline = list({id(one.person): one.person for one in named if is_in_headline(one.span)}.values())
        speaks_for_itself = document is not None and document.kind is not DocumentKind.ARTICLE
        self.home = self.served_by_all(self.in_headline) if speaks_for_itself else None
        """For whom the officials in the headline of a transcript or a speech act: it calls them by title alone."""

    def holder(self, title: str, of_actor_id: str | None) -> str | None:
        """Actor id of the one holder, in the document's form of the name. Without an actor, the office is at home."""
        served = of_actor_id or self.home
        held = (office for office in self.held if office.of_actor_id == served)
        holders = {office.person_actor_id for office in held if is_short_for(title, office.title)}
        if len(holders) != 1:
            return None
        (holder,) = holders
        last = last_name(holder.partition(":")[2])
        return next((person.actor_id for person in self.people if last_name(person.name) == last), holder)

    def may_be(self, title: str, full: str) -> bool:
        """Whether who has the full title can be called by the other one; the spokesman is also the press secretary."""
        return is_short_for(title, full) or self.titles.get(title) == self.titles.get(full) == SPOKESPERSON

    def may_serve(self, person: Person, country: str) -> bool:
        """Whether the person can hold an office of the country: by the text, or else by the reference data at any time.

        Of whom neither says it, everything may be.
        """
        if person.affiliation:
            return person.affiliation == country
        known = self.known_served(person)
        return not known or country in known

    def leads(self, person: Person, country: str) -> bool:
        return country in ({person.affiliation} if person.affiliation else self.known_served(person))

    def known_served(self, person: Person) -> set[str]:
        keys = ((last_name(person.name), title) for title in person.titles)
        return {served for key in keys for served in self.served_at_any_time.get(key, ())}

    def served_by_all(self, people: Iterable[Person]) -> str | None:
        """The one actor for whom all of the people act."""
        served = {person.affiliation or self.served_by(person) for person in people}
        return served.pop() if len(served) == 1 else None

    def served_by(self, person: Person) -> str | None:
        """For whom the one acts who has this name and title in the reference data."""
        served = {
            office.of_actor_id
            for office in self.held
            if last_name(office.person_actor_id) == last_name(person.name)
            and any(is_short_for(title, office.title) for title in person.titles)
        }
        return served.pop() if len(served) == 1 else None


def is_held(office: Office, day: date) -> bool:
    begun = office.from_date is not None and office.from_date <= day
    return begun and (office.until_date is None or day < office.until_date)


def last_name(name: str) -> str:
    return bare(name.removeprefix(f"{ActorKind.PERSON}:").split())[-1]


def is_short_for(title: str, full: str) -> bool:
    """Whether "the secretary" can be the defense secretary, and "the minister" the minister of defense.

    "The president" is not the vice president.
    """
    return any(
        title == whole
        or (whole.endswith(f" {title}") and whole.removesuffix(f" {title}").split()[0] not in name_parts("rank"))
        for whole in (full, full.partition(" of ")[0].partition(" for ")[0])
    )
