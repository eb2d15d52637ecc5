"""Statements: who is reported to have said, written or publicly thought what."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.annotations import Statement, register_extensions
from transforms.grammar import Range, antecedent, noun_phrase
from transforms.labelled_speech import labelled_paragraphs, turns
from transforms.quoted_speech import Quotations, attribute_quotations
from transforms.reference import word_list
from transforms.segment import label_ends, paragraph_starts
from transforms.sources import speaker_of
from transforms.speakers import is_first_person, name_first_persons
from transforms.statement_choice import likeliest_first, longest_first
from transforms.statement_filter import StatementFilter
from transforms.statement_rules import Candidate, candidates
from transforms.tagged_statements import TAGGED, tagged_candidates
from transforms.tagging import Tagger, Tagging
from warehouse.contract import QuoteType

register_extensions()

_FIRST_PERSON = frozenset(("i", "we", "my", "our"))
_ALIKE = 0.7
"""Share of all words of two contents that both have, from which on they are the same but for their ends."""


@Language.factory("statements", assigns=["doc._.statements"], default_config={"weights": None})
def make_statements(nlp: Language, name: str, weights: str | None) -> "Statements":
    """The component `statements`, with the learned models of a folder, or with rules alone."""
    return Statements(Path(weights) if weights else None)


class Statements:
    """Fills `Doc._.statements` in the order of the text.

    `rule` says how a statement was found: by the frame and the class of its cue in the parse ("clause:say"; the class
    `any` is of cues that no list has), as `quotation`, `according`, `label` ("Name: …") or `turn` (of a transcript), or
    by the learned tagger, as `tagged`.

    With learned models, `confidence` is the probability that the model card describes. With rules alone, and for a
    statement inside another, it is the precision of the rule (AR50) on the training articles of PolNeAR (Newell,
    Margolin and Ruths, LREC 2018), with ten made-up matches of precision 0.4 added for the rare rules and rounded to
    0.05: a low estimate, because that gold passes over many an attitude. A turn, which that gold has not, is taken at
    its word. Takes linear time.
    """

    def __init__(self, weights: Path | None) -> None:
        self._tagger = Tagger(weights) if weights else None
        self._filter = StatementFilter(weights / "statement_filter.onnx") if weights else None

    def __call__(self, doc: Doc) -> Doc:
        quotations = Quotations(doc, paragraph_starts(doc))
        tagging = self._tagger.tag(doc) if self._tagger else None
        told = list(_turns(quotations))
        speakers = {i for turn in told if turn.source for i in range(*turn.source)}
        found = [
            candidate
            for candidate in candidate_statements(quotations, tagging)
            if candidate.source is None or speakers.isdisjoint(range(*candidate.source))
        ]
        if tagging is not None and self._filter is not None:
            chosen = likeliest_first(self._filter.rate(found, tagging, quotations), doc)
            _take_sources_of_rules(chosen, found)
        else:
            chosen = longest_first(found, doc)
        resolved = [*told, *chosen]
        made = [statement for candidate in resolved if (statement := _statement(candidate, quotations))]
        doc._.statements = sorted(made, key=lambda statement: (statement.content[0].start, -statement.content[-1].end))
        name_first_persons(doc)
        return doc


def candidate_statements(quotations: Quotations, tagging: Tagging | None) -> list[Candidate]:
    """The candidates of the rules, and of the tagger where there is one. Those of one cue compete.

    What the author of a first-person document says of their own words ("I said last week that") is for the filter to
    choose from: the rules alone cannot tell it from what the document itself says.
    """
    doc, starts = quotations.doc, quotations.paragraph_starts
    likely = tagging.likely_cues() if tagging else frozenset()
    found = attribute_quotations(quotations, [*labelled_paragraphs(doc, starts), *candidates(doc, likely)])
    for candidate in found:
        candidate.confidence = rule_confidence(candidate.rule)
    if tagging is not None:
        by_cue = {candidate.anchor.i: candidate for candidate in found}
        for tagged in tagged_candidates(doc, tagging, starts):
            if twin := by_cue.get(tagged.anchor.i):
                tagged.addressee = twin.addressee
                tagged.source = _with_conjuncts(tagged.source, twin.source, doc)
            found.append(tagged)
    elif is_first_person(doc):
        found = [candidate for candidate in found if not _is_authors_own(candidate)]
    labels = label_ends(doc)
    for candidate in found:
        pieces = ((labels.get(start, start), end) for start, end in candidate.content)
        candidate.content = [(start, end) for start, end in pieces if start < end]
    return [candidate for candidate in found if candidate.content and not _says_itself(candidate)]


def _says_itself(candidate: Candidate) -> bool:
    """Whether the source stands in the content: "what he wants to see done" is not what he wants."""
    start = candidate.source[0] if candidate.source else -1
    return any(low <= start < high for low, high in candidate.content)


def _take_sources_of_rules(chosen: list[Candidate], found: list[Candidate]) -> None:
    """Where a rule has nearly the content that the tagger has, but names somebody else, the rule is mostly right.

    Measured on held-out articles; of contents after a preposition it is not.
    """
    by_cue = {candidate.anchor.i: candidate for candidate in found if candidate.rule != TAGGED}
    for candidate in chosen:
        twin = by_cue.get(candidate.anchor.i) if candidate.rule == TAGGED else None
        if twin is None or twin.source is None or candidate.source is None or not _is_alike(candidate, twin):
            continue
        if "preposition" not in twin.rule and set(range(*candidate.source)).isdisjoint(range(*twin.source)):
            candidate.source = twin.source


def _is_alike(one: Candidate, other: Candidate) -> bool:
    words, others = ({i for piece in candidate.content for i in range(*piece)} for candidate in (one, other))
    return len(words & others) >= _ALIKE * len(words | others)


def _with_conjuncts(source: Range | None, whole: Range | None, doc: Doc) -> Range | None:
    """The source, or the rule's that joins it with others: the tagger may stop at one of two names."""
    if source is None or whole is None or not whole[0] <= source[0] < source[1] <= whole[1]:
        return source
    others = (*range(whole[0], source[0]), *range(source[1], whole[1]))
    return whole if any(doc[i].dep_ == "cc" for i in others) else source


def _turns(quotations: Quotations) -> Iterator[Candidate]:
    """Whoever speaks the whole document is not reported to say it."""
    if is_first_person(quotations.doc):
        return
    for turn in turns(quotations.doc, quotations.paragraph_starts):
        turn.confidence = rule_confidence(turn.rule)
        yield turn


def _is_authors_own(candidate: Candidate) -> bool:
    """Whether the source is the "I" or "we" of a first-person document, whose own words are no reported statement."""
    source = candidate.source
    return source is not None and candidate.anchor.doc[source[0] : source[1]].text.lower() in _FIRST_PERSON


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
        confidence=candidate.confidence,
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


def rule_confidence(rule: str) -> float:
    """The confidence of a rule, or of its frame where the rule is too rare to have one."""
    confidences = _confidences()
    return confidences.get(rule) or confidences[rule.partition(":")[0]]
