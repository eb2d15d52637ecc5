"""The reporting words of seeds/reference/cues.csv: which words report, and what each may take as the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from transforms.reference import word_list


@dataclass(frozen=True, slots=True)
class Cue:
    """One reporting word or phrase.

    `frames` name what its content may be: `clause`, `infinitive`, `gerund`, `object`, `object_infinitive` ("urged them
    to go"), `object_clause` ("told them that"), `object_as`, `small` ("called it a lie"), `quote`, `raising` ("seems"),
    a preposition ("for"), or a preposition behind an object ("object_about").
    """

    phrase: str
    cue_class: str
    frames: frozenset[str]


ANY_CUE = Cue(
    phrase="",
    cue_class="any",
    frames=frozenset((
        "clause", "infinitive", "gerund", "object", "object_infinitive", "object_clause", "object_as", "quote",
        "about", "against", "at", "for", "in", "into", "of", "on", "over", "to", "toward", "towards", "with",
        "object_about", "object_for", "object_of", "object_on", "object_over", "object_with",
    )),
)  # fmt: skip
"""What is assumed of a word that seems to report, and that no list has."""


@cache
def cues(part_of_speech: str) -> Mapping[str, Cue]:
    """The cues of one part of speech, by their lemmas.

    That is `verb`, `noun`, `adjective`, `light_verb` ("made" in "made no mention of") or `viewpoint` ("in their view").
    """
    return {
        row["cue"]: Cue(row["cue"], row["class"], frozenset(row["frames"].split()))
        for row in word_list("cues")
        if row["pos"] == part_of_speech
    }


def verb_cue(verb: Token) -> tuple[Cue, Token | None] | None:
    """The cue that a verb is, and the second word of a phrasal one ("point out", "make clear")."""
    lemma = _lemma(verb)
    if lemma in _first_words():
        for child in verb.rights:
            if child.dep_ in _SECOND_WORDS and (phrasal := cues("verb").get(f"{lemma} {child.lemma_.lower()}")):
                return phrasal, child
    cue = cues("verb").get(lemma)
    return (cue, None) if cue else None


def reports_quotations(verb: Token) -> bool | None:
    """Whether a verb introduces quotations; None for one that the list does not have."""
    cue = cues("verb").get(_lemma(verb))
    return "quote" in cue.frames if cue else None


def tells(verb: Token) -> bool:
    """Whether the object of a verb is whom it tells: "told them", "asked her"."""
    cue = cues("verb").get(_lemma(verb))
    return cue is not None and "object_clause" in cue.frames


_SECOND_WORDS = frozenset(("prt", "advmod", "acomp", "oprd", "dobj", "ccomp", "xcomp"))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in cues("verb") if " " in phrase)


def _lemma(verb: Token) -> str:
    return _inflections().get(verb.lower_) or verb.lemma_.lower()


@cache
def _inflections() -> Mapping[str, str]:
    """Regular forms of the verbs, because the lemmatizer takes "hoping" for a form of "hop"."""
    forms: dict[str, str] = {}
    for phrase in cues("verb"):
        verb = phrase.partition(" ")[0]
        stem = verb.removesuffix("e")
        forms |= {stem + "ed": verb, stem + "ing": verb, verb + "s": verb}
    return forms
