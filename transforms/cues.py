"""The reporting words of seeds/reference/cues.csv: what each may take as the content of a statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from transforms.reference import word_list


@dataclass(frozen=True, slots=True)
class Cue:
    """One reporting word. `frames` are what its content may be: a clause, an infinitive, an object, a preposition's …"""

    phrase: str
    cue_class: str
    frames: frozenset[str]


@cache
def cues(part_of_speech: str) -> Mapping[str, Cue]:
    """Cues that are a verb, noun, adjective or phrase, by their lemma or words."""
    return {
        row["cue"]: Cue(row["cue"], row["class"], frozenset(row["frames"].split()))
        for row in word_list("cues")
        if row["pos"] == part_of_speech
    }


@cache
def _inflections() -> Mapping[str, str]:
    """Regular forms of the verbs of the list, for those that the lemmatizer gets wrong ("hoping" is no form of "hop")."""
    forms: dict[str, str] = {}
    for phrase in cues("verb"):
        verb = phrase.split()[0]
        stem = verb[:-1] if verb.endswith("e") else verb
        for ending in ("ed", "ing"):
            forms[stem + ending] = verb
        forms[verb + "s"] = verb
    return forms


def _lemma(verb: Token) -> str:
    return _inflections().get(verb.lower_) or verb.lemma_.lower()


_PARTICLES = frozenset(("prt", "advmod", "acomp", "oprd", "dobj", "ccomp", "xcomp"))


def verb_cue(verb: Token) -> tuple[Cue, Token | None] | None:
    """The cue that a verb is, with the second word of a phrasal one ("point out", "make clear")."""
    verbs = cues("verb")
    lemma = _lemma(verb)
    for child in verb.rights:
        if child.dep_ in _PARTICLES:
            phrasal = verbs.get(f"{lemma} {child.lemma_.lower()}")
            if phrasal:
                return phrasal, child
    cue = verbs.get(lemma)
    return (cue, None) if cue else None
