"""The people of one document: which names are one person, and what the text says of each.

A person is called by the longest form in the document, without titles. Shorter forms and last names are led back to it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.documents import CleanDocument, ParagraphKind
from transforms.places import is_place
from transforms.reference import Gender, Reference, word_list
from warehouse.contract import ActorKind

TITLE_WINDOW = 9
"""Words before or after a name in which its title may stand: "U.S. Ambassador to the United Nations Linda …"."""

LONGEST_TITLE = 6
LONGEST_NAME = 5
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
TITLE_LINKS = frozenset({"of", "to", "for", "the", "and", "at", "on", "in", "a", "his", "her", "-", "&"}) | POSSESSIVES
SHORTEST_CAPITALISED = 4
"""Shorter words in capitals are taken for acronyms, not for last names in a headline."""

HONORIFIC = "honorific"


@dataclass(slots=True)
class Person:
    """One person. `title_heads` are the last words of the titles beside the name, `title_words` all words there."""

    name: str
    gender: Gender | None = None
    title_heads: set[str] = field(default_factory=set)
    title_words: set[str] = field(default_factory=set)
    affiliation: str | None = None

    @property
    def actor_id(self) -> str:
        return f"{ActorKind.PERSON}:{self.name}"


Index = dict[str, list[Person]]
"""Case-folded short forms of names to the people who have them."""


@dataclass(frozen=True, slots=True)
class Title:
    """What stands beside a name: the words there, the last words of the titles among them, and the actor served."""

    words: frozenset[str]
    heads: frozenset[str]
    of_actor_id: str | None
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text, without titles and possessive."""

    span: Span
    text: str
    title: Title | None

    @property
    def words(self) -> list[str]:
        return self.text.split()


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name led back to its person. `certainty` (0 to 1) is lower the more was guessed."""

    span: Span
    person: Person
    is_short: bool
    certainty: float


def find_people(doc: Doc, reference: Reference) -> tuple[list[Person], Index, list[NamedPerson]]:
    """The people of the document, their short forms, and the names that stand for them in the order of the text.

    A name that could be two people's is left out.
    """
    read = [read_name(ent, reference) for ent in doc.ents if ent.label_ == "PERSON"]
    names = [name for name in read if name and is_credible(name, reference)]
    index = cluster(names, reference)
    named = lead_back(names, index)
    named += bare_last_names(doc, index, named, reference)
    people = {id(person): person for same_form in index.values() for person in same_form}
    return list(people.values()), index, sorted(named, key=lambda found: found.span.start)


def read_name(ent: Span, reference: Reference) -> Name | None:
    """The name in a PERSON entity, or None where nothing in it looks like one."""
    doc, start, end = ent.doc, ent.start, ent.end
    while end > start and not ends_name(doc[end - 1]):
        end -= 1
    start += inner_title_length([token.lower_ for token in doc[start:end]], reference)
    while start < end and not doc[start].text[0].isalpha():
        start += 1
    if start >= end:
        return None
    span = doc[start:end]
    text = " ".join(span.text.split())
    return Name(span, text, title_beside(span, reference)) if looks_like_name(text) else None


def ends_name(token: Token) -> bool:
    if token.lower_ in name_parts("suffix"):
        return True
    return token.text[-1].isalpha() and token.text not in POSSESSIVES


def is_credible(name: Name, reference: Reference) -> bool:
    """Whether the model's guess holds. In a headline every word is capitalised, and a lone name may be a town."""
    if name.title or name.span[0].lower_ in reference.first_names or name.span.root.ent_kb_id_:
        return True
    return not is_in_headline(name.span) and not (len(name.words) == 1 and is_place(name.span))


def is_in_headline(span: Span) -> bool:
    document: CleanDocument | None = span.doc._.source_document
    if document is None or not document.paragraphs:
        return False
    first = document.paragraphs[0]
    return first.kind is ParagraphKind.TITLE and span.start_char < first.end


def inner_title_length(words: Sequence[str], reference: Reference) -> int:
    """How many words at the start of an entity are titles (of "President Joe Biden" one). The last word never is."""
    length = 0
    while longest := longest_title(words[length:-1], reference):
        length += longest
    return length


def longest_title(words: Sequence[str], reference: Reference) -> int:
    """How many of the first words are one title."""
    lengths = range(min(LONGEST_TITLE, len(words)), 0, -1)
    return next((length for length in lengths if joined(words[:length]) in reference.titles), 0)


def joined(words: Sequence[str]) -> str:
    """Tokens as written: a hyphen is a token of its own."""
    return " ".join(words).replace(" - ", "-")


def looks_like_name(text: str) -> bool:
    words = text.split()
    if len(words) > LONGEST_NAME or any(character.isdigit() for character in text):
        return False
    return all(is_name_word(word) for word in words) and words[-1].lower() not in name_parts("particle")


def is_name_word(word: str) -> bool:
    return word[0].isupper() or "-" in word[:4] or word.lower() in name_parts("particle")


@cache
def name_parts(reading: str) -> frozenset[str]:
    """Lower-case words of seeds/reference/name_parts.csv: suffix, particle, female or male."""
    return frozenset(row["word"] for row in word_list("name_parts") if row["reading"] == reading)


def title_beside(name: Span, reference: Reference) -> Title | None:
    """The title right before the name, or else in apposition before or after it."""
    doc = name.doc
    before = run_before(doc, name.start)
    if not before and name.start and doc[name.start - 1].text == "," and name.root.dep_ == "appos":
        before = run_before(doc, name.start - 1)
    return read_title(before, reference) or read_title(run_of_apposition(name), reference)


def run_before(doc: Doc, end: int) -> list[Token]:
    start = end
    while start > 0 and end - start < TITLE_WINDOW and can_stand_in_title(doc[start - 1]):
        start -= 1
    return list(doc[start:end])


def run_of_apposition(name: Span) -> list[Token]:
    doc, start = name.doc, name.end + 1
    if name.end >= len(doc) or doc[name.end].text != ",":
        return []
    end = start
    while end < len(doc) and end - start < TITLE_WINDOW and can_stand_in_title(doc[end]):
        end += 1
    run = list(doc[start:end])
    return run if any(token.dep_ == "appos" and token.head in name for token in run) else []


def can_stand_in_title(token: Token) -> bool:
    return token.lower_ in TITLE_LINKS or token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.text.endswith(".")


def read_title(run: Sequence[Token], reference: Reference) -> Title | None:
    words = [token.lower_ for token in run]
    titles = []
    position = 0
    while position < len(words):
        length = longest_title(words[position:], reference)
        if length:
            titles.append(joined(words[position : position + length]))
        position += length or 1
    if not titles:
        return None
    served = (token.ent_kb_id_ for token in run if token.ent_kb_id_)
    heads = {head_of_title(title) for title in titles if reference.titles[title] != HONORIFIC}
    return Title(frozenset(words) - TITLE_LINKS, frozenset(heads), next(served, None), gender_of_titles(titles))


def head_of_title(title: str) -> str:
    """The noun of the title: "undersecretary" of "undersecretary of state"."""
    return title.partition(" of ")[0].partition(" for ")[0].split()[-1]


def gender_of_titles(titles: Iterable[str]) -> Gender | None:
    for title in titles:
        for gender in (Gender.FEMALE, Gender.MALE):
            if title in name_parts(gender) or title.split()[-1] in name_parts(gender):
                return gender
    return None


def cluster(names: Sequence[Name], reference: Reference) -> Index:
    """One person for each set of names that are forms of one another, found by each case-folded short form."""
    index: Index = defaultdict(list)
    for name in sorted(names, key=lambda name: -len(name.words)):
        candidates = people_called(name.words, index)
        if not candidates:
            person = Person(as_name(name.text), gender_of_name(name.words, reference))
            candidates = [person]
            for form in surname_forms(bare(person.name.split()), reference):
                index[form].append(person)
        if len(candidates) == 1:
            learn(candidates[0], name.title)
    return index


def people_called(name: Sequence[str], index: Index) -> list[Person]:
    """Those whom the name can be a form of. A full name has one at most, a last name may have several."""
    words = bare(name)
    sharing = index.get(words[-1], [])
    if len(words) == 1:
        return sharing
    return [person for person in sharing if is_form_of(words, bare(person.name.split()))][:1]


def as_name(text: str) -> str:
    """The name as written, but not in a headline's capitals."""
    return text.title() if text.isupper() and len(text) >= SHORTEST_CAPITALISED else text


def is_form_of(words: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name of several words is another with parts left out or abbreviated. Both case-folded and bare."""
    if len(full) == 1 or words[-1] != full[-1]:
        return words == full
    first, other = words[0], full[0]
    return first == other or first.rstrip(".") == other[0] or other.rstrip(".") == first[0] or set(words) <= set(full)


def bare(words: Iterable[str]) -> list[str]:
    """Case-folded words without suffixes such as Jr."""
    folded = [word.casefold() for word in words]
    kept = [word for word in folded if word not in name_parts("suffix")]
    return kept or folded


def surname_forms(words: Sequence[str], reference: Reference) -> set[str]:
    """Case-folded short forms of a name: the last name, with and without its article, and a family name put first."""
    last = words[-1]
    forms = {last, last.partition("-")[2] if last.partition("-")[0] in name_parts("particle") else last}
    if len(words) > 1 and words[0] not in reference.first_names and len(words[0]) > 1:
        forms.add(words[0])
    return forms


def gender_of_name(words: Sequence[str], reference: Reference) -> Gender | None:
    gender = reference.first_names.get(words[0].lower()) if len(words) > 1 else None
    return None if gender is Gender.EITHER else gender


def learn(person: Person, title: Title | None) -> None:
    if title is None:
        return
    person.title_heads |= title.heads
    person.title_words |= title.words
    person.gender = title.gender or person.gender
    if title.heads:
        person.affiliation = person.affiliation or title.of_actor_id


def lead_back(names: Sequence[Name], index: Index) -> list[NamedPerson]:
    """Each name with its person, where it is plain which of several is meant."""
    named: list[NamedPerson] = []
    for name in names:
        is_short = len(bare(name.words)) == 1
        candidates = people_called(name.words, index)
        person, certainty = choose(candidates, name.title, named)
        if person:
            is_alone = is_short and len(bare(person.name.split())) == 1
            certainty = min(certainty, 0.95 if not is_alone else 0.85 if name.title else 0.6)
            named.append(NamedPerson(name.span, person, is_short and not is_alone, certainty))
    return named


def choose(
    candidates: Sequence[Person], title: Title | None, earlier: Sequence[NamedPerson]
) -> tuple[Person | None, float]:
    """Of people with one last name the one whom the title fits, or else the one named last before; with a certainty."""
    if len(candidates) > 1 and title:
        candidates = [person for person in candidates if fits(title, person)] or candidates
    if len(candidates) <= 1:
        return (candidates[0] if candidates else None), 1.0
    for named in reversed(earlier):
        if any(named.person is person for person in candidates):
            return named.person, 0.6
    return None, 0.0


def fits(title: Title, person: Person) -> bool:
    if title.gender and person.gender and title.gender != person.gender:
        return False
    return not title.heads or not person.title_heads or bool(title.heads & person.title_heads)


def bare_last_names(
    doc: Doc, index: Index, named: Sequence[NamedPerson], reference: Reference
) -> list[NamedPerson]:
    """Last names standing alone that the model gave another label or none, and those in a headline's capitals."""
    covered = {position for found in named for position in range(found.span.start, found.span.end)}
    starts = [found.span.start for found in named]
    found: list[NamedPerson] = []
    for token in doc:
        candidates = index.get(token.text.casefold()) if token.text[0].isupper() else None
        if not candidates or token.i in covered or not is_bare_last_name(token, reference):
            continue
        before = named[: bisect_left(starts, token.i)]
        person, certainty = choose(candidates, title_beside(doc[token.i : token.i + 1], reference), before)
        if person and " " in person.name:
            found.append(NamedPerson(doc[token.i : token.i + 1], person, True, min(certainty, 0.9)))
    return found


def is_bare_last_name(token: Token, reference: Reference) -> bool:
    """Whether the word stands alone: in no longer name, no acronym, and not the reference's name of another actor."""
    if token.is_upper and len(token) < SHORTEST_CAPITALISED:
        return False
    if token.ent_kb_id_ and token.ent_type_ != "PERSON":
        return False
    doc, position = token.doc, token.i
    if position and doc[position - 1].is_title and doc[position - 1].lower_ in reference.first_names:
        return False
    continues = position + 1 < len(doc) and doc[position + 1].ent_iob_ == "I"
    return token.ent_iob_ != "I" and not (token.ent_iob_ == "B" and continues)
