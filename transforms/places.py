"""Whether a name says where something is: "in Moscow" is a place, "Moscow said" is a government."""

from functools import cache

from spacy.tokens import Span, Token

from transforms.nouns import noun_lemma, thing_heads
from transforms.reference import word_list


def is_place(name: Span) -> bool:
    """Whether the name follows a preposition of place, one of direction that a word of motion governs, or "city of"."""
    preposition = governing_preposition(name.root)
    if preposition is None:
        return False
    word = preposition.lower_
    if word in place_words("location") or is_settlement(preposition) or is_of_thing(preposition):
        return True
    return word in place_words("direction") and preposition.head.lemma_.lower() in place_words("motion")


def is_settlement(preposition: Token) -> bool:
    """Whether the preposition stands in "the village of"; the inhabitants of towns act, but no person is one."""
    return preposition.lower_ == "of" and noun_lemma(preposition.head) in place_words("settlement")


def is_of_thing(preposition: Token) -> bool:
    return preposition.lower_ == "of" and noun_lemma(preposition.head) in thing_heads()


def governing_preposition(token: Token) -> Token | None:
    while token.dep_ in {"conj", "appos"}:
        token = token.head
    return token.head if token.dep_ == "pobj" else None


@cache
def place_words(reading: str) -> frozenset[str]:
    """Words of seeds/reference/place_words.csv: location, direction, motion or settlement."""
    return frozenset(row["word"] for row in word_list("place_words") if row["reading"] == reading)
