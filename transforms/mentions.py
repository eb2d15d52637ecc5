"""Mentions: the places in a document that stand for an actor, and which actor that is.

Names come first (people, then countries and organisations), then titles without a name, then pronouns: each step leans
on the ones before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention, register_extensions
from transforms.documents import CleanDocument
from transforms.organisations import find_organisations
from transforms.people import (
    HONORIFIC,
    POSSESSIVES,
    Index,
    NamedPerson,
    Person,
    find_people,
    head_of_title,
    longest_title,
    looks_like_name,
    people_called,
)
from transforms.places import is_place
from transforms.pronouns import find_pronouns
from transforms.reference import Alias, AliasKind, Reference, load_reference, word_list
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
OFFICE_CERTAINTY = 0.65


@dataclass(slots=True)
class Cast:
    """Who appears in one document, kept on `Doc._.cast` for those who ask what a noun phrase stands for."""

    reference: Reference
    people: Sequence[Person] = ()
    author: str | None = None
    by_token: dict[int, Mention] = field(default_factory=dict)

    title_heads: frozenset[str] = frozenset()

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
        cast = Cast(self.reference, people, title_heads=self.title_heads)
        cast.add(person_mention(one) for one in named)
        cast.add(find_organisations(doc, self.reference))
        cast.add(self.known_actors(doc))
        cast.author = find_author(doc, people, index, self.reference)
        cast.add(title_mentions(doc, cast))
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
    if not nouns or (nouns[-1] in people_heads() and nouns[-1] not in state_heads()):
        return False
    return any(noun in state_heads() for noun in nouns)


def run_after(name: Span) -> list[Token]:
    """The adjectives and nouns right after the name, or after another that "and" joins to it: "U.S. and Russian aid"."""
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


@cache
def state_heads() -> frozenset[str]:
    """Lemmas of organs and deeds of a state."""
    return frozenset(row["word"] for row in word_list("state_heads") if row["reading"] != "member")


@cache
def people_heads() -> frozenset[str]:
    """Lemmas of people and collectives."""
    return frozenset(row["word"] for row in word_list("group_heads"))


# --- titles without a name ---


def title_mentions(doc: Doc, cast: Cast) -> Iterator[Mention]:
    """"The prime minister", "the Russian president": the person with that title, or else the country of the office."""
    seen: list[Mention] = []
    for token in doc:
        if token.i in cast.by_token:
            mention = cast.by_token[token.i]
            if mention.actor_id.startswith(ActorKind.PERSON):
                seen.append(mention)
        elif token.lower_ in cast.title_heads and token.pos_ in {"NOUN", "PROPN"} and (phrase := definite_phrase(token)):
            mention = title_mention(phrase, cast, seen)
            if mention:
                yield mention


def definite_phrase(head: Token) -> Span | None:
    """The words from the article to the title, where it stands alone: "the Iraqi prime minister"."""
    doc, start = head.doc, head.i
    while start > 0 and doc[start - 1].pos_ in {"NOUN", "PROPN", "ADJ"}:
        start -= 1
    if start == 0 or doc[start - 1].lower_ != "the":
        return None
    is_alone = head.i + 1 == len(doc) or doc[head.i + 1].pos_ not in {"NOUN", "PROPN"}
    return doc[start - 1 : head.i + 1] if is_alone else None


def title_mention(phrase: Span, cast: Cast, seen: Sequence[Mention]) -> Mention | None:
    words = {token.lower_ for token in phrase[1:] if not token.ent_kb_id_}
    country = next((token.ent_kb_id_ for token in phrase if token.ent_kb_id_), None)
    head = phrase[-1].lower_
    by_id = {person.actor_id: person for person in cast.people}
    for earlier in reversed(seen):
        person = by_id[earlier.actor_id]
        if head in person.title_heads and (words <= person.title_words or words <= {head}) and (
            country is None or person.affiliation in (country, None)
        ):
            return Mention(phrase, person.actor_id, LinkReason.TITLE, TITLE_CERTAINTY)
    return None


# --- the author ---


def find_author(doc: Doc, people: Sequence[Person], index: Index, reference: Reference) -> str | None:
    """Actor id of the author of a first-person document: its longest form in the document, or else as the line has it."""
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
    """How many words at the start are titles or names of what the office belongs to: of "NATO Secretary General" all."""
    length = 0
    lower = [word.lower() for word in words]
    while length < len(words):
        names = (n for n in range(len(words) - length, 0, -1) if is_no_person(" ".join(words[length : length + n]), reference))
        step = longest_title(lower[length:], reference) or next(names, 0)
        if not step:
            break
        length += step
    return length


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
