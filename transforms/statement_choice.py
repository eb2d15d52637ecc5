"""Which candidates become statements: contents share no words, unless one statement stands in another's content."""

from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from transforms.grammar import SET_OFF, Range, own_subject
from transforms.statement_filter import Rated
from transforms.statement_rules import Candidate
from transforms.tagged_statements import TAGGED

_PROBABLE = 0.45
"""Probability from which a candidate is kept: where precision and recall are worth most together."""
_PROBABLE_NESTED = 0.6
"""The same for a candidate inside another, or around it: the filter's annotators seldom marked both."""
_NESTING = frozenset(("clause", "parenthetical", "noun_clause"))
_NESTED_CLASSES = frozenset(("say", "claim", "deny", "admit", "ask"))


def likeliest_first(rated: Sequence[Rated], doc: Doc) -> list[Candidate]:
    """The most probable of the candidates that share words, and those of them that stand whole in another's content.

    The confidence of the kept ones is their probability, that of labels and precise nested rules at least their rule's.
    """
    chosen = _Chosen(len(doc))
    by_rule = {one.candidate.anchor.i: one.candidate for one in rated if one.candidate.rule != TAGGED}
    for candidate, probability, _ in sorted(rated, key=lambda one: (-one.rank, one.candidate.anchor.i)):
        is_precise = _may_nest(candidate)
        if candidate.rule != "label" and not is_precise:
            candidate.confidence = probability
        touched = chosen.touched(candidate)
        if not touched:
            is_kept = max(probability, candidate.confidence if candidate.rule == "label" else 0) >= _PROBABLE
        else:
            is_kept = (is_precise or probability >= _PROBABLE_NESTED) and chosen.nests(candidate, touched, by_rule)
        if is_kept:
            candidate.confidence = max(candidate.confidence, probability) if touched else probability
            chosen.add(candidate)
    return chosen.candidates


class _Chosen:
    """The candidates chosen so far, found by the words of their cues and contents."""

    def __init__(self, length: int) -> None:
        self.candidates: list[Candidate] = []
        self._at: list[list[Candidate]] = [[] for _ in range(length)]

    def add(self, candidate: Candidate) -> None:
        self.candidates.append(candidate)
        self._mark(candidate)

    def _mark(self, candidate: Candidate) -> None:
        for i in _cue_words(candidate) | _content_words(candidate):
            self._at[i].append(candidate)

    def touched(self, candidate: Candidate) -> list[Candidate]:
        """The chosen candidates that share a word with this one."""
        found = {id(other): other for i in _cue_words(candidate) | _content_words(candidate) for other in self._at[i]}
        return list(found.values())

    def nests(self, candidate: Candidate, touched: Sequence[Candidate], by_rule: Mapping[int, Candidate]) -> bool:
        """Whether the candidate stands whole in the content of each that it touches, or each whole in its content.

        Where its cue is left out of the content around it, though the rule for that content's cue has it in, that one
        is taken as the rule has it: the tagger gives a word one role only.
        """
        if all(_is_inside(candidate, other) or _is_inside(other, candidate) for other in touched):
            return True
        if len(touched) > 1:
            return False
        around, whole = touched[0], by_rule.get(touched[0].anchor.i)
        if whole is None or not _is_inside(candidate, whole) or any(one is not around for one in self.touched(whole)):
            return False
        around.content = whole.content
        self._mark(around)
        return True


def _cue_words(candidate: Candidate) -> set[int]:
    return {candidate.anchor.i, *(i for start, end in candidate.cue for i in range(start, end))}


def _content_words(candidate: Candidate) -> set[int]:
    return {i for start, end in candidate.content for i in range(start, end)}


def _is_inside(inner: Candidate, outer: Candidate) -> bool:
    content = _content_words(outer)
    return _content_words(inner) <= content and _cue_words(inner) <= content


def longest_first(found: Sequence[Candidate], doc: Doc) -> list[Candidate]:
    """The candidates that share no words of content, the longest first, and precise ones inside their contents."""
    kept: list[Candidate] = []
    nested: list[tuple[Candidate, Candidate]] = []
    owners: list[Candidate | None] = [None] * len(doc)
    for candidate in sorted(found, key=lambda candidate: (-candidate.size, candidate.anchor.i)):
        holder = owners[candidate.anchor.i]
        if holder is not None and not _is_added(candidate, holder):
            if _may_nest(candidate):
                nested.append((candidate, holder))
            continue
        if holder is not None:
            _cut_before(candidate, holder, owners)
        candidate.content = [piece for whole in candidate.content if (piece := _free_part(whole, owners))]
        if not candidate.content or any(start <= candidate.anchor.i < end for start, end in candidate.content):
            continue
        for start, end in candidate.content:
            owners[start:end] = [candidate] * (end - start)
        kept.append(candidate)
    for candidate, holder in nested:
        candidate.content = _within(candidate.content, holder.content)
    return kept + [candidate for candidate, _ in nested]


def _within(pieces: list[Range], whole: list[Range]) -> list[Range]:
    """What of the pieces lies in a whole, which may have been cut since."""
    both = [(max(start, first), min(end, last)) for start, end in pieces for first, last in whole]
    return [(start, end) for start, end in both if start < end]


def _is_added(candidate: Candidate, holder: Candidate) -> bool:
    """Whether the cue is a participle that goes on after a comma: "…, adding that", said by the holder's source."""
    verb, doc = candidate.anchor, candidate.anchor.doc
    if verb.tag_ != "VBG" or own_subject(verb) is not None or not candidate.rule.startswith(("clause", "quotation")):
        return False
    before = verb.i - 1
    while before > 0 and doc[before].pos_ == "ADV":
        before -= 1
    return doc[before].text in SET_OFF and holder.source is not None


def _cut_before(candidate: Candidate, holder: Candidate, owners: list[Candidate | None]) -> None:
    """Ends the holder's content where the added statement begins, and gives that one the holder's source."""
    verb = candidate.anchor
    cut: list[Range] = []
    for start, end in holder.content:
        if start <= verb.i < end:
            owners[verb.i : end] = [None] * (end - verb.i)
            end = verb.i
        cut.append((start, end))
    holder.content = cut
    candidate.source = holder.source


def _free_part(piece: Range, owners: list[Candidate | None]) -> Range | None:
    """A piece up to the first word that another statement has."""
    start, end = piece
    taken = next((i for i in range(start, end) if owners[i] is not None), end)
    return (start, taken) if taken > start else None


def _may_nest(candidate: Candidate) -> bool:
    """Whether a rule is precise enough to find statements inside another's content."""
    frame, _, cue_class = candidate.rule.partition(":")
    return frame in _NESTING and cue_class in _NESTED_CLASSES
