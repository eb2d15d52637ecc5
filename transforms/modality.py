"""How a text puts a predicate forward: whether it happened, is promised, refused, asked for or only supposed."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from spacy.tokens import Token

from transforms.arguments import SUBJECT_DEPS, VERBAL
from transforms.reference import word_list
from warehouse.contract import Modality

NEGATORS = frozenset({"not", "n't", "n’t", "never", "hardly", "no", "neither", "nor", "cannot"})
CONDITIONAL_MARKS = frozenset({"if", "unless", "whether", "lest"})
FUTURE_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo"})
POSSIBLE_AUXILIARIES = frozenset({"could", "may", "might", "can"})
OBLIGING_AUXILIARIES = frozenset({"must", "should", "ought"})
COMPLEMENT_PREPOSITIONS = frozenset({"of", "to", "from", "into", "in", "about", "at", "on"})
"""Prepositions whose gerund is what the governor speaks of ("accused of"), not when or how it happened."""


class Force(StrEnum):
    """What a text commits its holder to, weakest claim last."""

    HOLDS = "holds"
    INTENDS = "intends"
    ASKS = "asks"
    REFUSES = "refuses"
    SUPPOSES = "supposes"


STRENGTH = list(Force)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a predicate is put. `governor` is the word that asks for it, where one does ("*urged* them to leave")."""

    modality: Modality
    force: Force
    is_negated: bool
    governor: Token | None = None


def reading_of(predicate: Token) -> Reading:
    """Reads tense, negation, auxiliaries, conditions and the verbs, nouns and adjectives that govern the predicate."""
    force, governor, is_negated = Force.HOLDS, None, is_negated_at(predicate)
    node = predicate
    while True:
        force = stronger(force, force_of_clause(node))
        above = governor_of(node)
        if above is None:
            break
        effect = effect_of(above) if node.dep_ != "conj" else Force.HOLDS
        if node.dep_ != "conj" and is_negated_at(above):
            effect = {Force.INTENDS: Force.REFUSES, Force.REFUSES: Force.HOLDS}.get(effect, effect)
            is_negated = is_negated or effect == Force.HOLDS
        if effect == Force.ASKS and governor is None:
            governor = above
        force = stronger(force, effect)
        node = above
    return Reading(modality_of(predicate, force), force, is_negated, governor)


def stronger(one: Force, other: Force) -> Force:
    return max(one, other, key=STRENGTH.index)


def force_of_clause(verb: Token) -> Force:
    """What conditions and auxiliaries of one clause make of it."""
    words = auxiliaries(verb)
    marks = {child.lower_ for child in verb.children if child.dep_ in ("mark", "advmod") and child.i < verb.i}
    if marks & CONDITIONAL_MARKS or is_inverted_condition(verb) or is_in_event(verb):
        return Force.SUPPOSES
    if words & POSSIBLE_AUXILIARIES:
        return Force.SUPPOSES
    if words & OBLIGING_AUXILIARIES:
        return Force.ASKS
    if words & FUTURE_AUXILIARIES or "would" in words:
        return Force.INTENDS
    return Force.HOLDS


def is_inverted_condition(verb: Token) -> bool:
    """ "Should Russia attack, …": the auxiliary stands before the subject, and no question mark follows."""
    subject = next((child for child in verb.children if child.dep_ in SUBJECT_DEPS), None)
    return subject is not None and any(
        child.dep_ == "aux" and child.lower_ in ("should", "were", "had") and child.i < subject.i
        for child in verb.children
    )


def is_in_event(verb: Token) -> bool:
    """ "in the event (that) it decides": a condition, wherever the parser hangs it."""
    before = [token.lower_ for token in verb.doc[max(0, verb.left_edge.i - 2) : verb.left_edge.i]]
    return "event" in before or before[-1:] == ["case"]


def governor_of(node: Token) -> Token | None:
    """The word whose complement a clause is, or None at the top of the sentence."""
    head = node.head
    match node.dep_:
        case "xcomp" | "ccomp" | "conj" | "acomp" | "attr":
            return head
        case "pcomp" if head.lower_ in COMPLEMENT_PREPOSITIONS:
            return head.head if head.head.i != head.i else None
        case "acl" if node.tag_ not in ("VBN", "VBG"):
            return head if is_governor(head) else asking_verb(head)
        case "dobj" if node.pos_ in ("NOUN", "PROPN") and head.pos_ == "VERB":
            return head
    return None


def asking_verb(noun: Token) -> Token | None:
    """ "*urge* all members of the alliance to leave", where the parser hangs the infinitive on the noun."""
    node = noun
    while node.dep_ in ("pobj", "prep", "dobj", "conj", "dative") and node.head.i != node.i:
        node = node.head
    return node if node.pos_ == "VERB" and effect_of(node) == Force.ASKS else None


def is_governor(token: Token) -> bool:
    return (token.lemma_.lower(), part_of_speech(token)) in governors()


def effect_of(governor: Token) -> Force:
    """What a governor makes of what it governs; words that the list does not know let it stand."""
    return governors().get((governor.lemma_.lower(), part_of_speech(governor)), Force.HOLDS)


@cache
def governors() -> dict[tuple[str, str], Force]:
    return {(row["lemma"], row["part_of_speech"]): Force(row["effect"]) for row in word_list("governors")}


def part_of_speech(token: Token) -> str:
    """As the word lists call it."""
    return _LISTED_AS.get(token.pos_) or token.pos_.lower()


_LISTED_AS = {"AUX": "verb", "PROPN": "noun", "ADJ": "adjective"}


def is_negated_at(predicate: Token) -> bool:
    """Whether a negation stands at the predicate, its subject, its object or what it is predicated by."""
    verb = predicate.head if predicate.dep_ in ("acomp", "attr") else predicate
    return any(
        (child.dep_ == "neg" and not is_not_only(child))
        or (child.dep_ in ("advmod", "det", "cc", "preconj") and child.lower_ in NEGATORS)
        or (child.dep_ in ("dobj", "attr", *SUBJECT_DEPS) and has_no(child))
        for token in {predicate, verb}
        for child in token.children
    ) or (predicate.dep_ == "pcomp" and predicate.head.lower_ == "without")


def is_not_only(negation: Token) -> bool:
    return negation.i + 1 < len(negation.doc) and negation.nbor().lower_ in ("only", "just", "merely")


def has_no(noun: Token) -> bool:
    return noun.lower_ in ("nothing", "nobody", "none") or any(
        child.dep_ in ("det", "neg") and child.lower_ in ("no", "neither") for child in noun.children
    )


def auxiliaries(verb: Token) -> set[str]:
    """Auxiliaries in lower case, those of the first verb for verbs that share its subject."""
    own = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    has_subject = any(child.dep_ in SUBJECT_DEPS for child in verb.children)
    if verb.dep_ == "conj" and not own and not has_subject and verb.head.pos_ in VERBAL:
        return auxiliaries(verb.head)
    if verb.dep_ in ("acomp", "attr"):
        return auxiliaries(verb.head)
    return own


def modality_of(predicate: Token, force: Force) -> Modality:
    """Tense of the finite verb that carries the predicate."""
    verb = carrier(predicate)
    words = auxiliaries(verb) | auxiliaries(predicate)
    if words & (POSSIBLE_AUXILIARIES | OBLIGING_AUXILIARIES | {"would"}) or force == Force.SUPPOSES:
        return Modality.CONDITIONAL
    if words & FUTURE_AUXILIARIES or force == Force.INTENDS:
        return Modality.FUTURE
    if verb.tag_ in ("VBD", "VBN") or words & {"had", "did", "was", "were"}:
        return Modality.PAST
    return Modality.PRESENT


def carrier(predicate: Token) -> Token:
    node = predicate
    while node.dep_ not in ("ROOT", "ccomp", "advcl", "relcl", "parataxis") and node.head.i != node.i:
        if node.tag_ in ("VBD", "VBP", "VBZ") or auxiliaries(node):
            return node
        node = node.head
    return node
