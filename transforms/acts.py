"""Which words are acts, and who holds them toward whom: the word lists `acts` and `evaluations`, matched on tokens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from spacy.tokens import Token

from transforms.modality import part_of_speech
from transforms.reference import word_list
from warehouse.contract import Act, Polarity

DEPENDENTS = frozenset(
    {"dobj", "nsubjpass", "prt", "prep", "pobj", "pcomp", "attr", "acomp", "ccomp", "xcomp", "oprd"}
    | {"advmod", "npadvmod"}
)
"""Dependencies by which a further word of an entry may hang on its first."""


@dataclass(frozen=True, slots=True)
class ActEntry:
    """One row of `acts`. `polarity` is None where it hangs on what is asked for.

    `holder` is `subject`, or `object` where the subject makes somebody take a stance ("alarmed *Kyiv*"). `targets` are
    the places to look for the target in turn: subject, object, dative, clause (subject of the clause that it governs),
    asked (who is to do what its infinitive says), or a preposition. `negation` says what "not" makes of it: it
    `cancels` the act, `flips` it, or the act `requires` it.
    """

    words: tuple[str, ...]
    act: Act
    polarity: Polarity | None
    holder: str
    targets: tuple[str, ...]
    negation: str
    strength: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One row of `evaluations`: what a speaker thinks of whom it is said of.

    `is_predicate` is true of words that say it of a subject only: "the talks were *important*", not "important talks".
    """

    words: tuple[str, ...]
    act: Act
    polarity: Polarity
    is_predicate: bool
    strength: float


Entry = TypeVar("Entry", ActEntry, Evaluation)
Entries = dict[tuple[str, str], list[Entry]]
"""Entries by first word and part of speech, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """An entry found in the text, on its first word (the head) and the others."""

    entry: Entry
    words: tuple[Token, ...]


def is_listed(token: Token) -> bool:
    """Whether an entry begins with the word. Most words need no closer look."""
    return token.lower_ in first_words() or token.lemma_.lower() in first_words()


def acts_at(token: Token) -> list[Match[ActEntry]]:
    """Rows of `acts` on the token, those of most words first, then in the order of the list."""
    return list(matches(token, act_entries()))


def evaluations_at(token: Token) -> list[Match[Evaluation]]:
    """Rows of `evaluations` on the token, those of most words first, then in the order of the list."""
    return list(matches(token, evaluation_entries()))


def matches(token: Token, entries: Entries[Entry]) -> Iterator[Match[Entry]]:
    for part in parts_of_speech(token):
        for form in dict.fromkeys((token.lemma_.lower(), token.lower_)):
            for entry in entries.get((form, part), ()):
                words = matched_words(token, entry.words)
                if words:
                    yield Match(entry, words)


_LISTED = frozenset({"VERB", "NOUN", "PROPN", "ADJ", "ADV"})


def parts_of_speech(token: Token) -> tuple[str, ...]:
    """What the list may call the token: participles can stand as adjectives ("is *committed* to")."""
    if token.tag_ == "VBN":
        return "verb", "adjective"
    if is_noun_read_as_verb(token):
        return ("noun",)
    if token.pos_ == "NOUN" and token.dep_ == "compound":
        return "adjective", "noun"  # the parser reads rare adjectives as nouns: "a brazen attempt"
    return (part_of_speech(token),) if token.pos_ in _LISTED else ()


def is_noun_read_as_verb(token: Token) -> bool:
    """Whether the parser took a plural noun for a verb ("U.S. airstrikes against"): the lists know no such verb."""
    if token.tag_ != "VBZ" or token.dep_ == "ROOT":
        return False
    form, entries = token.lemma_.lower(), act_entries()
    return (form, "verb") not in entries and ((form, "noun") in entries or (token.lower_, "noun") in entries)


def matched_words(head: Token, words: tuple[str, ...]) -> tuple[Token, ...]:
    """The head and a dependent for each further word, or nothing where one is missing."""
    found = [head]
    for word in words[1:]:
        match = next((token for token in dependents(head) if token not in found and is_word(token, word)), None)
        if match is None:
            return ()
        found.append(match)
    return tuple(found)


def dependents(head: Token) -> Iterator[Token]:
    """Words that can make a phrase with the head: its dependents, theirs, and the noun that it modifies as a clause."""
    if head.dep_ in ("acl", "relcl"):
        yield head.head
    for child in head.children:
        if child.dep_ in DEPENDENTS:
            yield child
            for inner in child.children:
                if inner.dep_ in ("prep", "pobj", "compound", "conj", "advmod", "npadvmod") or (
                    inner.dep_ == "amod" and child.dep_ == "dobj"
                ):
                    yield inner


def is_word(token: Token, word: str) -> bool:
    if word.startswith("@"):
        return token.lemma_.lower() in word_classes().get(word, frozenset()) and token.pos_ in ("NOUN", "PROPN", "NUM")
    return word in (token.lemma_.lower(), token.lower_)


@cache
def act_entries() -> Entries[ActEntry]:
    return by_first_word(
        (
            row["part_of_speech"],
            ActEntry(
                words=tuple(row["entry"].split()),
                act=Act(row["act"]),
                polarity=None if row["polarity"] == "either" else Polarity(row["polarity"]),
                holder=row["holder"],
                targets=tuple(row["target"].split()),
                negation=row["negation"],
                strength=float(row["strength"]),
            ),
        )
        for row in word_list("acts")
    )


@cache
def evaluation_entries() -> Entries[Evaluation]:
    return by_first_word(
        (
            row["part_of_speech"],
            Evaluation(
                words=tuple(row["entry"].split()),
                act=Act(row["act"]),
                polarity=Polarity(row["polarity"]),
                is_predicate=row["position"] == "predicate",
                strength=float(row["strength"]),
            ),
        )
        for row in word_list("evaluations")
    )


@cache
def first_words() -> frozenset[str]:
    return frozenset(word for word, _ in (*act_entries(), *evaluation_entries()))


def by_first_word(entries: Iterable[tuple[str, Entry]]) -> Entries[Entry]:
    grouped: Entries[Entry] = {}
    for part, entry in entries:
        grouped.setdefault((entry.words[0], part), []).append(entry)
    for group in grouped.values():
        group.sort(key=specificity)
    return grouped


def specificity(entry: ActEntry | Evaluation) -> tuple[int, bool]:
    """Sorts longer entries first, and of equal ones those with a class of nouns."""
    return -len(entry.words), not any(word.startswith("@") for word in entry.words)


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Words that stand for each other in entries ("@penalty": sanction, tariff, embargo)."""
    classes: dict[str, set[str]] = {}
    for row in word_list("word_classes"):
        classes.setdefault(row["word_class"], set()).add(row["word"])
    return {name: frozenset(words) for name, words in classes.items()}
