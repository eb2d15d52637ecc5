"""Who is reported to have said what, read off the dependency parse: one candidate statement a cue."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from transforms.cues import Cue, cues, verb_cue

Range = tuple[int, int]
"""Tokens [start, end) of a Doc."""

_LONGEST_CLIMB = 12
"""Heads followed to find the subject that a verb shares. Real sentences need three or four; hostile ones have thousands."""

_OBJECT_PREPOSITIONS = frozenset(("as", "for", "of", "with", "about", "against", "over", "to", "from"))
_OBJECT_TAIL = frozenset(("oprd", "acomp", "xcomp", "ccomp"))


@dataclass(slots=True)
class Candidate:
    """A statement before quotations are completed and overlaps resolved."""

    anchor: Token
    """The cue's head word."""
    cue: list[Range]
    source: Range | None
    content: list[Range]
    rule: str
    addressee: Range | None = None
    speaker: Range | None = None
    """What to resolve to an actor, where it is not the source ("who")."""
    extra: list[Range] = field(default_factory=list)


def candidates(doc: Doc) -> Iterator[Candidate]:
    """Candidate statements in the order of their cues."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB"):
            yield from verb_candidates(token)
        elif token.pos_ == "NOUN":
            yield from noun_candidates(token)
        elif token.pos_ == "ADJ":
            yield from adjective_candidates(token)
        if token.lower_ in ("according", "per"):
            yield from according_candidates(token)


def verb_candidates(verb: Token) -> Iterator[Candidate]:
    found = verb_cue(verb)
    if not found:
        return
    cue, particle = found
    parts = Parts.of(verb)
    if cue.frames & {"raising", "raising_adjective"}:
        yield from _raising(verb, cue, parts)
        return
    if parts.is_passive:
        yield from _passive(verb, cue, particle, parts)
        return
    taken = _active_content(verb, cue, parts)
    if taken is None or taken[0] in ("object", "preposition"):
        whole = _around(verb, parts) if "quote" in cue.frames or "clause" in cue.frames else None
        if whole:
            taken = "parenthetical", whole, None, None
    if taken is None:
        return
    frame, content, addressee, preposition = taken
    source = subject_of(verb)
    if source is None:
        return
    yield Candidate(
        verb, _cue_ranges(verb, particle, preposition), phrase(source, verb), content, f"{frame}:{cue.cue_class}",
        addressee,
    )  # fmt: skip


@dataclass(slots=True)
class Parts:
    """The children of a verb by what they do."""

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

    @staticmethod
    def of(verb: Token) -> "Parts":
        parts = Parts()
        for child in verb.children:
            dep = child.dep_
            if dep in ("nsubj", "csubj", "expl"):
                parts.subject = child
            elif dep in ("nsubjpass", "csubjpass"):
                parts.subject = child
                parts.is_passive = True
            elif dep == "auxpass":
                parts.is_passive = True
            elif dep == "agent":
                parts.agent = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            elif dep in ("dobj", "attr"):
                parts.object = parts.object or child
            elif dep == "dative":
                parts.dative = child
            elif dep in ("ccomp", "xcomp"):
                _sort_clause(parts, child)
            elif dep == "oprd":
                parts.small_clause = child
            elif dep == "prep":
                parts.prepositions.append(child)
        if verb.tag_ in ("VBN", "VBD") and verb.dep_ in ("acl", "advcl") and not parts.object and parts.subject is None:
            parts.is_passive = True
        return parts


def _sort_clause(parts: Parts, child: Token) -> None:
    kind = clause_kind(child)
    if kind == "infinitive":
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in child.lefts):
            parts.small_clause = child
        else:
            parts.infinitive = child
    elif kind == "gerund":
        parts.gerund = child
    elif child.dep_ == "ccomp" and kind == "clause":
        parts.clause = parts.clause or child
    elif child.dep_ == "ccomp":
        parts.small_clause = child
    elif kind == "clause":
        parts.small_clause = child


def clause_kind(head: Token) -> str:
    """`infinitive`, `gerund`, `clause` (finite) or `small` of a complement's head."""
    finite = head.tag_ in ("VBD", "VBZ", "VBP", "MD")
    subject = False
    for child in head.children:
        if child.dep_ == "mark" and child.lower_ in ("that", "whether", "if"):
            return "clause"
        if child.tag_ == "TO" and child.dep_ == "aux":
            return "infinitive"
        if child.dep_ in ("aux", "auxpass") and child.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            finite = True
        if child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj"):
            subject = True
    if finite:
        return "clause"
    if head.tag_ == "VBG":
        return "gerund"
    return "small" if subject else "clause"


def _active_content(
    verb: Token, cue: Cue, parts: Parts
) -> tuple[str, list[Range], Range | None, Token | None] | None:
    frames = cue.frames
    addressee = parts.dative or (parts.object if parts.clause and "object_clause" in frames else None)
    addressed = span_of(addressee) if addressee is not None else None
    if parts.clause is not None and ("clause" in frames or "object_clause" in frames or "quote" in frames):
        return "clause", [span_of(parts.clause)], addressed, None
    if parts.small_clause is not None and frames & {"object_infinitive", "object", "small"}:
        start = min(parts.small_clause.left_edge.i, parts.object.left_edge.i if parts.object else 1 << 60)
        return "object_infinitive", [(start, parts.small_clause.right_edge.i + 1)], addressed, None
    if parts.infinitive is not None and parts.object is not None and "object_infinitive" in frames:
        return "object_infinitive", [span_of(parts.object), span_of(parts.infinitive)], addressed, None
    if parts.infinitive is not None and parts.prepositions and "on" in frames and parts.prepositions[0].lower_ == "on":
        inner = prepositional(parts.prepositions[0])
        if inner:
            return "preposition_infinitive", [span_of(inner), span_of(parts.infinitive)], addressed, parts.prepositions[0]
    if parts.infinitive is not None and "infinitive" in frames:
        return "infinitive", [span_of(parts.infinitive)], addressed, None
    if parts.gerund is not None and "gerund" in frames:
        return "gerund", [span_of(parts.gerund)], addressed, None
    for preposition in parts.prepositions:
        if "object_" + preposition.lower_ in frames and parts.object is not None:
            inner = prepositional(preposition)
            if inner:
                return "object_preposition", [span_of(inner)], span_of(parts.object), preposition
    if parts.object is not None and "object_as" in frames:
        tail = _object_range(verb, parts.object)
        if tail[1] > parts.object.right_edge.i + 1 and verb.doc[parts.object.right_edge.i + 1].lower_ == "as":
            return "object", [tail], addressed, None
    if parts.object is not None and "object" in frames and parts.object.tag_ not in ("WDT", "WP"):
        return "object", [_object_range(verb, parts.object)], addressed, None
    for preposition in parts.prepositions:
        if preposition.lower_ in frames:
            inner = prepositional(preposition)
            if inner:
                content = [span_of(inner)]
                if parts.infinitive is not None and preposition.lower_ in ("on", "upon", "for", "to", "with"):
                    content.append(span_of(parts.infinitive))
                return "preposition", content, addressed, preposition
    return None


def _object_range(verb: Token, object_: Token) -> Range:
    """The object with what is said of it: "him as a fraud", "the deal for its flaws"."""
    start, end = span_of(object_)
    for child in verb.rights:
        if child.left_edge.i < end:
            continue
        if child.left_edge.i > end or not (
            child.dep_ in _OBJECT_TAIL or (child.dep_ == "prep" and child.lower_ in _OBJECT_PREPOSITIONS)
        ):
            break
        end = child.right_edge.i + 1
    return start, end


_FINITE = frozenset(("VBD", "VBZ", "VBP"))


def _around(verb: Token, parts: Parts) -> list[Range] | None:
    """The sentence around a short clause set off by punctuation: "the talks, he said, were open"."""
    head, doc = verb.head, verb.doc
    if head is verb or parts.subject is None or verb.dep_ not in ("parataxis", "ccomp", "advcl", "dep", "conj"):
        return None
    if verb.tag_ not in _FINITE or parts.subject.dep_ != "nsubj":
        return None
    start, end = span_of(verb)
    while start < verb.i and doc[start].is_punct:
        start += 1
    if any(child.dep_ in ("mark", "advmod") and child.i < parts.subject.i and child.tag_ in ("IN", "WRB") for child in verb.lefts):
        return None
    if end < len(doc) and doc[end - 1].text not in _COMMAS and doc[end].text not in _COMMAS and doc[end].text not in (".", "?", "!"):
        return None
    whole = span_of(head)
    if start == whole[0] or doc[start - 1].text not in _COMMAS:
        return None
    return _without(whole, (start, end))


_COMMAS = frozenset((",", "—", "–", "--", "-"))


def _raising(verb: Token, cue: Cue, parts: Parts) -> Iterator[Candidate]:
    complement = parts.infinitive or parts.small_clause or parts.clause or next(
        (c for c in verb.rights if c.dep_ in ("acomp", "oprd", "attr", "xcomp")), None
    )
    if "raising" not in cue.frames and (complement is None or complement.dep_ != "acomp"):
        return
    if complement is None or parts.subject is None or complement.pos_ == "VERB" and verb_cue(complement):
        return
    content = [span_of(complement)]
    if parts.subject.lower_ != "it" or parts.clause is None:
        content.insert(0, span_of(parts.subject))
    yield Candidate(verb, _cue_ranges(verb, None, None), None, content, f"raising:{cue.cue_class}")


def _passive(verb: Token, cue: Cue, particle: Token | None, parts: Parts) -> Iterator[Candidate]:
    frames = cue.frames
    source = phrase(parts.agent, verb) if parts.agent is not None else None
    voice = "passive_by" if source else "passive"
    ranges = _cue_ranges(verb, particle, None)
    if parts.clause is not None and frames & {"clause", "object_clause", "quote"}:
        yield Candidate(verb, ranges, source, [span_of(parts.clause)], f"{voice}_clause:{cue.cue_class}")
        return
    patient = parts.subject
    if patient is None and verb.dep_ == "acl":
        patient = verb.head
        content = [(patient.left_edge.i, verb.left_edge.i)]
    elif patient is None:
        return
    else:
        content = [span_of(patient)]
    complement = parts.infinitive or parts.small_clause
    if complement is not None and frames & {"object_infinitive", "clause", "infinitive"}:
        yield Candidate(verb, ranges, source, [*content, span_of(complement)], f"{voice}_infinitive:{cue.cue_class}")
        return
    if "object" not in frames or cue.cue_class not in ("claim", "support", "deny", "ask"):
        return
    tail = [
        span_of(child) for child in verb.rights
        if child.dep_ == "prep" and child.lower_ in _OBJECT_PREPOSITIONS
    ]  # fmt: skip
    yield Candidate(verb, ranges, source, content + tail[:1], f"{voice}_object:{cue.cue_class}")


def attribution(anchor: Token, source: Range) -> Candidate:
    """A candidate whose content is still to be filled in, for a verb beside a quotation."""
    return Candidate(anchor, _cue_ranges(anchor, None, None), source, [], "quotation")


_BE_LIKE = frozenset(("be", "feel", "seem", "become", "remain", "sound", "appear", "look", "grow", "get"))


def adjective_candidates(adjective: Token) -> Iterator[Candidate]:
    cue = cues("adjective").get(adjective.lower_)
    if cue is None:
        return
    taken = _noun_content(adjective, cue)
    if taken is None:
        return
    frame, content, preposition = taken
    verb = adjective.head
    if adjective.dep_ in ("acomp", "oprd", "ROOT", "conj", "advcl", "ccomp") or verb.lemma_ in _BE_LIKE:
        source = subject_of(verb) if verb.pos_ in ("VERB", "AUX") else subject_of(adjective)
    elif adjective.dep_ == "amod" and adjective.i > verb.i:
        source = verb
    else:
        return
    if source is None:
        return
    yield Candidate(
        adjective, _cue_ranges(adjective, None, preposition), phrase(source, adjective), content, f"adj_{frame}:{cue.cue_class}"
    )


_LIGHT = frozenset(("have", "make", "give", "take", "hold", "get", "keep", "draw"))


def noun_candidates(noun: Token) -> Iterator[Candidate]:
    cue = cues("noun").get(noun.lemma_.lower())
    if cue is None:
        return
    taken = _noun_content(noun, cue)
    if taken is None:
        return
    frame, content, preposition = taken
    source = None
    by = None
    for child in noun.children:
        if child.dep_ == "poss":
            source = (child.left_edge.i, child.i + 1)
        elif child.dep_ in ("amod", "compound", "nmod") and child.ent_type_ in ("NORP", "GPE", "ORG", "PERSON"):
            source = source or (child.left_edge.i, child.i + 1)
        elif child.dep_ == "prep" and child.lower_ in ("by", "from"):
            by = next((c for c in child.children if c.dep_ == "pobj"), None)
    if source is None and by is not None:
        source = span_of(by)
    if source is None and noun.dep_ == "dobj" and noun.head.lemma_ in _LIGHT:
        subject = subject_of(noun.head)
        if subject is not None:
            yield Candidate(
                noun, _cue_ranges(noun, None, preposition), phrase(subject, noun.head), content, f"light_{frame}:{cue.cue_class}"
            )
            return
    if noun.dep_ in ("dobj", "pobj") and source is not None and noun.head.lemma_ in _LIGHT:
        pass
    if source is None:
        return
    kind = "noun"
    yield Candidate(
        noun, _cue_ranges(noun, None, preposition), source, content, f"{kind}_{frame}:{cue.cue_class}"
    )


def _noun_content(noun: Token, cue: Cue) -> tuple[str, list[Range], Token | None] | None:
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be" and "clause" in cue.frames:
        for child in noun.head.rights:
            if child.dep_ == "ccomp" and clause_kind(child) == "clause":
                return "is", [span_of(child)], None
    for child in noun.rights:
        if child.dep_ in ("acl", "ccomp", "relcl", "xcomp"):
            kind = clause_kind(child)
            has_that = any(c.lower_ == "that" and c.dep_ == "mark" for c in child.lefts)
            if kind == "infinitive" and "infinitive" in cue.frames:
                return "infinitive", [span_of(child)], None
            if "clause" in cue.frames and kind == "clause" and (has_that or child.dep_ == "ccomp"):
                return "clause", [span_of(child)], None
        if child.dep_ == "prep" and child.lower_ in cue.frames:
            inner = prepositional(child)
            if inner is not None:
                return "preposition", [span_of(inner)], child
    return None


def according_candidates(token: Token) -> Iterator[Candidate]:
    if token.lower_ == "according":
        to = next((c for c in token.rights if c.lower_ == "to"), None)
    else:
        to = token if token.dep_ == "prep" else None
    if to is None:
        return
    source = prepositional(to)
    if source is None:
        return
    governor = token.head
    for _ in range(_LONGEST_CLIMB):
        if governor.pos_ in ("VERB", "AUX") or governor.head is governor:
            break
        governor = governor.head
    content = _without(span_of(governor), (token.left_edge.i, to.right_edge.i + 1))
    cue = (min(token.i, to.i), max(token.i, to.i) + 1)
    yield Candidate(token, [cue], span_of(source), content, "according")


def prepositional(preposition: Token) -> Token | None:
    """Head of what stands behind a preposition."""
    return next((child for child in preposition.rights if child.dep_ in ("pobj", "pcomp")), None)


def subject_of(verb: Token) -> Token | None:
    """The head of the phrase that does what the verb says, through conjunction, control and participles."""
    for _ in range(_LONGEST_CLIMB):
        for child in verb.lefts:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
        for child in verb.rights:
            if child.dep_ == "nsubj":
                return child
        dep, head = verb.dep_, verb.head
        if dep == "acl":
            return head
        if dep == "relcl" or head is verb:
            return None
        if dep == "xcomp":
            for child in head.rights:
                if child.dep_ in ("dobj", "dative") and child.i < verb.i:
                    return child
        if head.pos_ not in ("VERB", "AUX") and dep in ("pcomp", "prep"):
            head = head.head
        if head.pos_ not in ("VERB", "AUX", "ADP", "ADJ", "SCONJ") or head is verb:
            return head if head.pos_ in ("NOUN", "PROPN", "PRON") and dep in ("pcomp",) else None
        verb = head
    return None


def phrase(head: Token, cue: Token) -> Range:
    """The noun phrase of a source with its appositions, without clauses set off by a comma and without the cue."""
    start, end = span_of(head)
    if start <= cue.i < end:
        start, end = (start, cue.left_edge.i) if head.i < cue.i else (cue.i + 1, end)
    for child in head.rights:
        if child.i >= end:
            break
        if child.dep_ in _SET_OFF and child.left_edge.i > head.i + 1 and head.doc[child.left_edge.i - 1].is_punct:
            end = child.left_edge.i
            break
    return start, end


_SET_OFF = frozenset(("relcl", "acl", "advcl"))


def span_of(head: Token) -> Range:
    """Everything under a head."""
    return head.left_edge.i, head.right_edge.i + 1


def _without(whole: Range, hole: Range) -> list[Range]:
    pieces = [(whole[0], min(hole[0], whole[1])), (max(hole[1], whole[0]), whole[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def _cue_ranges(head: Token, particle: Token | None, preposition: Token | None) -> list[Range]:
    negation = next((c for c in head.lefts if c.dep_ == "neg"), None)
    tokens = sorted({t.i for t in (negation, head, particle, preposition) if t is not None and (t.i >= head.i or t is negation)})
    ranges: list[Range] = []
    for i in tokens:
        if ranges and ranges[-1][1] == i:
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges
