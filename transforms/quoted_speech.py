"""Whose words the quotations are: quotations completed, attributed to a cue beside them, or continued from the one before."""

from bisect import bisect_left

from spacy.tokens import Doc, Token

from transforms.cues import cues
from transforms.segment import paragraphs
from transforms.statement_rules import Candidate, Range, attribution, phrase, subject_of

_CLIMB = 6
_NEAR = 14
"""Tokens between a quotation and the verb that reports it."""

_SENTENCE_ENDS = frozenset((".", "?", "!", "...", "…", ".."))


class Quotations:
    """The outermost quotations of a Doc, and the candidate that each belongs to."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.spans: list[Range] = []
        for quotation in doc._.quotations:
            if not self.spans or quotation.span.start >= self.spans[-1][1]:
                self.spans.append((quotation.span.start, quotation.span.end))
        self.starts = [start for start, _ in self.spans]
        self.owners: list[Candidate | None] = [None] * len(self.spans)
        token_starts = [token.idx for token in doc]
        self.paragraph_starts = [bisect_left(token_starts, paragraph.start) for paragraph in paragraphs(doc)]

    def at(self, index: int) -> int | None:
        """Which quotation a token stands in."""
        i = bisect_left(self.starts, index + 1) - 1
        return i if i >= 0 and index < self.spans[i][1] else None

    def overlapping(self, span: Range) -> range:
        first = bisect_left(self.starts, span[0])
        if first and self.spans[first - 1][1] > span[0]:
            first -= 1
        return range(first, bisect_left(self.starts, span[1]))

    def paragraph(self, index: int) -> int:
        return bisect_left(self.paragraph_starts, index + 1) - 1

    def inner_end(self, i: int) -> Token:
        """The last token inside the marks."""
        start, end = self.spans[i]
        last = end - 1
        while last > start and self.doc[last].is_quote:
            last -= 1
        return self.doc[last]


def attribute_quotations(doc: Doc, found: list[Candidate]) -> list[Candidate]:
    """Completes the candidates' contents to whole quotations and finds those that only a quotation reveals."""
    quotations = Quotations(doc)
    by_anchor = {}
    for candidate in found:
        if quotations.at(candidate.anchor.i) is None:
            by_anchor.setdefault(candidate.anchor.i, candidate)
        _complete(candidate, quotations)
    for i in range(len(quotations.spans)):
        if quotations.owners[i] is None:
            _attribute(i, quotations, by_anchor, found)
    _continue(quotations, by_anchor)
    return found


def _complete(candidate: Candidate, quotations: Quotations) -> None:
    outside = quotations.at(candidate.anchor.i) is None
    completed = []
    for start, end in candidate.content:
        for i in quotations.overlapping((start, end)):
            quote_start, quote_end = quotations.spans[i]
            if quote_start <= candidate.anchor.i < quote_end:
                continue
            if candidate.source and quote_start <= candidate.source[0] < quote_end:
                continue
            start, end = min(start, quote_start), max(end, quote_end)
            if outside and quotations.owners[i] is None:
                quotations.owners[i] = candidate
        completed.append((start, end))
    candidate.content = completed


def _attribute(i: int, quotations: Quotations, by_anchor: dict[int, Candidate], found: list[Candidate]) -> None:
    span = quotations.spans[i]
    doc = quotations.doc
    anchor = _cue_before(i, quotations) or _cue_after(i, quotations)
    if anchor is None:
        candidate = colon_attribution(doc, span)
        if candidate:
            found.append(candidate)
            quotations.owners[i] = candidate
        return
    candidate = by_anchor.get(anchor.i)
    if candidate is None:
        source = _source_beside(anchor, quotations)
        if source is None:
            return
        candidate = attribution(anchor, source)
        by_anchor[anchor.i] = candidate
        found.append(candidate)
    has_quotation = any(owner is candidate for owner in quotations.owners[max(0, i - 1) : i])
    if has_quotation:
        candidate.content.append(span)
    elif candidate.rule.startswith(("clause", "object_inf", "infin")):
        return
    else:
        candidate.content = [span]
        candidate.rule = "quotation"
    quotations.owners[i] = candidate


def _cue_after(i: int, quotations: Quotations) -> Token | None:
    doc, end = quotations.doc, quotations.spans[i][1]
    inner = quotations.inner_end(i)
    limit = quotations.spans[i + 1][0] if i + 1 < len(quotations.spans) else len(doc)
    limit = min(limit, end + _NEAR, len(doc))
    first = end
    while first < limit and doc[first].is_punct and doc[first].text not in _SENTENCE_ENDS:
        first += 1
    if first >= limit or doc[first].is_space:
        return None
    invites = inner.text in (",", "?", "!", "-", "--", "—", "–", "...") or first > end
    if not invites:
        return None
    if inner.text in ("?", "!") and doc[first].is_title and doc[first].pos_ not in ("PROPN", "PRON"):
        return None
    if doc[first].lower_ == "according":
        return doc[first]
    return _reporting_verb(doc[first], end, limit)


def _reporting_verb(token: Token, start: int, limit: int) -> Token | None:
    verb = token
    for _ in range(_CLIMB):
        if verb.tag_.startswith("VB") and verb.pos_ == "VERB":
            if start <= verb.i < limit and _reports(verb, start, limit):
                return verb
            break
        if verb.head is verb:
            break
        verb = verb.head
    return _scan(token.doc, start, limit)


def _reports(verb: Token, start: int, limit: int) -> bool:
    """Whether a verb can report a quotation: a known one, or an unknown one right beside it with a subject."""
    cue = cues("verb").get(verb.lemma_.lower())
    if cue:
        return "quote" in cue.frames
    if verb.tag_ in ("VBG", "VBN", "VB"):
        return False
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or subject.tag_ in ("WP", "WDT"):
        return False
    return not any(c.dep_ in ("dobj", "attr", "acomp", "auxpass") for c in verb.children)


def _source_beside(verb: Token, quotations: Quotations) -> Range | None:
    """The subject of a reporting verb, or, where the parse finds none outside the quotations, the name beside it."""
    subject = subject_of(verb)
    if subject is not None and quotations.at(subject.i) is None:
        return phrase(subject, verb)
    doc = verb.doc
    for token in (verb.i + 1, verb.i - 1):
        if 0 <= token < len(doc) and quotations.at(token) is None:
            head = doc[token]
            while head.head is not head and head.head.pos_ in ("NOUN", "PROPN", "PRON") and quotations.at(head.head.i) is None:
                head = head.head
            if head.pos_ in ("NOUN", "PROPN", "PRON"):
                start, end = phrase(head, verb)
                while start < end and quotations.at(start) is not None:
                    start += 1
                return (start, end) if start < end else None
    return None


def colon_attribution(doc: Doc, span: Range) -> Candidate | None:
    """"Name: “…”", at the start of a line or after a dash or a full stop."""
    colon = span[0] - 1
    while colon >= 0 and doc[colon].is_space:
        colon -= 1
    if colon < 1 or doc[colon].text != ":":
        return None
    start = colon
    while start > 0 and colon - start < 12 and not doc[start - 1].is_space and doc[start - 1].text not in _SENTENCE_ENDS and doc[start - 1].text not in ("-", "–", "—", ";", ":"):
        start -= 1
    if start == colon or colon - start >= 12 or not any(t.pos_ == "PROPN" for t in doc[start:colon]):
        return None
    if any(t.pos_ == "VERB" for t in doc[start:colon]):
        return None
    return Candidate(doc[colon], [], (start, colon), [span], "colon")


def _scan(doc: Doc, start: int, limit: int) -> Token | None:
    verbs = cues("verb")
    for token in doc[start:limit]:
        if token.is_space or token.text in _SENTENCE_ENDS:
            return None
        cue = verbs.get(token.lemma_.lower())
        if cue and "quote" in cue.frames and token.tag_.startswith("VB"):
            return token
    return None


def _cue_before(i: int, quotations: Quotations) -> Token | None:
    doc, start = quotations.doc, quotations.spans[i][0]
    lowest = quotations.spans[i - 1][1] if i else 0
    last = start - 1
    while last >= lowest and (doc[last].is_space or doc[last].text in (",", ":", "-", "—", "–", "--")):
        last -= 1
    if last < lowest:
        return None
    token = doc[last]
    if last == start - 1 and not (token.tag_.startswith("VB") or token.dep_ == "prt"):
        return None
    if quotations.paragraph(last) != quotations.paragraph(start) and doc[last + 1].text != ":":
        return None
    lowest = max(lowest, start - _NEAR)
    return _reporting_verb(token, lowest, start)


def _continue(quotations: Quotations, by_anchor: dict[int, Candidate]) -> None:
    """Joins whole-sentence quotations without a cue to the statement before them."""
    doc = quotations.doc
    latest = sorted((c for c in by_anchor.values()), key=lambda c: c.anchor.i)
    anchors = [max(c.anchor.i, max(e for _, e in c.content) - 1) for c in latest]
    ends = sorted(zip(anchors, range(len(latest))))
    for i, (start, end) in enumerate(quotations.spans):
        if quotations.owners[i] is not None:
            continue
        previous = quotations.owners[i - 1] if i else None
        if not _is_whole_sentence(doc, start, end):
            continue
        k = bisect_left(ends, (start,)) - 1
        near = latest[ends[k][1]] if k >= 0 else None
        owner = None
        here = quotations.paragraph(start)
        for option in (near, previous):
            if option is not None and quotations.paragraph(option.anchor.i) == here:
                owner = option
        if owner is None and previous is not None and start == quotations.paragraph_starts[here]:
            if quotations.paragraph(quotations.spans[i - 1][1] - 1) == here - 1:
                owner = previous
        if owner is not None and end - start > 3:
            owner.content.append((start, end))
            quotations.owners[i] = owner


def _is_whole_sentence(doc: Doc, start: int, end: int) -> bool:
    before = start - 1
    while before >= 0 and (doc[before].is_space or doc[before].is_quote):
        before -= 1
    starts = before < 0 or doc[before].text in (*_SENTENCE_ENDS, ":", ",") or "\n" in doc[before + 1 : start].text
    inner = doc[end - 2].text if end - start > 1 else ""
    after = doc[end].text if end < len(doc) else "\n"
    return starts and (inner in _SENTENCE_ENDS or after in _SENTENCE_ENDS or "\n" in after)
