"""Statements: who is reported to have said, written or publicly thought what."""

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.annotations import Statement, register_extensions
from transforms.documents import CleanDocument
from transforms.grammar import SET_OFF, Range, antecedent, noun_phrase, own_subject
from transforms.labelled_speech import labelled_paragraphs, turns
from transforms.quoted_speech import Quotations, attribute_quotations
from transforms.reference import word_list
from transforms.segment import paragraph_starts
from transforms.sources import speaker_of
from transforms.speakers import name_first_persons
from transforms.statement_rules import Candidate, candidates
from warehouse.contract import DocumentKind, QuoteType

register_extensions()

_FIRST_PERSON = frozenset(("i", "we", "my", "our"))
_NESTING = frozenset(("clause", "parenthetical", "noun_clause"))
_NESTED_CLASSES = frozenset(("say", "claim", "deny", "admit", "ask"))


@Language.component("statements", assigns=["doc._.statements"])
def statements(doc: Doc) -> Doc:
    """Fills `Doc._.statements` in the order of the text.

    Rules over the dependency parse and the quotations; `rule` names the frame and the class of the cue ("clause:say"),
    or `quotation`, `according`, `label` ("Name: …") or `turn` (of a transcript). `confidence` is the precision of the
    rule (AR50) on the training articles of PolNeAR (Newell, Margolin and Ruths, LREC 2018), with ten made-up matches of
    precision 0.4 added for the rare rules and rounded to 0.05; a turn, which that gold has not, is taken at its word.
    It is a low estimate, because that gold passes over many an attitude. Takes linear time.
    """
    starts = paragraph_starts(doc)
    quotations = Quotations(doc, starts)
    found = attribute_quotations(quotations, [*labelled_paragraphs(doc, starts), *candidates(doc)])
    if _is_first_person(doc):
        found = [candidate for candidate in found if not _is_authors_own(candidate)]
    resolved = [*turns(doc, starts), *_without_overlaps(found, doc)]
    made = [statement for candidate in resolved if (statement := _statement(candidate, quotations))]
    doc._.statements = sorted(made, key=lambda statement: (statement.content[0].start, -statement.content[-1].end))
    name_first_persons(doc)
    return doc


def _is_first_person(doc: Doc) -> bool:
    document: CleanDocument | None = doc._.source_document
    return document is not None and document.kind is DocumentKind.FIRST_PERSON


def _is_authors_own(candidate: Candidate) -> bool:
    """Whether the source is the "I" or "we" of a first-person document, whose own words are no reported statement."""
    source = candidate.source
    return source is not None and candidate.anchor.doc[source[0] : source[1]].text.lower() in _FIRST_PERSON


def _without_overlaps(found: list[Candidate], doc: Doc) -> list[Candidate]:
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


def _statement(candidate: Candidate, quotations: Quotations) -> Statement | None:
    doc = quotations.doc
    content = _joined([span for piece in sorted(candidate.content) if (span := _trimmed(doc, piece))])
    if not content:
        return None
    source = _trimmed(doc, candidate.source) if candidate.source else None
    addressee = _trimmed(doc, candidate.addressee) if candidate.addressee else None
    return Statement(
        source=(source,) if source else (),
        cue=tuple(doc[start:end] for start, end in candidate.cue),
        content=content,
        quote_type=_quote_type(candidate, content, quotations),
        rule=candidate.rule,
        confidence=_confidence(candidate.rule),
        addressee=addressee,
        speaker_actor_id=speaker_of(_named_by(source)) if source else None,
    )


def _joined(pieces: list[Span]) -> tuple[Span, ...]:
    """The pieces, those next to each other as one."""
    joined: list[Span] = []
    for piece in pieces:
        if joined and joined[-1].end == piece.start:
            joined[-1] = piece.doc[joined[-1].start : piece.end]
        else:
            joined.append(piece)
    return tuple(joined)


def _named_by(source: Span) -> Span:
    """The noun phrase that a "who" stands for, or else the source itself."""
    noun = antecedent(source.root) if source.root.tag_ in ("WP", "WDT") else None
    if noun is None:
        return source
    start, end = noun_phrase(noun, source.root)
    return source.doc[start:end]


def _trimmed(doc: Doc, piece: Range) -> Span | None:
    """A span without white space and punctuation at its ends, except quotation marks and brackets."""
    start, end = piece
    while start < end and _is_border(doc, start):
        start += 1
    while start < end and _is_border(doc, end - 1):
        end -= 1
    return doc[start:end] if start < end else None


def _is_border(doc: Doc, i: int) -> bool:
    token = doc[i]
    return token.is_space or (token.is_punct and not token.is_quote and not token.is_bracket)


def _quote_type(candidate: Candidate, content: tuple[Span, ...], quotations: Quotations) -> QuoteType:
    if candidate.rule == "turn":
        return QuoteType.DIRECT
    quoted = [_quoted_words(span, quotations) for span in content]
    if all(inside == words for inside, words in quoted):
        return QuoteType.DIRECT
    return QuoteType.MIXED if any(inside for inside, _ in quoted) else QuoteType.INDIRECT


def _quoted_words(span: Span, quotations: Quotations) -> tuple[int, int]:
    """How many words of a span stand in quotation marks, and how many it has."""
    words = [token.i for token in span if not token.is_punct and not token.is_space]
    return sum(quotations.at(i) is not None for i in words), len(words)


@cache
def _confidences() -> dict[str, float]:
    return {row["rule"]: float(row["confidence"]) for row in word_list("statement_rules")}


def _confidence(rule: str) -> float:
    """The confidence of a rule, or of its frame where the rule is too rare to have one."""
    confidences = _confidences()
    return confidences.get(rule) or confidences[rule.partition(":")[0]]
