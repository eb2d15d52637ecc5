"""Mentions: the places in a document that stand for an actor, and which actor that is.

Names come first (people, then countries and organisations), then titles without a name, then pronouns: each step leans
on the ones before it.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention, register_extensions
from transforms.documents import CleanDocument
from transforms.labels import label_mentions
from transforms.nouns import group_heads, noun_lemma, state_heads
from transforms.offices import Offices
from transforms.organisations import find_organisations
from transforms.people import (
    HONORIFIC,
    POSSESSIVES,
    RIVALLED,
    Index,
    NamedPerson,
    Person,
    find_people,
    head_of_title,
    is_in_headline,
    joined,
    longest_title,
    looks_like_name,
    name_parts,
    people_called,
)
from transforms.places import is_place
from transforms.pronouns import find_pronouns
from transforms.reference import Alias, AliasKind, Reference, load_reference
from warehouse.contract import ActorKind, DocumentKind, LinkReason

register_extensions()
if not Doc.has_extension("cast"):
    Doc.set_extension("cast", default=None)

CERTAINTY_OF_ALIAS = {
    AliasKind.NAME: 0.95,
    AliasKind.ACRONYM: 0.95,
    AliasKind.SPELLING: 0.9,
    AliasKind.METONYM: 0.85,
    AliasKind.CAPITAL: 0.75,
    AliasKind.ADJECTIVE: 0.9,
    AliasKind.DEMONYM: 0.6,
}
REASON_OF_ALIAS = {
    AliasKind.NAME: LinkReason.NAME,
    AliasKind.ACRONYM: LinkReason.ALIAS,
    AliasKind.SPELLING: LinkReason.ALIAS,
    AliasKind.METONYM: LinkReason.METONYM,
    AliasKind.CAPITAL: LinkReason.METONYM,
    AliasKind.ADJECTIVE: LinkReason.NATIONALITY,
    AliasKind.DEMONYM: LinkReason.NATIONALITY,
}
PLACE = 0.6
"""Confidence that a country's name stands for the actor where it says where something happened."""

TITLE_CERTAINTY = 0.85
NAMES_BACK = 40
"""How many names of people before a title alone are looked at."""


@dataclass(slots=True)
class Cast:
    """Who appears in one document, kept on `Doc._.cast` for those who ask what a noun phrase stands for."""

    reference: Reference
    people: Sequence[Person] = ()
    author: str | None = None
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each group that stands for several actors who speak together, who they are."""
    title_heads: frozenset[str] = frozenset()
    by_token: dict[int, Mention] = field(default_factory=dict)

    def add(self, mentions: Iterable[Mention]) -> None:
        """Takes mentions whose tokens are free; the first of two that overlap stays."""
        for mention in mentions:
            tokens = range(mention.span.start, mention.span.end)
            if not any(token in self.by_token for token in tokens):
                self.by_token.update(dict.fromkeys(tokens, mention))

    @property
    def mentions(self) -> list[Mention]:
        """In the order of the text."""
        distinct = {id(mention): mention for _, mention in sorted(self.by_token.items())}
        return list(distinct.values())


@Language.factory("mentions", default_config={"overlay": None}, assigns=["doc._.mentions", "doc._.cast"])
def create_mentions(nlp: Language, name: str, overlay: str | None) -> "Mentions":
    """The component; `overlay` is the path of the user's CSV of actors and aliases."""
    return Mentions(load_reference(Path(overlay) if overlay else None))


class Mentions:
    """Fills `Doc._.mentions` in the order of the text, none overlapping, and `Doc._.cast`."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.title_heads = frozenset(
            head_of_title(title) for title, kind in reference.titles.items() if kind != HONORIFIC
        )
        self.in_capitals = {alias.text.upper(): alias for alias in reference.aliases.values()}

    def __call__(self, doc: Doc) -> Doc:
        people, index, named = find_people(doc, self.reference)
        offices = Offices(doc, named, people, self.reference)
        cast = Cast(self.reference, people, title_heads=self.title_heads)
        cast.add(label_mentions(doc, people, index, offices, self.reference))
        cast.add(person_mention(one) for one in named)
        organisations = find_organisations(doc, self.reference)
        cast.add(found for found in organisations if found.span.text.casefold() not in index.by_last)
        cast.add(list(title_mentions(doc, cast, offices)))
        cast.add(self.known_actors(doc))
        cast.author = find_author(doc, people, index, self.reference)
        cast.add(find_pronouns(doc, cast.mentions, people, cast.author))
        doc._.cast = cast
        doc._.mentions = cast.mentions
        return doc

    def known_actors(self, doc: Doc) -> Iterator[Mention]:
        """Countries, organisations and groups of the reference data where they stand for the actor."""
        for ent in doc.ents:
            if not ent.kb_id_ or ent.label_ == "PERSON":
                continue
            name = " ".join(ent.text.split())
            alias = self.reference.aliases.get(name) or self.in_capitals.get(name.upper())
            if alias and (certainty := certainty_as_actor(ent, alias)):
                yield Mention(ent, ent.kb_id_, REASON_OF_ALIAS[alias.kind], certainty)


def person_mention(named: NamedPerson) -> Mention:
    reason = LinkReason.LAST_NAME if named.is_short else LinkReason.NAME
    return Mention(named.span, named.person.actor_id, reason, named.certainty)


# --- countries ---


def certainty_as_actor(name: Span, alias: Alias) -> float:
    """How sure it is that the name stands for the actor, not for a place or a people; 0 where it does not."""
    certainty = CERTAINTY_OF_ALIAS[alias.kind]
    match alias.kind:
        case AliasKind.ADJECTIVE:
            return certainty if belongs_to_state(name) else 0.0
        case AliasKind.DEMONYM:
            return certainty if belongs_to_state(name) or is_collective(name) else 0.0
        case AliasKind.CAPITAL:
            return 0.0 if is_place(name) or modifies_other_than_state(name) else certainty
        case _:
            is_somewhere = alias.actor_id.startswith(ActorKind.COUNTRY) and is_place(name)
            return PLACE if is_somewhere else certainty


def belongs_to_state(name: Span) -> bool:
    """Whether the noun that the name modifies is an organ or a deed of the state, as in "Russian troops"."""
    nouns = [noun_lemma(token) for token in run_after(name)]
    if nouns and nouns[-1] in group_heads("plural") and nouns[-1] not in state_heads("actor"):
        return False
    return any(noun in state_heads(reading) for noun in nouns for reading in ("actor", "deed", "deed_upon"))


def run_after(name: Span) -> list[Token]:
    """The adjectives and nouns right after the name, or after one that "and" joins to it: "U.S. and Russian aid"."""
    doc, position = name.doc, name.end
    run: list[Token] = []
    while position < len(doc):
        token = doc[position]
        if token.lower_ in {"and", "or"} and not run and position + 1 < len(doc) and doc[position + 1].ent_kb_id_:
            position += 2
        elif token.pos_ in {"NOUN", "PROPN", "ADJ", "NUM"} or is_participle_before_noun(token):
            run.append(token)
            position += 1
        else:
            break
    return run


def is_participle_before_noun(token: Token) -> bool:
    return token.tag_ in {"VBG", "VBN"} and token.dep_ in {"amod", "compound"} and token.i < token.head.i


def is_collective(name: Span) -> bool:
    """Whether a demonym stands alone for its government, as "the Russians" does."""
    return name.start > 0 and name.doc[name.start - 1].lower_ == "the" and name.root.dep_ in {"nsubj", "pobj", "agent"}


def modifies_other_than_state(name: Span) -> bool:
    """Whether a capital modifies a noun that is no organ or deed of the state: "Kabul airport"."""
    doc = name.doc
    is_possessive = name.end < len(doc) and doc[name.end].text in POSSESSIVES
    return name.root.dep_ in {"compound", "nmod", "amod"} and not is_possessive and not belongs_to_state(name)


# --- titles without a name ---


def title_mentions(doc: Doc, cast: Cast, offices: Offices) -> Iterator[Mention]:
    """People by title alone, in the order of the text: "the prime minister", a headline's "Foreign Secretary".

    Where the document names nobody who has the office, its holder by the reference data.
    """
    person_of = {person.actor_id: person for person in cast.people if person.titles}
    seen: deque[Person] = deque(maxlen=NAMES_BACK)
    for token in doc if person_of or offices.held else ():
        named = cast.by_token.get(token.i)
        if named and named.actor_id in person_of:
            seen.append(person_of[named.actor_id])
        elif token.lower_ in cast.title_heads and (phrase := title_phrase(token)):
            everyone = list(person_of.values())
            mention = mention_of_title(phrase, everyone if is_in_headline(phrase) else seen, offices)
            if mention := mention or mention_of_leader(phrase, everyone, offices):
                yield mention


def title_phrase(head: Token) -> Span | None:
    """The words up to a title that stands alone, from the article or possessor on: "the Iraqi prime minister"."""
    doc, start, end = head.doc, head.i, head.i + 1
    if head.pos_ not in {"NOUN", "PROPN"} or (end < len(doc) and doc[end].pos_ in {"NOUN", "PROPN"}):
        return None
    while start > 0 and doc[start - 1].pos_ in {"NOUN", "PROPN", "ADJ"}:
        start -= 1
    if start > 0 and doc[start - 1].lower_ == "the":
        return doc[start - 1 : end]
    if start > 1 and doc[start - 1].text in POSSESSIVES and doc[start - 2].ent_kb_id_:
        return doc[start - 2 : end]
    is_speaker = head.dep_ == "nsubj" or (end < len(doc) and doc[end].text == ":")
    return doc[start:end] if is_speaker and is_in_headline(doc[start:end]) else None


def mention_of_title(phrase: Span, seen: Collection[Person], offices: Offices) -> Mention | None:
    """The person named before who has the title, and serves the country beside it; of several the most often named.

    A transcript's own officials go before others of the same title, above all where it writes "the President".
    """
    words = [token.lower_ for token in phrase if not is_beside_title(token)]
    title = joined(words)
    country = served_by(phrase)
    counted = Counter(
        person.actor_id
        for person in reversed([*seen])
        if (country is None or offices.may_serve(person, country))
        and (is_worded_so(person, words) or any(offices.may_be(title, full) for full in person.titles))
    )
    holder = offices.holder(title, country) if country or offices.home else None
    is_own = country is None and (holder not in counted or phrase.root.is_title)
    if holder and (not counted or is_own):
        return Mention(phrase, holder, LinkReason.TITLE, RIVALLED)
    if not counted:
        return None
    certainty = TITLE_CERTAINTY if len(counted) == 1 else RIVALLED
    return Mention(phrase, counted.most_common(1)[0][0], LinkReason.TITLE, certainty)


def served_by(phrase: Span) -> str | None:
    """The actor whose office it is: in the phrase, or a country after it, as in "the president of Mexico"."""
    after = phrase.doc[phrase.end : phrase.end + 3]
    countries = [token.ent_kb_id_ for token in after[1:] if token.ent_kb_id_.startswith(ActorKind.COUNTRY)]
    named_after = countries[:1] if len(after) and after[0].lower_ == "of" else []
    named = [token.ent_kb_id_ for token in phrase if token.ent_kb_id_] + named_after
    return named[0] if named else None


def is_worded_so(person: Person, words: Sequence[str]) -> bool:
    """Whether the words stand beside the name, with none of a lower rank: the vice president is not "the president"."""
    return person.title_words.issuperset(words) and not (person.title_words - {*words}) & name_parts("rank")


def mention_of_leader(phrase: Span, people: Sequence[Person], offices: Offices) -> Mention | None:
    """The one person in the document who leads the country named: "the Israeli leader", "the U.S. president".

    The office may be named differently, or the person only later.
    """
    title = joined([token.lower_ for token in phrase if not is_beside_title(token)])
    country = served_by(phrase)
    if country is None or title not in name_parts("leader"):
        return None
    titles = name_parts("leader") if title == "leader" else {title}
    leaders = [person for person in people if person.titles & titles and offices.leads(person, country)]
    return Mention(phrase, leaders[0].actor_id, LinkReason.TITLE, RIVALLED) if len(leaders) == 1 else None


def is_beside_title(token: Token) -> bool:
    """Whether the word says whose office it is: "Iraqi", "South Carolina", "MoD"."""
    is_acronym = not token.text.istitle() and not token.text.islower() and not token.is_upper
    is_name_of_other = bool(token.ent_kb_id_) or token.ent_type_ in {"GPE", "NORP"} or is_acronym
    return is_name_of_other or token.text in POSSESSIVES or token.lower_ == "the"


# --- the author ---


def find_author(doc: Doc, people: Sequence[Person], index: Index, reference: Reference) -> str | None:
    """Actor id of the author of a first-person document: the longest form in the text, or else as the line has it."""
    document: CleanDocument | None = doc._.source_document
    if document is None or document.kind is not DocumentKind.FIRST_PERSON or not document.author:
        return None
    words = document.author.split()
    name = words[author_title_length(words, reference) :]
    if name and looks_like_name(" ".join(name)):
        called = people_called(name, index)
        return called[0].actor_id if len(called) == 1 else f"{ActorKind.PERSON}:{' '.join(name)}"
    return holder_of_office(document.author, people, reference)


def author_title_length(words: Sequence[str], reference: Reference) -> int:
    """How many first words are titles or say what the office belongs to: all of "NATO Secretary General".

    What stands before a title belongs to it, also an office that the reference does not know: "NSC Spokesperson".
    """
    length = 0
    while step := longest_title([word.lower() for word in words[length:]], reference) or longest_actor(
        words[length:], reference
    ):
        length += step
    starts = (i for i in range(len(words) - 1, length, -1) if words[i - 1].isupper())
    after = next((i for i in starts if longest_title([words[i].lower()], reference)), None)
    return author_title_length(words[after:], reference) + after if after else length


def longest_actor(words: Sequence[str], reference: Reference) -> int:
    """How many of the first words name an actor of the reference that is no person."""
    lengths = range(len(words), 0, -1)
    return next((length for length in lengths if is_no_person(" ".join(words[:length]), reference)), 0)


def is_no_person(name: str, reference: Reference) -> bool:
    alias = reference.aliases.get(name)
    return alias is not None and not alias.actor_id.startswith(ActorKind.PERSON)


def holder_of_office(author: str, people: Sequence[Person], reference: Reference) -> str | None:
    """The one person whom the document gives the author's title, or else the actor that the author speaks for."""
    words = author.split()
    titled = [person for person in people if {word.lower() for word in words} <= person.title_words]
    if len(titled) == 1:
        return titled[0].actor_id
    runs = (" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1))
    return next((reference.aliases[run].actor_id for run in runs if is_no_person(run, reference)), None)
