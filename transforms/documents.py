"""What passes from reading to extraction: a raw document, and a clean one with its way back to the raw characters."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from warehouse.contract import DatePrecision, DocumentKind, RejectionReason


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One decoded input. `text` is the file decoded without its byte order mark, line ends as they are.

    In a file of many documents `record` counts them from 1, and `name` is what the record calls itself, if anything.
    """

    path: str
    record: int | None
    raw_hash: str
    byte_count: int
    encoding: str
    text: str
    title: str | None = None
    date_text: str | None = None
    publisher: str | None = None
    url: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One input that cannot be an article. `detail` is for a person to act on."""

    path: str
    record: int | None
    raw_hash: str
    reason: RejectionReason
    detail: str
    name: str | None = None


class ParagraphKind(StrEnum):
    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Characters [start, end) of the clean text. `label` is the span of a speaker label in it ("MR. PRICE:")."""

    start: int
    end: int
    kind: ParagraphKind = ParagraphKind.BODY
    label: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """Clean text with what was read off around it.

    `text` is paragraphs with one empty line between them: the title first (once, where there is one), then the body
    without front matter, date line, byline and dateline. `ranges` maps it to the raw text as a sorted list of
    (clean_start, clean_end, raw_start, raw_end): of equal length where the characters map one to one, otherwise the
    whole clean range was read from the whole raw range.
    """

    document_id: str
    text: str
    ranges: list[tuple[int, int, int, int]]
    paragraphs: list[Paragraph]
    kind: DocumentKind = DocumentKind.ARTICLE
    title: str | None = None
    author: str | None = None
    dateline: str | None = None
    date_text: str | None = None
    published_on: date | None = None
    date_precision: DatePrecision | None = None
    publisher: str | None = None
    url: str | None = None
    language: str = "en"
    minhash: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A clean document that was extracted before, and one place that it was seen at. Nothing of it is cleaned again."""

    path: str
    record: int | None
    raw_hash: str
    byte_count: int
    encoding: str
    document: CleanDocument
    name: str | None = None


Input = RawDocument | KeptDocument | Rejection
"""What extraction takes."""
