"""Whose words the quotations are: tied to the reporting verb or name beside them, or continued from the one before."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from transforms.cues import reports_quotations, tells
from transforms.grammar import NOMINAL, Range, noun_phrase, subject_of
from transforms.labelled_speech import name_before
from transforms.statement_rules import Candidate, quoting_candidate

_CLIMB = 6
"""Heads followed from the word beside a quotation to its verb."""
_NEAR = 24
"""Tokens between a quotation and the verb that reports it."""
_SHORTEST_CONTINUATION = 4

_ENDS = frozenset((".", "?", "!", "...", "…", ".."))
_INVITES = frozenset((",", "?", "!", "-", "--", "—", "–", "...", "…"))
_BEFORE_QUOTATION = frozenset((",", ":", "-", "—", "–", "--"))


class Quotations:
    """The outermost quotations of a Doc, in order, and the candidate that each belongs to."""

    def __init__(self, doc: Doc, paragraph_starts: list[int]) -> None:
        self.doc = doc
        self.paragraph_starts = paragraph_starts
        self.spans: list[Range] = []
        for quotation in doc._.quotations:
            if not self.spans or quotation.span.start >= self.spans[-1][1]:
                self.spans.append((quotation.span.start, quotation.span.end))
        self.starts = [start for start, _ in self.spans]
        self.owners: list[Candidate | None] = [None] * len(self.spans)

    def at(self, token: int) -> int | None:
        """Which quotation a token stands in."""
        i = bisect_right(self.starts, token) - 1
        return i if i >= 0 and token < self.spans[i][1] else None

    def overlapping(self, span: Range) -> range:
        """Which quotations a span shares tokens with."""
        first = bisect_left(self.starts, span[0])
        if first and self.spans[first - 1][1] > span[0]:
            first -= 1
        return range(first, bisect_left(self.starts, span[1]))

    def paragraph(self, token: int) -> int:
        return bisect_right(self.paragraph_starts, token) - 1

    def last_word(self, i: int) -> Token:
        """The last token of a quotation before its closing mark: a word, or the punctuation that ends it."""
        start, end = self.spans[i]
        last = end - 1
        while last > start and self.doc[last].is_quote:
            last -= 1
        return self.doc[last]


def attribute_quotations(quotations: Quotations, found: list[Candidate]) -> list[Candidate]:
    """The candidates with whole quotations as content, and those that only a quotation reveals.

    What a quotation reports in its turn is left out: who is quoted vouches for it, not the article. Takes linear time:
    a few tokens on both sides of each quotation are looked at.
    """
    outside = [candidate for candidate in found if quotations.at(candidate.anchor.i) is None]
    for candidate in outside:
        _complete(candidate, quotations)
    by_anchor = {candidate.anchor.i: candidate for candidate in reversed(outside)}
    for i, owner in enumerate(quotations.owners):
        attributed = _attributed(i, quotations, by_anchor) if owner is None else None
        if attributed is not None:
            quotations.owners[i] = attributed
            by_anchor[attributed.anchor.i] = attributed
    _continue(quotations, by_anchor.values())
    return list(by_anchor.values())


def _complete(candidate: Candidate, quotations: Quotations) -> None:
    """Keeps the source out of quotations, and makes those that the content shares words with the candidate's, whole."""
    if candidate.source is not None:
        candidate.source = _behind_quotation(candidate.source, quotations)
    for piece, (start, end) in enumerate(candidate.content):
        for i in quotations.overlapping((start, end)):
            quote_start, quote_end = quotations.spans[i]
            if candidate.source is not None and quote_start <= candidate.source[0] < quote_end:
                continue
            start, end = min(start, quote_start), max(end, quote_end)
            if quotations.owners[i] is None:
                quotations.owners[i] = candidate
        candidate.content[piece] = start, end


def _attributed(i: int, quotations: Quotations, by_anchor: dict[int, Candidate]) -> Candidate | None:
    """The candidate that an unowned quotation belongs to, by the verb or the name beside it."""
    span = quotations.spans[i]
    colon = _last_before(span[0], quotations)
    name = name_before(quotations.doc, colon) if colon > 0 and quotations.doc[colon].text == ":" else None
    if name is not None:
        return Candidate(quotations.doc[colon], [], name, [span], "label")
    anchor = _cue_before(i, quotations) or _cue_after(i, quotations)
    if anchor is None:
        return None
    candidate = by_anchor.get(anchor.i)
    if candidate is None:
        source = _source_beside(anchor, span, quotations)
        return quoting_candidate(anchor, source, span) if source else None
    is_second_piece = candidate.rule == "quotation" or (i > 0 and quotations.owners[i - 1] is candidate)
    if not is_second_piece:
        if candidate.rule.startswith(_WITH_OWN_CONTENT) and not tells(anchor):
            return None
        candidate.content = []
        candidate.rule = "according" if candidate.rule == "according" else "quotation"
    candidate.content.append(span)
    return candidate


_WITH_OWN_CONTENT = ("clause", "object_infinitive", "infinitive", "object:")
"""Rules of verbs that report something else than the quotation beside them: "questioned the deal on “Today”"."""


def _cue_after(i: int, quotations: Quotations) -> Token | None:
    """The verb (or "according") behind a quotation that ends with a comma or a question: “…,” said Smith."""
    doc, end = quotations.doc, quotations.spans[i][1]
    following = quotations.spans[i + 1][0] if i + 1 < len(quotations.spans) else len(doc)
    limit = min(following, end + _NEAR, len(doc))
    first = end
    while first < limit and doc[first].is_punct and doc[first].text not in _ENDS:
        first += 1
    last_word = quotations.last_word(i)
    if first >= limit or doc[first].is_space or (last_word.text not in _INVITES and first == end):
        return None
    if last_word.text in ("?", "!") and doc[first].is_title and doc[first].pos_ not in ("PROPN", "PRON"):
        return None
    return doc[first] if doc[first].lower_ == "according" else _reporting_verb(doc[first], (end, limit))


def _cue_before(i: int, quotations: Quotations) -> Token | None:
    """The verb before a quotation: Smith said[,:] “…”."""
    doc, start = quotations.doc, quotations.spans[i][0]
    lowest = max(quotations.spans[i - 1][1] if i else 0, start - _NEAR)
    last = start - 1
    while last >= lowest and (doc[last].is_space or doc[last].text in _BEFORE_QUOTATION):
        last -= 1
    if last < lowest:
        return None
    if last == start - 1 and doc[last].pos_ != "VERB" and doc[last].dep_ != "prt":
        return None
    is_same_paragraph = quotations.paragraph(last) == quotations.paragraph(start)
    return _reporting_verb(doc[last], (lowest, start)) if is_same_paragraph or doc[last + 1].text == ":" else None


def _reporting_verb(beside: Token, window: Range) -> Token | None:
    """The verb that the word beside a quotation belongs to, or else the nearest known reporting verb of the window."""
    verb = beside
    for _ in range(_CLIMB):
        if verb.pos_ == "VERB":
            if window[0] <= verb.i < window[1] and _may_report(verb):
                return verb
            break
        verb = verb.head
    is_after = beside.i < (window[0] + window[1]) // 2
    for i in range(beside.i, window[1]) if is_after else range(beside.i, window[0] - 1, -1):
        token = beside.doc[i]
        if token.is_space or token.text in _ENDS:
            return None
        if token.tag_.startswith("VB") and reports_quotations(token) and _may_report(token):
            return token
    return None


def _may_report(verb: Token) -> bool:
    """Whether a verb can report a quotation: a known one, or another with a subject and no object ("he beamed")."""
    if verb.dep_ in ("relcl", "xcomp", "pcomp") or any(child.tag_ == "WRB" for child in verb.lefts):
        return False
    known = reports_quotations(verb)
    if known is not None:
        return known
    subject = subject_of(verb)
    is_bare = not any(child.dep_ in ("dobj", "attr", "acomp", "auxpass") for child in verb.children)
    return verb.tag_ in ("VBD", "VBZ", "VBP") and subject is not None and subject.tag_ not in ("WP", "WDT") and is_bare


def _source_beside(verb: Token, span: Range, quotations: Quotations) -> Range | None:
    """The subject of a reporting verb, or, where the parse finds none outside the quotations, the words beside it."""
    doc = verb.doc
    subject = subject_of(verb)
    if subject is not None and quotations.at(subject.i) is None:
        return _behind_quotation(noun_phrase(subject, verb), quotations)
    if span[1] < verb.i and any(token.pos_ in NOMINAL for token in doc[span[1] : verb.i]):
        return span[1], verb.i
    for i in (verb.i + 1, verb.i - 1):
        if not 0 <= i < len(doc) or quotations.at(i) is not None:
            continue
        head = doc[i]
        for _ in range(_CLIMB):
            if head.head.pos_ not in NOMINAL or quotations.at(head.head.i) is not None:
                break
            head = head.head
        if head.pos_ in NOMINAL:
            start, end = noun_phrase(head, verb)
            while start < end and quotations.at(start) is not None:
                start += 1
            return (start, end) if start < end else None
    return None


def _behind_quotation(source: Range, quotations: Quotations) -> Range:
    """A source without the quotation before it that the parse put into its noun phrase."""
    i = quotations.at(source[0])
    if i is None or quotations.spans[i][1] >= source[1]:
        return source
    return quotations.spans[i][1], source[1]


def _continue(quotations: Quotations, outside: Iterable[Candidate]) -> None:
    """Joins quotations of whole sentences without a cue to the statement before them, in this paragraph or the last."""
    reporting = {
        candidate.anchor.i: candidate
        for candidate in outside
        if candidate.rule.startswith(("clause", "quotation", "parenthetical", "according", "label"))
    }
    anchors = sorted(reporting)
    for i, (start, end) in enumerate(quotations.spans):
        if quotations.owners[i] is not None or not _is_continuation(i, quotations):
            continue
        here = quotations.paragraph(start)
        previous = quotations.owners[i - 1] if i else None
        nearest = bisect_left(anchors, start) - 1
        reported = reporting[anchors[nearest]] if nearest >= 0 else None
        owner: Candidate | None = None
        if previous is not None and quotations.paragraph(previous.anchor.i) == here:
            owner = previous
        elif reported is not None and quotations.paragraph(reported.anchor.i) == here:
            owner = reported
        elif previous is not None and start == quotations.paragraph_starts[here]:
            is_next = quotations.paragraph(quotations.spans[i - 1][1] - 1) == here - 1
            owner = previous if is_next else None
        if owner is not None:
            owner.content.append((start, end))
            quotations.owners[i] = owner


def _is_continuation(i: int, quotations: Quotations) -> bool:
    """Whether a quotation is one or more whole sentences."""
    doc, (start, end) = quotations.doc, quotations.spans[i]
    if end - start < _SHORTEST_CONTINUATION:
        return False
    before = start - 1
    while before >= 0 and (doc[before].is_space or doc[before].is_quote):
        before -= 1
    begins = before < 0 or doc[before].text in _ENDS or doc[before].text in (":", ",")
    begins = begins or start == quotations.paragraph_starts[quotations.paragraph(start)]
    after = doc[end].text if end < len(doc) else "\n"
    return begins and (quotations.last_word(i).text in _ENDS or after in _ENDS or "\n" in after)


def _last_before(start: int, quotations: Quotations) -> int:
    """The last token before a position that is no white space."""
    last = start - 1
    while last >= 0 and quotations.doc[last].is_space:
        last -= 1
    return last
