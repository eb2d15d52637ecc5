"""What the statement rules ask of the dependency parse: the parts of a clause, its subject, the extent of a phrase."""

from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Token

Range = tuple[int, int]
"""Tokens [start, end) of a Doc."""

VERBAL = frozenset(("VERB", "AUX"))
NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
SET_OFF = frozenset((",", "—", "–", "--", "-"))
"""What sets a clause off from the sentence around it."""

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))

_LONGEST_CLIMB = 12
"""Heads followed to find a shared subject. Real sentences need three or four; hostile ones have thousands."""


class ClauseKind(StrEnum):
    FINITE = "finite"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    SMALL = "small"


@dataclass(slots=True)
class Parts:
    """The children of a verb by what they do. A small clause is "it a lie" in "called it a lie"."""

    subject: Token | None = None
    agent: Token | None = None
    object: Token | None = None
    dative: Token | None = None
    clause: Token | None = None
    infinitive: Token | None = None
    gerund: Token | None = None
    small_clause: Token | None = None
    prepositions: list[Token] = field(default_factory=list)
    is_passive: bool = False


def parts_of(verb: Token) -> Parts:
    parts = Parts()
    for child in verb.children:
        match child.dep_:
            case "nsubj" | "csubj" | "expl":
                parts.subject = child
            case "nsubjpass" | "csubjpass":
                parts.subject, parts.is_passive = child, True
            case "auxpass":
                parts.is_passive = True
            case "agent":
                parts.agent = object_of(child)
            case "dobj" | "attr":
                parts.object = parts.object or child
            case "dative":
                parts.dative = child
            case "ccomp" | "xcomp":
                _add_complement(parts, child)
            case "oprd":
                parts.small_clause = child
            case "prep":
                parts.prepositions.append(child)
    if verb.tag_ in ("VBN", "VBD") and verb.dep_ in ("acl", "advcl") and parts.subject is None and parts.object is None:
        parts.is_passive = True
    return parts


def _add_complement(parts: Parts, child: Token) -> None:
    kind = clause_kind(child)
    if kind is ClauseKind.INFINITIVE and not _has_subject(child):
        parts.infinitive = child
    elif kind is ClauseKind.GERUND:
        parts.gerund = child
    elif kind is ClauseKind.FINITE and child.dep_ == "ccomp":
        parts.clause = parts.clause or child
    else:
        parts.small_clause = child


def clause_kind(head: Token) -> ClauseKind:
    """What sort of clause a complement is; a fragment, without verb form and subject, counts as finite."""
    is_finite = head.tag_ in FINITE
    for child in head.children:
        if child.tag_ == "TO" and child.dep_ == "aux":
            return ClauseKind.INFINITIVE
        if child.dep_ == "mark" and child.lower_ in ("that", "whether", "if"):
            return ClauseKind.FINITE
        if child.dep_ in ("aux", "auxpass") and child.tag_ in FINITE:
            is_finite = True
    if is_finite:
        return ClauseKind.FINITE
    if head.tag_ == "VBG":
        return ClauseKind.GERUND
    return ClauseKind.SMALL if _has_subject(head) else ClauseKind.FINITE


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS or child.dep_ in ("expl", "csubj") for child in verb.children)


def own_subject(verb: Token) -> Token | None:
    """The subject that stands with the verb itself; of two, as in "Voters, she said, want", the nearer."""
    subjects = [child for child in verb.children if child.dep_ in SUBJECTS]
    return min(subjects, key=lambda subject: abs(subject.i - verb.i)) if subjects else None


def subject_of(verb: Token) -> Token | None:
    """Head of the phrase that does what the verb says, also through conjunction, control and participles."""
    for _ in range(_LONGEST_CLIMB):
        if subject := own_subject(verb):
            return subject
        head = verb.head
        if verb.dep_ == "acl":
            return head if head.pos_ in NOMINAL else None
        if verb.dep_ == "relcl" or head == verb:
            return None
        if verb.dep_ == "xcomp":
            controller = next((child for child in head.rights if child.dep_ in ("dobj", "dative")), None)
            if controller is not None and controller.i < verb.i:
                return controller
        if verb.dep_ in ("pcomp", "prep") and head.pos_ not in VERBAL:
            if head.head.pos_ in NOMINAL and verb.dep_ == "pcomp":
                return head.head
            head = head.head
        if head.pos_ not in VERBAL and head.pos_ not in ("ADP", "ADJ", "SCONJ"):
            return None
        verb = head
    return None


def extent(head: Token) -> Range:
    """Everything under a head."""
    return head.left_edge.i, head.right_edge.i + 1


def noun_phrase(head: Token, without: Token) -> Range:
    """A noun phrase with its appositions; without the token `without`, clauses set off by a comma and "of taking"."""
    start, end = extent(head)
    if start <= without.i < end:
        start, end = (start, without.left_edge.i) if head.i < without.left_edge.i else (without.i + 1, end)
    for child in head.rights:
        is_clause = child.dep_ in ("relcl", "acl", "advcl")
        is_set_off = is_clause and child.left_edge.i > head.i + 1 and head.doc[child.left_edge.i - 1].is_punct
        if (is_set_off or takes_gerund(child)) and child.left_edge.i < end:
            end = child.left_edge.i
            break
    return start, end


def takes_gerund(preposition: Token) -> bool:
    """Whether it is an "of taking bribes", which goes with a verb ("accused by her of taking bribes")."""
    return preposition.dep_ == "prep" and any(child.dep_ == "pcomp" for child in preposition.rights)


def antecedent(pronoun: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    verb = pronoun
    for _ in range(_LONGEST_CLIMB):
        if verb.dep_ == "relcl":
            return verb.head
        verb = verb.head
    return None


def object_of(preposition: Token) -> Token | None:
    """Head of what stands behind a preposition."""
    return next((child for child in preposition.rights if child.dep_ in ("pobj", "pcomp")), None)


def outside(whole: Range, hole: Range) -> list[Range]:
    """What of a range stands before and after a hole in it."""
    pieces = [(whole[0], min(hole[0], whole[1])), (max(hole[1], whole[0]), whole[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]
