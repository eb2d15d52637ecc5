"""Who is reported to have said what, read off the dependency parse: one candidate statement a reporting word."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc, Token

from transforms.cues import ANY_CUE, Cue, cues, verb_cue
from transforms.grammar import (
    FINITE,
    SET_OFF,
    VERBAL,
    ClauseKind,
    Parts,
    Range,
    clause_kind,
    extent,
    noun_phrase,
    object_of,
    outside,
    own_subject,
    parts_of,
    subject_of,
    takes_gerund,
)

LONGEST_SENTENCE = 500
"""Tokens. What is longer is a table or a list; leaving it out keeps the time linear in the text."""


@dataclass(slots=True, eq=False)
class Candidate:
    """A statement before quotations are completed and overlaps resolved. `anchor` is the head word of the cue."""

    anchor: Token
    cue: list[Range]
    source: Range | None
    content: list[Range]
    rule: str
    addressee: Range | None = None
    confidence: float = 0.0

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.content)


class Content(NamedTuple):
    """What a cue reports, the frame that it was found by, and the preposition that belongs to the cue."""

    frame: str
    ranges: list[Range]
    preposition: Token | None = None


def candidates(doc: Doc, likely_cues: Container[int] = ()) -> Iterator[Candidate]:
    """Candidate statements in the order of their cues.

    `likely_cues` are tokens that may report whatever the list of cues says; the class of their cues is `any`.
    """
    for sentence in doc.sents:
        if len(sentence) > LONGEST_SENTENCE:
            continue
        for token in sentence:
            if token.lower_ in ("according", "in"):
                yield from _by_phrase(token)
            elif token.pos_ in VERBAL or token.tag_ in FINITE:
                yield from _by_verb(token, token.i in likely_cues)
            elif token.pos_ == "NOUN":
                yield from _by_noun(token, token.i in likely_cues)
            elif token.pos_ == "ADJ":
                yield from _by_adjective(token, token.i in likely_cues)


def quoting_candidate(verb: Token, source: Range, quotation: Range) -> Candidate:
    """A candidate for a verb beside a quotation that the parse did not tie to it."""
    parts = parts_of(verb)
    addressee = parts.dative or parts.object
    told = extent(addressee) if addressee is not None else None
    return Candidate(verb, _cue(verb), source, [quotation], "quotation", told)


# --- verbs ---


def _by_verb(verb: Token, is_likely: bool) -> Iterator[Candidate]:
    cue, particle = verb_cue(verb) or (None, None)
    found = None
    if cue is not None:
        found = _by_known_verb(verb, cue, particle)
    if found is None and is_likely:
        found = _by_known_verb(verb, ANY_CUE, particle)
    if found is not None:
        yield found


def _by_known_verb(verb: Token, cue: Cue, particle: Token | None) -> Candidate | None:
    parts = parts_of(verb)
    if "raising" in cue.frames:
        return _by_raising(verb, cue, parts)
    if parts.is_passive:
        return _by_passive(verb, cue, particle, parts)
    content = _active_content(verb, cue, parts)
    if content is None or content.frame in ("object", "preposition"):
        content = _content_around(verb, cue) or content
    source = subject_of(_governing(verb))
    if content is None or source is None or _is_doubtful(verb, source, content):
        return None
    return Candidate(
        verb,
        _cue(verb, particle, content.preposition),
        noun_phrase(source, verb),
        content.ranges,
        f"{content.frame}:{cue.cue_class}",
        _addressee(cue, parts, content),
    )


_NO_HOLDERS = frozenset(("it", "this", "that", "which", "there", "you", "i", "we"))


def _is_doubtful(verb: Token, source: Token, content: Content) -> bool:
    """Whether an attitude is only wished for or a thing's ("to reject it", "a law banning it"), or the writer's own."""
    if content.frame in ("clause", "parenthetical"):
        return False
    return verb.dep_ in ("xcomp", "acl") or source.lower_ in _NO_HOLDERS


def _governing(verb: Token) -> Token:
    """The verb whose subject is the source, where the parser ties a verb to the reported clause instead.

    That is a participle that goes on (", adding that") or a second predicate ("has denied …, but also has not …").
    """
    if verb.dep_ == "conj" and verb.head.dep_ == "ccomp" and _goes_with(verb, verb.head, verb.head.head):
        return verb.head.head
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or verb.doc[verb.i - 1].text not in SET_OFF:
        return verb
    above = verb.head
    while above.dep_ == "ccomp" and above.head.i < above.i and verb_cue(above.head):
        above = above.head
    return above if above != verb.head else verb


def _active_content(verb: Token, cue: Cue, parts: Parts) -> Content | None:
    """The content of an active verb: the first of its frames that the sentence fills, a clause before all others."""
    frames = cue.frames
    if parts.clause is not None and frames & {"clause", "object_clause", "quote"}:
        return Content("clause", [_clause(verb, parts.clause)])
    if parts.small_clause is not None and frames & {"object_infinitive", "object", "small"}:
        start, end = extent(parts.small_clause)
        return Content("object_infinitive", [(min(start, parts.object.left_edge.i) if parts.object else start, end)])
    if parts.infinitive is not None:
        if parts.object is not None and "object_infinitive" in frames:
            return Content("object_infinitive", [extent(parts.object), extent(parts.infinitive)])
        if appeal := _appeal(verb, cue, parts):
            return appeal
        if "infinitive" in frames:
            return Content("infinitive", [extent(parts.infinitive)])
    if parts.gerund is not None and "gerund" in frames:
        return Content("gerund", [extent(parts.gerund)])
    return _object_content(verb, cue, parts) or _prepositional_content(verb, cue, parts)


def _clause(verb: Token, clause: Token) -> Range:
    """The clause, without a second predicate that goes with the reporting verb."""
    start, end = extent(clause)
    for conjunct in clause.rights:
        if conjunct.dep_ == "conj" and conjunct.left_edge.i > verb.i and _goes_with(conjunct, clause, verb):
            end = conjunct.left_edge.i
            while end > start and (verb.doc[end - 1].is_punct or verb.doc[end - 1].pos_ == "CCONJ"):
                end -= 1
            break
    return start, end


def _goes_with(conjunct: Token, clause: Token, verb: Token) -> bool:
    """Whether a predicate that the parser joined to the reported clause has the auxiliary or the tense of the verb.

    "Has denied it plans to invade, but also has not agreed"; "refused, saying he was busy, and called for talks".
    """
    if own_subject(conjunct) is not None:
        return False
    shared = _auxiliary(conjunct)
    if shared and shared == _auxiliary(verb) and shared != _auxiliary(clause):
        return True
    before = conjunct.left_edge.i - 1
    is_set_off = before > 1 and conjunct.doc[before].pos_ == "CCONJ" and conjunct.doc[before - 1].text == ","
    return verb.tag_ == "VBG" and verb.dep_ == "advcl" and conjunct.tag_ == verb.head.tag_ and is_set_off


def _auxiliary(verb: Token) -> str | None:
    return next((child.lower_ for child in verb.lefts if child.dep_ == "aux"), None)


def _appeal(verb: Token, cue: Cue, parts: Parts) -> Content | None:
    """ "Called on them to stop", "pushed for them to stay"."""
    for preposition in parts.prepositions:
        inner = object_of(preposition)
        if inner is not None and parts.infinitive is not None and _takes(verb, cue, preposition):
            return Content("object_infinitive", [extent(inner), extent(parts.infinitive)], preposition)
    return None


def _object_content(verb: Token, cue: Cue, parts: Parts) -> Content | None:
    if parts.object is None or parts.object.tag_ in ("WDT", "WP"):
        return None
    for preposition in parts.prepositions:
        if f"object_{preposition.lower_}" in cue.frames and preposition.i > verb.i:
            inner = object_of(preposition)
            if inner is not None and preposition.lower_ == "as":
                return Content("object", [_with_tail(verb, parts.object)])
            if inner is not None:
                return Content("object_preposition", [extent(inner)], preposition)
    return Content("object", [_with_tail(verb, parts.object)]) if "object" in cue.frames else None


def _prepositional_content(verb: Token, cue: Cue, parts: Parts) -> Content | None:
    for preposition in parts.prepositions:
        inner = object_of(preposition)
        if inner is not None and _takes(verb, cue, preposition):
            return Content("preposition", [_with_tail(verb, inner)], preposition)
    return None


def _takes(verb: Token, cue: Cue, preposition: Token) -> bool:
    return preposition.lower_ in cue.frames and preposition.i > verb.i


_TAIL_PREPOSITIONS = frozenset((
    "about", "across", "against", "along", "among", "as", "between", "by", "for", "from",
    "into", "of", "over", "to", "toward", "towards", "with", "without",
))  # fmt: skip
_TAIL_PARTS = frozenset(("oprd", "acomp", "xcomp", "ccomp"))


def _with_tail(verb: Token, object_: Token) -> Range:
    """An object with what is said of it: "him as a fraud", "the deal for its flaws"."""
    start, end = extent(object_)
    for child in verb.rights:
        if child.left_edge.i < end:
            continue
        is_tail = child.dep_ in _TAIL_PARTS or (child.dep_ == "prep" and child.lower_ in _TAIL_PREPOSITIONS)
        if child.left_edge.i > end or not is_tail:
            break
        end = child.right_edge.i + 1
    return start, end


def _content_around(verb: Token, cue: Cue) -> Content | None:
    """The sentence around a short clause set off in it: "The talks, he said, were open", "As he noted, they were"."""
    head, subject, doc = verb.head, own_subject(verb), verb.doc
    if "clause" not in cue.frames or head == verb or subject is None or subject.dep_ != "nsubj":
        return None
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ not in ("parataxis", "ccomp", "advcl", "conj"):
        return None
    start, end = min(subject.left_edge.i, verb.i), verb.right_edge.i + 1
    markers = [child for child in verb.lefts if child.dep_ in ("mark", "advmod") and child.tag_ in ("IN", "WRB")]
    if markers:
        takes_more = any(child.dep_ in ("dobj", "prep", "dative") for child in verb.rights)
        if takes_more or any(marker.lower_ != "as" for marker in markers):
            return None
        start = min(start, markers[0].i)
    while end > verb.i and doc[end - 1].is_punct:
        end -= 1
    whole = extent(head)
    is_set_off = start > whole[0] and doc[start - 1].text in SET_OFF
    is_closed = end >= len(doc) or doc[end].text in SET_OFF or doc[end].text in (".", "?", "!", ";")
    if not is_closed or not (is_set_off or (markers and start == whole[0])):
        return None
    return Content("parenthetical", outside(whole, (start, end)))


def _addressee(cue: Cue, parts: Parts, content: Content) -> Range | None:
    if parts.dative is not None:
        return extent(parts.dative)
    is_told = parts.object is not None and content.frame in ("clause", "object_preposition", "parenthetical")
    if is_told and parts.object is not None and "object_clause" in cue.frames:
        return extent(parts.object)
    return None


def _by_raising(verb: Token, cue: Cue, parts: Parts) -> Candidate | None:
    """ "The deal seems dead", "It appears that they left": nobody is named, the content is the whole clause."""
    complement = parts.infinitive or parts.small_clause or parts.clause
    if complement is None:
        complement = next((child for child in verb.rights if child.dep_ == "acomp"), None)
    if complement is None or parts.subject is None or (complement.pos_ == "VERB" and verb_cue(complement)):
        return None
    ranges = [extent(complement)]
    if parts.clause is None:
        ranges.insert(0, extent(parts.subject))
    return Candidate(verb, _cue(verb), None, ranges, f"raising:{cue.cue_class}")


_REPORTED_IN_PASSIVE = frozenset(("claim", "support", "deny", "ask"))


def _by_passive(verb: Token, cue: Cue, particle: Token | None, parts: Parts) -> Candidate | None:
    """ "Was accused by them of fraud", "is expected to win", "asked about it": the agent, if any, is the source."""
    content = _passive_content(verb, cue, parts)
    if content is None:
        return None
    source = noun_phrase(parts.agent, verb) if parts.agent is not None else None
    frame = f"passive_{content.frame}" if source is None else f"passive_by_{content.frame}"
    ranges = _cue(verb, particle, content.preposition)
    return Candidate(verb, ranges, source, content.ranges, f"{frame}:{cue.cue_class}")


def _passive_content(verb: Token, cue: Cue, parts: Parts) -> Content | None:
    if parts.clause is not None and cue.frames & {"clause", "object_clause", "quote"}:
        return Content("clause", [extent(parts.clause)])
    for preposition in parts.prepositions:
        inner = object_of(preposition)
        if inner is not None and f"object_{preposition.lower_}" in cue.frames:
            return Content("preposition", [extent(inner)], preposition)
    if parts.subject is not None:
        patient = extent(parts.subject)
    elif verb.dep_ == "acl":
        patient = (verb.head.left_edge.i, verb.left_edge.i)
    else:
        return None
    complement = parts.infinitive or parts.small_clause
    if complement is not None and cue.frames & {"object_infinitive", "clause", "infinitive"}:
        return Content("infinitive", [patient, extent(complement)])
    if "object" not in cue.frames or cue.cue_class not in _REPORTED_IN_PASSIVE:
        return None
    behind = [*verb.rights, *(parts.agent.rights if parts.agent is not None else ())]
    tails = [child for child in behind if child.dep_ == "prep" and child.lower_ in _TAIL_PREPOSITIONS]
    if parts.agent is not None:
        tails = [tail for tail in tails if tail.head == verb or takes_gerund(tail)]
    return Content("object", [patient, *(extent(tail) for tail in tails[:1])])


# --- nouns and adjectives ---

_NAMED = frozenset(("NORP", "GPE", "ORG", "PERSON"))


def _by_noun(noun: Token, is_likely: bool) -> Iterator[Candidate]:
    """ "Their claim that …", "U.S. demands that …", "his attacks on …", "made no mention of …"."""
    cue = cues("noun").get(noun.lemma_.lower()) or (ANY_CUE if is_likely else None)
    content = _content_behind(noun, cue) if cue else None
    if cue is None or content is None:
        return
    source, kind, ranges = _owner(noun), "noun", _cue(noun, None, content.preposition)
    if source is None and noun.dep_ == "dobj" and noun.head.lemma_ in cues("light_verb"):
        subject = subject_of(noun.head)
        source, kind = (noun_phrase(subject, noun.head) if subject is not None else None), "light"
        ranges = [(noun.head.i, max(end for _, end in ranges))]
    if source is not None:
        yield Candidate(noun, ranges, source, content.ranges, f"{kind}_{content.frame}:{cue.cue_class}")


def _owner(noun: Token) -> Range | None:
    """Whose claim, demand or attack it is, where the noun phrase says so."""
    agent = None
    for child in noun.children:
        if child.dep_ == "poss" or (child.dep_ in ("amod", "compound", "nmod") and child.ent_type_ in _NAMED):
            return child.left_edge.i, child.i + 1
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            agent = object_of(child)
    return extent(agent) if agent is not None else None


def _by_adjective(adjective: Token, is_likely: bool) -> Iterator[Candidate]:
    """ "They are confident that …", "critical of …"."""
    cue = cues("adjective").get(adjective.lower_) or (ANY_CUE if is_likely else None)
    content = _content_behind(adjective, cue) if cue else None
    if cue is None or content is None:
        return
    head = adjective.head
    if adjective.dep_ == "amod":
        source = head if head.i < adjective.i else None
    else:
        source = subject_of(head) if head.pos_ in VERBAL else own_subject(adjective)
    if source is not None:
        ranges = _cue(adjective, None, content.preposition)
        rule = f"adjective_{content.frame}:{cue.cue_class}"
        yield Candidate(adjective, ranges, noun_phrase(source, adjective), content.ranges, rule)


def _content_behind(head: Token, cue: Cue) -> Content | None:
    """What a noun or adjective reports: a clause behind it or its "is", an infinitive, a prepositional object."""
    if head.dep_ == "nsubj" and head.head.lemma_ == "be" and "clause" in cue.frames:
        for child in head.head.rights:
            if child.dep_ == "ccomp" and clause_kind(child) is ClauseKind.FINITE:
                return Content("is", [extent(child)])
    for child in head.rights:
        if child.dep_ in ("acl", "ccomp", "relcl", "xcomp"):
            kind = clause_kind(child)
            if kind is ClauseKind.INFINITIVE and "infinitive" in cue.frames:
                return Content("infinitive", [extent(child)])
            if kind is ClauseKind.FINITE and "clause" in cue.frames and (child.dep_ == "ccomp" or _has_that(child)):
                return Content("clause", [extent(child)])
        inner = object_of(child) if child.dep_ == "prep" and child.lower_ in cue.frames else None
        if inner is not None:
            return Content("preposition", [extent(inner)], child)
    return None


def _has_that(clause: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.lefts)


# --- phrases ---


def _by_phrase(word: Token) -> Iterator[Candidate]:
    """ "According to …", "in their view", "in the words of …".

    The content is the sentence, where the phrase begins or ends it, otherwise the clause that the phrase belongs to.
    """
    found = _according_to(word) if word.lower_ == "according" else _in_the_view_of(word)
    if found is None:
        return
    source, cue, phrase = found
    doc, sentence = word.doc, word.sent
    ends_sentence = all(token.is_punct or token.is_space for token in doc[phrase[1] : sentence.end])
    if phrase[0] == sentence.start or (ends_sentence and doc[phrase[0] - 1].text in SET_OFF):
        whole = (sentence.start, sentence.end)
    else:
        governor = word.head
        while governor.pos_ not in VERBAL and governor.head.i != governor.i:
            governor = governor.head
        whole = extent(governor)
    yield Candidate(word, cue, source, outside(whole, phrase), "according")


def _according_to(word: Token) -> tuple[Range, list[Range], Range] | None:
    """Source, cue and extent of "according to …"."""
    to = next((child for child in word.rights if child.lower_ == "to"), None)
    source = object_of(to) if to is not None else None
    if to is None or source is None:
        return None
    return noun_phrase(source, word), [(word.i, to.i + 1)], (word.left_edge.i, to.right_edge.i + 1)


def _in_the_view_of(word: Token) -> tuple[Range, list[Range], Range] | None:
    """Source, cue and extent of "in their view", "in the view of …"."""
    view = object_of(word)
    if view is None or view.lemma_.lower() not in cues("viewpoint"):
        return None
    for child in view.children:
        owner = child if child.dep_ == "poss" else object_of(child) if child.lower_ == "of" else None
        if owner is not None:
            source = (child.left_edge.i, child.i + 1) if child.dep_ == "poss" else extent(owner)
            return source, [(word.i, word.i + 1), (view.i, view.i + 1)], extent(word)
    return None


def _cue(head: Token, particle: Token | None = None, preposition: Token | None = None) -> list[Range]:
    """The cue as written: a negation before the word, the word, its particle and its preposition."""
    negation = next((child for child in head.lefts if child.dep_ == "neg"), None)
    ranges: list[Range] = []
    for i in sorted({token.i for token in (negation, head, particle, preposition) if token is not None}):
        if ranges and ranges[-1][1] == i:
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges
