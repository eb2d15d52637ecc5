"""The people of one document: which names are one person, and what the text says of each.

A person is called by the longest form in the document, without titles. Shorter forms and last names are led back to it.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.documents import CleanDocument, ParagraphKind
from transforms.nouns import government_bodies, group_heads, noun_lemma, organisation_heads, state_heads, thing_heads
from transforms.places import governing_preposition, is_place, is_settlement, place_words
from transforms.reference import Gender, Reference, word_list
from warehouse.contract import ActorKind

TITLE_WINDOW = 9
"""Words before or after a name in which its title may stand: "U.S. Ambassador to the United Nations Linda …"."""

LONGEST_TITLE = 6
LONGEST_NAME = 5
MOST_FIRST_NAMES = 3
LONGEST_SYLLABLE = 5
NAMES_BACK = 200
"""How many names before an ambiguous one are counted."""

POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
TITLE_LINKS = frozenset({"of", "to", "for", "the", "and", "at", "on", "in", "a", "his", "her", "-", "&"}) | POSSESSIVES
SHORTEST_CAPITALISED = 4
SHORTEST_RESPELT = 5
_DOUBLED = re.compile(r"(.)\1+")
_ONE_VOWEL = str.maketrans("eiouy", "aaaaa")
_HEADLINE_VERB = re.compile(r"[A-Z][a-z]{3,}ing")
"""Shorter words in capitals are taken for acronyms, not for last names in a headline."""

HONORIFIC = "honorific"
OFFICE = "office"

SURE, OF_OTHER_LABEL, TITLED, RIVALLED, LONE = 0.95, 0.9, 0.85, 0.6, 0.55
"""Confidence of a name that has a full form, of one that the model called something else, of a last name with a title
and no full form, of one that several share, and of one word that only the model takes for a name."""


@dataclass(slots=True)
class Person:
    """One person. `titles` are the lower-case titles beside the name, `title_words` all words there."""

    name: str
    gender: Gender | None = None
    titles: set[str] = field(default_factory=set)
    title_words: set[str] = field(default_factory=set)
    affiliation: str | None = None

    @property
    def actor_id(self) -> str:
        return f"{ActorKind.PERSON}:{self.name}"


@dataclass(frozen=True, slots=True)
class Index:
    """The people by case-folded last name (and other short forms), and by first name."""

    by_last: dict[str, list[Person]]
    by_first: dict[str, list[Person]]


@dataclass(frozen=True, slots=True)
class Title:
    """What stands beside a name: the words there, the titles other than honorifics among them, and the actor served."""

    words: frozenset[str]
    titles: frozenset[str]
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
    common_words = {token.text for token in doc if token.is_lower}
    spans = [ent for ent in doc.ents if may_be_person(ent, reference)]
    spans += titled_words(doc, reference, common_words)
    spans = with_missed_first_names(doc, spans, reference, common_words)
    read = [read_name(span, reference) for span in sorted(spans, key=lambda span: span.start)]
    places = settlements(name for name in read if name)
    credible = [name for name in read if name and is_credible(name, reference, common_words)]
    known = [name for name in without_rest_of_headline(credible, reference) if name.text not in places]
    borders = [(name.text, {bare(name.words)[at] for at in (0, -1)}) for name in known]
    names = [name for name in known if not is_pair(name, borders)]
    index = cluster(names, reference)
    named = lead_back(names, index)
    named += bare_last_names(doc, index, named, reference)
    people = {id(person): person for same_form in index.by_last.values() for person in same_form}
    return list(people.values()), index, sorted(named, key=lambda found: found.span.start)


def may_be_person(ent: Span, reference: Reference) -> bool:
    """Whether the model says so, or a title stands before a first name that it took for something else."""
    if ent.label_ == "PERSON" or ent.kb_id_ or len(ent) == 1:
        return ent.label_ == "PERSON"
    return ent[0].lower_ in reference.first_names and bool(titles_ending_before(ent, reference))


def titled_words(doc: Doc, reference: Reference, common_words: Set[str]) -> Iterator[Span]:
    """Lone last names after a title where the model found no person: "Speaker *Keller*", "Col. *Weber*".

    The title is written as part of the name is, with a capital, and no longer name goes on after the word.
    """
    for token in doc:
        if not is_lone_name(token, reference) or token.lower_ in common_words:
            continue
        before = doc[token.i - 1] if doc[token.i - 1].text != "." else doc[max(0, token.i - 2)]
        titles = titles_ending_before(doc[token.i : token.i + 1], reference) if before.text[0].isupper() else []
        is_inside = token.ent_iob_ == "I" and before.ent_type_ == token.ent_type_
        if titles and not (is_inside and {reference.titles[title] for title in titles} != {OFFICE}):
            yield doc[token.i : token.i + 1]


def with_missed_first_names(
    doc: Doc, spans: Sequence[Span], reference: Reference, common_words: Set[str]
) -> list[Span]:
    """The spans, with the full name of who has a last name only, as the model leaves out first names it does not know.

    A title, an abbreviation or a comma stands before it, or the first name is known: "envoy, *Leyla* Karahan".
    """
    lone = {span.text for span in spans if len(span) == 1}
    lone -= {span[-1].text for span in spans if len(span) > 1}
    found = []
    for token in doc if lone else ():
        if token.text in lone and token.ent_iob_ != "I" and not is_in_headline(doc[token.i : token.i + 1]):
            start = first_name_before(token, reference, common_words)
            if start < token.i:
                found.append(doc[start : token.i + 1])
    last = {span.end - 1 for span in found}
    return [span for span in spans if span.start not in last] + found


def first_name_before(last_name: Token, reference: Reference, common_words: Set[str]) -> int:
    """Where the first names before a last name begin, or the position of the last name itself."""
    doc, start = last_name.doc, last_name.i
    while start > 0 and last_name.i - start < MOST_FIRST_NAMES and may_be_first_name(doc[start - 1], reference):
        if doc[start - 1].lower_ in common_words or titles_ending_before(doc[start : start + 1], reference):
            break
        start -= 1
    before = doc[start - 1].text if start else ""
    is_introduced = (
        before == "," or before[1:].endswith(".") or bool(titles_ending_before(doc[start : start + 1], reference))
    )
    return start if is_introduced or doc[start].lower_ in reference.first_names else last_name.i


def may_be_first_name(token: Token, reference: Reference) -> bool:
    is_other = token.lower_ in reference.titles or token.lower_ in organisation_heads() | thing_heads()
    is_free = token.ent_type_ in {"", "ORG"} and not token.ent_kb_id_
    return token.pos_ == "PROPN" and token.is_title and token.text.isalpha() and is_free and not is_other


def is_lone_name(token: Token, reference: Reference) -> bool:
    """Whether the word may be a last name that the model took for nothing or for an organisation."""
    if not token.i or not token.is_title or token.pos_ != "PROPN" or token.ent_type_ not in {"", "ORG"}:
        return False
    after = token.nbor() if token.i + 1 < len(token.doc) else None
    is_followed = after is not None and (after.pos_ == "PROPN" or after.text in {"-", "&"} or after.ent_iob_ == "I")
    is_other = token.lower_ in organisation_heads() | thing_heads() | government_bodies("executive")
    is_title = token.lower_ in reference.titles or token.lower_ in reference.first_names
    return not (
        is_followed or is_other or is_title or token.ent_kb_id_ or is_in_headline(token.doc[token.i : token.i + 1])
    )


def without_rest_of_headline(names: Sequence[Name], reference: Reference) -> Iterator[Name]:
    """The names, of one in a headline only the last name where its other words are none: "*Keller* Plan Wins".

    A known first name begins a full name, though the text uses it alone as well: "Thank you, *Jen*."
    """
    in_body = [name for name in names if not is_in_headline(name.span)]
    last_words = {bare(name.words)[-1] for name in in_body}
    first_words = {name.words[0].casefold() for name in in_body if len(name.words) > 1}
    for name in names:
        words = [word.casefold() for word in name.words]
        is_last_name = words[0] in last_words and words[0] not in first_words | reference.first_names.keys()
        if len(words) == 1 or not is_in_headline(name.span) or words[-1] in last_words or not is_last_name:
            yield name
            continue
        span = name.span[:1]
        yield Name(span, span.text, title_beside(span, reference))


def is_pair(name: Name, borders: Sequence[tuple[str, set[str]]]) -> bool:
    """Whether a hyphen joins two people of the document: "the *Weber-Klein* summit".

    `borders` are the document's names with their first and last words.
    """
    parts = name.text.casefold().split("-")
    if len(name.words) > 1 or len(parts) != 2:
        return False
    return all(any(part in words and text != name.text for text, words in borders) for part in parts)


def settlements(names: Iterable[Name]) -> set[str]:
    """Names that the text calls a village or a town somewhere."""
    places = ((name, governing_preposition(name.span.root)) for name in names if name.title is None)
    return {name.text for name, preposition in places if preposition is not None and is_settlement(preposition)}


def titles_ending_before(span: Span, reference: Reference) -> list[str]:
    words = [token.lower_ for token in span.doc[max(0, span.start - LONGEST_TITLE) : span.start]]
    return [title for start in range(len(words)) if (title := joined(words[start:])) in reference.titles]


def read_name(ent: Span, reference: Reference) -> Name | None:
    """The name in a PERSON entity, or None where nothing in it looks like one."""
    doc, start = ent.doc, ent.start
    end = first_headline_verb(doc, start, first_possessive(doc, start, ent.end))
    while end > start and not ends_name(doc[end - 1]):
        end -= 1
    while end > start + 1 and is_no_name(doc[end - 1]) and doc[end - 2].whitespace_:  # a headline's "Biden Before"
        end -= 1
    if not doc[end - 1].is_upper:
        while start < end and doc[start].is_upper and len(doc[start]) > SHORTEST_CAPITALISED:  # "WATCH Keller"
            start += 1
    start += inner_title_length([token.lower_ for token in doc[start:end]], reference)
    while start < end and not doc[start].text[0].isalpha():
        start += 1
    if start >= end:
        return None
    span = doc[start:end]
    text = " ".join(span.text.split())
    return Name(span, text, title_beside(span, reference)) if looks_like_name(text) else None


def first_possessive(doc: Doc, start: int, end: int) -> int:
    """Where a name in a longer entity ends: "Biden" of "Biden's Call"."""
    return next((position for position in range(start, end) if doc[position].text in POSSESSIVES), end)


def first_headline_verb(doc: Doc, start: int, end: int) -> int:
    """Where a name in a headline ends: "Biden" of "Biden Announcing Response". Xi Jinping keeps his last name."""
    inner = range(start + 1, end - 1)
    return next((position for position in inner if _HEADLINE_VERB.fullmatch(doc[position].text)), end)


def is_no_name(token: Token) -> bool:
    return token.is_stop or token.lower_ in place_words("location")


def ends_name(token: Token) -> bool:
    if token.lower_ in name_parts("suffix"):
        return True
    return token.text[-1].isalpha() and token.text not in POSSESSIVES


def is_credible(name: Name, reference: Reference, common_words: Set[str]) -> bool:
    """Whether the model's guess holds: headlines capitalise all words, a lone name may be a town, groups have names."""
    words = [word.lower() for word in name.words]
    last = noun_lemma(name.span[-1])
    if last in group_heads("plural") or last in state_heads("member") or last in thing_heads():
        return False
    if words[0] in place_words("location") or is_with_article(name.span) or is_in_quotation_marks(name.span):
        return False
    if len(words) == 1 and name.title is None and words[0] in common_words:  # "Said" and "Will" are first names too
        return False
    if name.title or words[0] in reference.first_names or name.span.root.ent_kb_id_:
        return True
    if len(words) == 1 and name.span.root.tag_ == "NNS":  # "Umbrellas stood"
        return False
    if is_in_headline(name.span) or is_place(name.span):
        return False
    return not {words[0], words[-1]} & common_words


def is_with_article(name: Span) -> bool:
    """Whether a lone word is "the Observatory", though not before another noun, as in "the Keller plan"."""
    is_lone_noun = len(name) == 1 and name.root.dep_ not in {"compound", "nmod", "amod", "poss"}
    return is_lone_noun and name.start > 0 and name.doc[name.start - 1].lower_ == "the"


def is_in_quotation_marks(name: Span) -> bool:
    """Whether the name alone is quoted, as that of a show or a book is."""
    doc = name.doc
    return name.start > 0 and name.end < len(doc) and doc[name.start - 1].is_quote and doc[name.end].is_quote


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
    """Tokens as written: a hyphen is a token of its own, and the full stop of "Col." may be."""
    return " ".join(words).replace(" - ", "-").replace(" .", ".")


def looks_like_name(text: str) -> bool:
    words = text.split()
    if len(words) > LONGEST_NAME or any(character.isdigit() for character in text):
        return False
    return all(is_name_word(word) for word in words) and words[-1].lower() not in name_parts("particle")


def is_name_word(word: str) -> bool:
    return word[0].isupper() or "-" in word[:4] or word.lower() in name_parts("particle")


@cache
def name_parts(reading: str) -> frozenset[str]:
    """Lower-case words of seeds/reference/name_parts.csv: suffix, particle, female, male, rank, consort, proper."""
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
    if token.ent_type_ == "PERSON" and (token.i + 1 == len(token.doc) or token.nbor().ent_iob_ != "I"):
        return False  # the last word of another name; a first word, as "Lady", may be a title in the entity
    return token.lower_ in TITLE_LINKS or token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.text[1:].endswith(".")


def read_title(run: Sequence[Token], reference: Reference) -> Title | None:
    """The title in the words beside a name; of two that "and" joins ("the President and First Lady") the last."""
    joints = [position for position, token in enumerate(run) if token.lower_ == "and"]
    for start in (joints[-1] + 1, 0) if joints else (0,):
        words = [token.lower_ for token in run[start:]]
        titles = titles_in(words, reference)
        if titles:
            break
    else:
        return None
    served = (token.ent_kb_id_ for token in run if token.ent_kb_id_)
    offices = frozenset(title for title in titles if reference.titles[title] != HONORIFIC)
    return Title(frozenset(words) - TITLE_LINKS, offices, next(served, None), gender_of_titles(titles))


def titles_in(words: Sequence[str], reference: Reference) -> list[str]:
    """The titles among lower-case words, without whom one serves: "assistant to the president"."""
    titles = []
    position = 0
    while position < len(words):
        length = longest_title(words[position:], reference)
        if length and not is_served(words[:position]):
            titles.append(joined(words[position : position + length]))
        position += length or 1
    return titles


def is_served(before: Sequence[str]) -> bool:
    return len(before) > 1 and before[-1] == "the" and before[-2] in {"to", "for", "of"}


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
    """One person for each set of names that are forms of one another, the longest names first."""
    index = Index(defaultdict(list), defaultdict(list))
    for name in sorted(names, key=lambda name: -len(name.words)):
        candidates = [
            person
            for person in people_called(name.words, index)
            if not is_consort_of(person, name) and not is_relative_of(person, name, reference)
        ]
        if not candidates:
            candidates = [Person(as_name(name.text), gender_of_name(name.words, reference))]
            enter(candidates[0], index, reference)
        if len(candidates) == 1:
            learn(candidates[0], name.title)
            candidates[0].gender = candidates[0].gender or gender_of_holder(candidates[0], reference)
    return index


def enter(person: Person, index: Index, reference: Reference) -> None:
    words = bare(person.name.split())
    for form in surname_forms(words, reference):
        index.by_last[form].append(person)
    if len(words) > 1:
        index.by_first[words[0]].append(person)


def is_consort_of(person: Person, name: Name) -> bool:
    """Whether the name belongs to the other half: "President Biden" beside "First Lady Jill Biden"."""
    titles = name.title.titles if name.title else frozenset()
    return bool(person.titles and titles and person.titles <= name_parts("consort") and not titles & person.titles)


def is_relative_of(person: Person, name: Name, reference: Reference) -> bool:
    """Whether the office beside a last name was held by others of that name: "President Biden" beside Hunter Biden."""
    words = bare(name.words)
    if len(words) > 1 or name.title is None or person.titles:
        return False
    holders = {full for title in name.title.titles for full in reference.holders.get((words[0], title), ())}
    own = bare(person.name.split())
    return len(own) > 1 and bool(holders) and not any(is_form_of(own, bare(full.split())) for full in holders)


def people_called(name: Sequence[str], index: Index) -> list[Person]:
    """Those whom the name can be a form of. A full name has one at most, a last or first name several."""
    words = bare(name)
    sharing = index.by_last.get(words[-1], [])
    if len(words) == 1:
        return sharing or index.by_first.get(words[0], [])
    same_generation = (person for person in sharing if suffixes(person.name.split()) == suffixes(name))
    return [person for person in same_generation if is_form_of(words, bare(person.name.split()))][:1]


def as_name(text: str) -> str:
    """The name as written, but not in a headline's capitals."""
    return text.title() if text.isupper() and len(text) >= SHORTEST_CAPITALISED else text


def is_form_of(words: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a name of several words is another with parts left out or abbreviated. Both case-folded and bare."""
    if len(full) == 1 or words[-1] != full[-1]:
        return words == full
    first, other = words[0], full[0]
    if len(words) == len(full) and words[1:] == full[1:] and is_spelling_of(first, other):
        return True
    if first == other and are_other_initials(words[1:-1], full[1:-1]):
        return False
    return first == other or first.rstrip(".") == other[0] or other.rstrip(".") == first[0] or set(words) <= set(full)


def are_other_initials(middle: Sequence[str], other: Sequence[str]) -> bool:
    """Whether middle names tell two apart, as those of George W. and George H.W. Bush do."""
    return bool(middle and other) and middle[0][0] != other[0][0]


def is_spelling_of(name: str, other: str) -> bool:
    """Whether two first names are one, written from another script: "mohammed" and "mohamed", "qassem" and "qassim".

    Last letters agree: "maria" is not "marie".
    """
    if min(len(name), len(other)) < SHORTEST_RESPELT or name[-1] != other[-1]:
        return False
    return skeleton(name) == skeleton(other)


def skeleton(name: str) -> str:
    """The consonants in order, with one sign for vowels between them, doubled letters written once."""
    return _DOUBLED.sub(r"\1", name.translate(_ONE_VOWEL))


def bare(words: Iterable[str]) -> list[str]:
    """Case-folded words without suffixes such as Jr."""
    folded = [word.casefold() for word in words]
    kept = [word for word in folded if word not in name_parts("suffix")]
    return kept or folded


def suffixes(words: Iterable[str]) -> set[str]:
    """Case-folded suffixes such as jr, without full stops."""
    folded = (word.casefold() for word in words)
    return {word.rstrip(".") for word in folded if word in name_parts("suffix")}


def surname_forms(words: Sequence[str], reference: Reference) -> set[str]:
    """Case-folded short forms of a name: the last name, with and without its article, and a family name put first."""
    last = words[-1]
    forms = {last, last.partition("-")[2] if last.partition("-")[0] in name_parts("particle") else last}
    is_no_first_name = words[0] not in reference.first_names and len(words[0]) > 1
    if len(words) > 1 and (is_no_first_name or is_family_name_first(words, reference)):
        forms.add(words[0])
    return forms


def is_family_name_first(words: Sequence[str], reference: Reference) -> bool:
    """Whether what follows is a Korean given name: "kim jong-un", "kim jong un"."""
    given = words[1].split("-") if len(words) == 2 else words[1:]
    if len(given) != 2 or any(len(part) > LONGEST_SYLLABLE or part in name_parts("particle") for part in given):
        return False
    return len(words) == 2 or "-".join(given) in reference.first_names


def gender_of_name(words: Sequence[str], reference: Reference) -> Gender | None:
    if len(words) == 1 or is_family_name_first(bare(words), reference):
        return None
    gender = reference.first_names.get(words[0].lower())
    return None if gender is Gender.EITHER else gender


def gender_of_holder(person: Person, reference: Reference) -> Gender | None:
    """The gender of those who held the office under this last name, where it is one: of "President Obama"."""
    words = bare(person.name.split())
    if len(words) > 1:
        return None
    holders = {full for title in person.titles for full in reference.holders.get((words[0], title), ())}
    genders = {gender_of_name(full.split(), reference) for full in holders}
    return genders.pop() if len(genders) == 1 else None


def learn(person: Person, title: Title | None) -> None:
    if title is None:
        return
    person.titles |= title.titles
    person.title_words |= title.words
    person.gender = title.gender or person.gender
    if title.titles:
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
            certainty = min(certainty, SURE if not is_alone else TITLED if person.titles else LONE)
            named.append(NamedPerson(name.span, person, is_short and not is_alone, certainty))
    return named


def choose(
    candidates: Sequence[Person], title: Title | None, earlier: Sequence[NamedPerson]
) -> tuple[Person | None, float]:
    """Of people with one last name the one whom the title fits, who was named in full most often, has an office, or
    was named last; how sure that is.

    A last name alone is hardly the junior's.
    """
    if len(candidates) > 1 and title:
        candidates = [person for person in candidates if fits(title, person)] or candidates
    if len(candidates) <= 1:
        return (candidates[0] if candidates else None), 1.0
    seniors = [person for person in candidates if not suffixes(person.name.split())]
    counted = Counter(id(named.person) for named in earlier[-NAMES_BACK:] if not named.is_short)
    most = max(counted[id(person)] for person in candidates)
    known = [person for person in candidates if counted[id(person)] == most]
    officials = [person for person in candidates if person.titles - name_parts("consort")]
    for few in (seniors, known, officials):
        if len(few) == 1:
            return few[0], RIVALLED
    for named in reversed(earlier):
        if any(named.person is person for person in candidates):
            return named.person, RIVALLED
    return None, 0.0


def fits(title: Title, person: Person) -> bool:
    if title.gender and person.gender and title.gender != person.gender:
        return False
    return not title.titles or not person.titles or bool(title.titles & person.titles)


def bare_last_names(doc: Doc, index: Index, named: Sequence[NamedPerson], reference: Reference) -> list[NamedPerson]:
    """Last names standing alone, and full names, that the model gave another label or none."""
    covered = {position for found in named for position in range(found.span.start, found.span.end)}
    starts = [found.span.start for found in named]
    found: list[NamedPerson] = []
    for span in bare_spans(doc, index, reference):
        if span.start in covered:
            continue
        before = named[: bisect_left(starts, span.start)]
        person, certainty = choose(people_called(span.text.split(), index), title_beside(span, reference), before)
        if person and (" " in person.name or person.titles or span.root.ent_type_ == "PERSON"):
            is_short = " " not in span.text
            found.append(NamedPerson(span, person, is_short, min(certainty, OF_OTHER_LABEL)))
    return found


def bare_spans(doc: Doc, index: Index, reference: Reference) -> Iterator[Span]:
    for token in doc:
        if token.text[0].isupper() and (called := index.by_last.get(token.text.casefold())):
            before = doc[token.i - 1].text.casefold() if token.i else ""
            if any(person.name.casefold() == f"{before} {token.text.casefold()}" for person in called):
                yield doc[token.i - 1 : token.i + 1]
            elif is_bare_last_name(token, reference):
                yield doc[token.i : token.i + 1]
    for ent in doc.ents:
        if len(ent) > 1 and ent.label_ != "PERSON" and not ent.kb_id_ and ent.text.casefold() in index.by_last:
            yield ent


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
