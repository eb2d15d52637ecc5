"""What the spaCy components find and leave on the Doc, as spans of it.

`Doc._.source_document` is the CleanDocument that the Doc was made from, `Doc._.quotations`, `Doc._.mentions`,
`Doc._.statements` and `Doc._.stances` are what the components of those names found. Each component reads what
the ones before it left, and writes its own list only.
"""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from warehouse.contract import Act, LinkReason, Modality, Polarity, QuoteType


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks, over as many sentences as it has. An unclosed one ends with its paragraph."""

    span: Span
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the document that stands for an actor."""

    span: Span
    actor_id: str
    reason: LinkReason
    confidence: float


@dataclass(slots=True)
class Statement:
    """An attribution. Source and cue may be empty, content is one piece or more, each role in the order of the text."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    quote_type: QuoteType
    rule: str
    confidence: float
    addressee: Span | None = None
    speaker_actor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """A position of a holder for or against a target. `model_score` is what the classifier alone gives its polarity."""

    holder_actor_id: str
    target_actor_id: str | None
    target: Span
    polarity: Polarity
    act: Act
    modality: Modality
    is_negated: bool
    evidence: Span
    cue: Span
    rule: str
    confidence: float
    statement: Statement | None = None
    model_score: float | None = None


def register_extensions() -> None:
    """Declares the attributes on Doc. Calling it again changes nothing."""
    for name in ("quotations", "mentions", "statements", "stances"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in ("source_document", "seconds"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
