"""Sentences of articles as the page shows them: short, without control characters, the evidence marked."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

LONGEST_PASSAGE = 420
BEFORE_EVIDENCE = 120
"""Characters of a long passage that are shown at most, and those of them before its evidence."""

LONGEST_WORD = 40
"""A passage is cut between words, unless that would cost more than this."""

LONGEST_TITLE, LONGEST_NAME, LONGEST_PLACE = 160, 60, 240


class Piece(NamedTuple):
    """Part of a passage, and whether it is evidence."""

    text: str
    is_marked: bool


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One stance or statement in its words, with the article. `lead` says whose, `note` how sure and by which rule."""

    lead: str
    note: str
    pieces: list[Piece]
    polarity: str | None
    title: str
    published_on: date | None
    publisher: str
    url: str | None
    path: str


@dataclass(frozen=True)
class Group:
    """The sentences behind a mark: those that are shown, of `count`."""

    count: int
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def left_out_count(self) -> int:
        return self.count - len(self.sentences)


def groups_of_stances(rows: Iterable[dict[str, Any]]) -> dict[str, Group]:
    """The rows of `stance_sentences`, by anchor."""
    return _groups(rows, _stance_lead)


def groups_of_statements(rows: Iterable[dict[str, Any]]) -> dict[str, Group]:
    """The rows of `statement_sentences`, by anchor."""
    return _groups(rows, _statement_lead)


def plain(text: object, longest: int | None = None) -> str:
    """The text on one line, without characters that are no part of an XML text or turn the direction of writing."""
    spaced = " ".join(str(text or "").split())
    shown = "".join(character for character in spaced if unicodedata.category(character) not in _UNSHOWN)
    return shown if longest is None or len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…"


_UNSHOWN = {"Cc", "Cf", "Cs", "Cn", "Co"}
"""Unicode categories: control, format (among them those that turn the direction), and what is no character."""


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web, else None: what an input calls its URL may be a script."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return plain(url) if parts.scheme in ("http", "https") and parts.netloc else None


def _groups(rows: Iterable[dict[str, Any]], lead: Any) -> dict[str, Group]:
    return {
        anchor: Group(found[0]["row_count"], [_sentence(row, lead(row)) for row in found])
        for anchor, found in ((anchor, list(same)) for anchor, same in groupby(rows, lambda row: row["anchor"]))
    }


def _sentence(row: dict[str, Any], lead: str) -> Sentence:
    record = f", record {row['record']}" if row["record"] is not None else ""
    return Sentence(
        lead=lead,
        note=f"confidence {row['confidence']:.2f}, rule {plain(row['rule'], LONGEST_NAME)}",
        pieces=list(_pieces(row["passage"], row["passage_start_char"], row["marked_spans"])),
        polarity=row.get("polarity"),
        title=plain(row["title"], LONGEST_TITLE) or "without a title",
        published_on=row["published_on"],
        publisher=plain(row["publisher"], LONGEST_NAME),
        url=web_address(row["url"]),
        path=f"{plain(row['path'], LONGEST_PLACE)}{record}",
    )


def _stance_lead(row: dict[str, Any]) -> str:
    verb = "supports" if row["polarity"] == "support" else "opposes"
    how = ", ".join(
        [row["act"].lower(), *([row["modality"]] if row["modality"] != "present" else ()), *_if(row["is_negated"])]
    )
    holder, target = plain(row["holder_name"], LONGEST_NAME), plain(row["target_name"], LONGEST_NAME)
    speaker = plain(row["speaker_name"], LONGEST_NAME)
    reporter = f", says {speaker}" if speaker and speaker != holder else ""
    return f"{holder} {verb} {target}: {how}{reporter}"


def _if(is_negated: bool) -> tuple[str, ...]:
    return ("negated",) if is_negated else ()


def _statement_lead(row: dict[str, Any]) -> str:
    speaker, cue = plain(row["speaker_name"], LONGEST_NAME) or "Somebody", plain(row["cue_text"], LONGEST_NAME)
    quoted = {"direct": "in quotation marks", "mixed": "partly in quotation marks"}.get(row["quote_type"])
    return ", ".join(part for part in (speaker, f"“{cue}”" if cue else None, quoted) if part)


def _pieces(passage: str, start: int, spans: list[dict[str, int]]) -> Iterator[Piece]:
    """The passage, or as much of it as a reader wants around the first evidence."""
    marks = _joined(passage, sorted((max(0, span["start_char"] - start), span["end_char"] - start) for span in spans))
    first = marks[0][0] if marks else 0
    begin = max(0, first - BEFORE_EVIDENCE) if len(passage) > LONGEST_PASSAGE else 0
    begin = passage.find(" ", begin, first) + 1 or begin if begin else 0
    end = begin + LONGEST_PASSAGE
    end = len(passage) if end >= len(passage) else max(passage.rfind(" ", first, end), end - LONGEST_WORD)
    if begin:
        yield Piece("… ", False)
    at = begin
    for mark_start, mark_end in marks:
        mark_start, mark_end = max(at, mark_start), min(end, mark_end)
        if mark_start >= mark_end:
            continue
        yield from _piece(passage[at:mark_start], False)
        yield from _piece(passage[mark_start:mark_end], True)
        at = mark_end
    yield from _piece(passage[at:end], False)
    if end < len(passage):
        yield Piece(" …", False)


def _joined(passage: str, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks with nothing but punctuation between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in marks:
        if joined and not any(character.isalnum() for character in passage[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _piece(text: str, is_marked: bool) -> Iterator[Piece]:
    """Nothing for no text; white space at the ends is kept, as one space."""
    if text:
        inner = plain(text)
        yield Piece(f"{' ' * text[0].isspace()}{inner}{' ' * (text[-1].isspace() and bool(inner))}", is_marked)
