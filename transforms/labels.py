"""Whom the speaker labels of a transcript name: "MS. JEAN-PIERRE:" by a last name, "THE PRESIDENT:" by an office."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from transforms.annotations import Mention
from transforms.offices import Offices, is_short_for
from transforms.people import (
    Index,
    Person,
    Title,
    as_name,
    choose,
    enter,
    gender_of_titles,
    inner_title_length,
    joined,
    looks_like_name,
    people_called,
    titles_in,
)
from transforms.reference import Reference
from transforms.segment import paragraphs
from warehouse.contract import LinkReason

BY_NAME, BY_OFFICE = 0.95, 0.85


def label_mentions(
    doc: Doc, people: list[Person], index: Index, offices: Offices, reference: Reference
) -> Iterator[Mention]:
    """A mention for each label that names a person; who is in labels only is added to the people and the index.

    An office is that of the one person in the headline who has it, or else of its holder on the document's day.
    """
    named: dict[str, Mention | None] = {}
    for label in labels(doc):
        words = words_of(label)
        text = " ".join(words)
        if text not in named:
            named[text] = mention_of_label(label, words, people, index, offices, reference)
        if mention := named[text]:
            yield Mention(label, mention.actor_id, mention.reason, mention.confidence)


def labels(doc: Doc) -> Iterator[Span]:
    for paragraph in paragraphs(doc):
        label = doc.char_span(*paragraph.label, alignment_mode="expand") if paragraph.label else None
        if label is not None:
            yield label


def words_of(label: Span) -> list[str]:
    """The words without article, colon, and what stands in parentheses."""
    words = label.text.partition("(")[0].rstrip(": ").split()
    return words[1:] if words and words[0].lower() == "the" else words


def mention_of_label(
    label: Span, words: Sequence[str], people: list[Person], index: Index, offices: Offices, reference: Reference
) -> Mention | None:
    title = joined([word.lower() for word in words])
    if title in reference.titles:
        holder = holder_of_office(title, offices)
        return Mention(label, holder, LinkReason.TITLE, BY_OFFICE) if holder else None
    person = person_called(words, people, index, reference)
    return Mention(label, person.actor_id, LinkReason.LAST_NAME, BY_NAME) if person else None


def holder_of_office(title: str, offices: Offices) -> str | None:
    titled = [
        person.actor_id for person in offices.in_headline if any(is_short_for(title, full) for full in person.titles)
    ]
    return titled[0] if len(titled) == 1 else offices.holder(title, None)


def person_called(words: Sequence[str], people: list[Person], index: Index, reference: Reference) -> Person | None:
    """The person of the name in a label, a new one where a title or a known first name stands before it."""
    lower = [word.lower() for word in words]
    length = inner_title_length(lower, reference)
    titles, name = titles_in(lower[:length], reference), words[length:]
    if not name or not looks_like_name(" ".join(name)):
        return None
    if called := people_called(name, index):
        title = Title(frozenset(lower[:length]), frozenset(titles), None, gender_of_titles(titles))
        return choose(called, title, ())[0]
    if not titles and (len(name) == 1 or lower[0] not in reference.first_names):
        return None
    person = Person(as_name(" ".join(name)), gender_of_titles(titles), set(titles))
    enter(person, index, reference)
    people.append(person)
    return person
