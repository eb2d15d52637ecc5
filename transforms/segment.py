"""Paragraphs first, then sentences; a quotation over several sentences stays whole."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.types import Ints2d

from transforms.annotations import Quotation, register_extensions
from transforms.documents import CleanDocument, Paragraph
from transforms.reference import load_reference

register_extensions()


@Language.component("paragraph_boundaries", assigns=["token.is_sent_start"])
def paragraph_boundaries(doc: Doc) -> Doc:
    """Starts a sentence at each paragraph and after each speaker label, and says where none can start.

    The parser keeps both: add this component before it.
    """
    text = doc.text
    starts = token_starts(doc)
    sentence_starts = [-1 if _cannot_start(text, starts, index) else 0 for index in range(len(starts))]
    for paragraph in paragraphs(doc):
        begins = [_first_word(text, starts, paragraph.start)]
        if paragraph.label:
            begins.append(_first_word(text, starts, paragraph.label[1]))
            sentence_starts[begins[0] : begins[1]] = [-1] * (begins[1] - begins[0])
        for index in begins:
            if index < len(sentence_starts):  # the document may end with a label
                sentence_starts[index] = 1
    column = np.array(sentence_starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1)
    return doc.from_array(["SENT_START"], cast(Ints2d, column))  # token by token takes fifty times as long


@Language.component("quotations", assigns=["doc._.quotations"])
def quotations(doc: Doc) -> Doc:
    """Fills `Doc._.quotations` in the order of the text, an outer quotation before those inside it.

    A quotation never leaves its paragraph: one that runs over several, each opening it anew, is one Quotation a
    paragraph, of which only the last is closed.
    """
    text = doc.text
    starts = token_starts(doc)
    doc._.quotations = [
        Quotation(doc[bisect_right(starts, start) - 1 : bisect_left(starts, end)], is_closed)
        for paragraph in paragraphs(doc)
        for start, end, is_closed in find_quotations(text[paragraph.start : paragraph.end], paragraph.start)
    ]
    return doc


def sentences(doc: Doc) -> list[Span]:
    """The sentences without white space at their ends and without speaker labels; empty ones are left out."""
    labels = label_ends(doc)
    trimmed = (_trim(sentence, labels) for sentence in doc.sents)
    return [sentence for sentence in trimmed if len(sentence)]


def label_ends(doc: Doc) -> dict[int, int]:
    """For each token of a speaker label the first token after the label."""
    spans = (doc.char_span(*one.label, alignment_mode="expand") for one in paragraphs(doc) if one.label)
    return {i: span.end for span in spans if span is not None for i in range(span.start, span.end)}


def paragraphs(doc: Doc) -> list[Paragraph]:
    """The paragraphs of the document that the Doc was made from, or, without one, what empty lines part."""
    document: CleanDocument | None = doc._.source_document
    if document is not None:
        return document.paragraphs
    return [Paragraph(*match.span()) for match in _PARAGRAPH.finditer(doc.text)]


def paragraph_starts(doc: Doc) -> list[int]:
    """The first token of each paragraph."""
    starts = token_starts(doc)
    return [bisect_left(starts, paragraph.start) for paragraph in paragraphs(doc)]


_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*")


def token_starts(doc: Doc) -> list[int]:
    """The first character of each token."""
    starts: list[int] = doc.to_array("IDX").tolist()
    return starts


def _first_word(text: str, starts: list[int], position: int) -> int:
    """The first token from the position on that is no white space."""
    index = bisect_left(starts, position)
    while index < len(starts) and text[starts[index]].isspace():
        index += 1
    return index


_SENTENCE_END = frozenset(".!?…")
_CLOSING = frozenset("”’»)]},;:.!?…%")
_STRAIGHT = frozenset("\"'")


def _cannot_start(text: str, starts: list[int], index: int) -> bool:
    """Whether the parser would be wrong to start a sentence at the token."""
    start = starts[index]
    first, before = text[start], text[start - 1 : start]
    if not before or before == "\n":
        return False
    if before != " ":  # closing marks; a letter may follow a full stop where the space is missing
        is_closing = first in _CLOSING or (first in _STRAIGHT and text[start + 1 : start + 2].strip() == "")
        return is_closing or before not in _SENTENCE_END
    if first.islower():
        return text[start - 2] not in _SENTENCE_END
    return _ends_with_title(text, starts, index)


def _ends_with_title(text: str, starts: list[int], index: int) -> bool:
    """Whether a title stands before the token. Some abbreviations are two tokens: Sgt|."""
    end = starts[index] - 1
    word = text[starts[index - 1] : end]
    if word == "." and index > 1:
        word = text[starts[index - 2] : end]
    return word.lower() in load_reference().titles


def _trim(sentence: Span, labels: dict[int, int]) -> Span:
    start, end = sentence.start, sentence.end
    doc = sentence.doc
    while start < end and (doc[start].is_space or start in labels):
        start = labels.get(start, start + 1)
    start = min(start, end)
    while start < end and doc[end - 1].is_space:
        end -= 1
    return doc[start:end]


_MARK = re.compile("``|''|[\"“”„‟«»‘’'`]")
_DEEPEST = 4
"""Quotations nest two deep in careful prose; a mark that would open a fifth level is taken for a stray one."""

_FAMILY = {
    '"': "double", "“": "double", "”": "double", "„": "double", "‟": "double", "``": "double", "''": "double",
    "«": "angle", "»": "angle",
    "'": "single", "‘": "single", "’": "single", "`": "single",
}  # fmt: skip
_ALWAYS_OPEN = frozenset(("„", "‟", "``"))
_APOSTROPHE_WORD = re.compile(r"['‘’](?:\d0s|\d\d\b|em\b|til\b|tis\b|twas\b|cause\b|n['’]|round\b)", re.IGNORECASE)
_OPENS_AFTER = frozenset("([{<—–-/\"“„«‘'`:")


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its closing one. `possible_end` is after an s' that may have closed it."""

    start: int
    mark: str
    possible_end: int | None = None


def find_quotations(paragraph: str, offset: int = 0) -> list[tuple[int, int, bool]]:
    """Quotations of a paragraph as (start, end, is closed), marks included, outer ones first; `offset` is added.

    Reads “ ”, „ “, « », straight and typewriter (`` '') double marks and single ones, nested or alone. An unclosed
    double one ends with the paragraph; an unclosed single one is an apostrophe. Takes linear time.
    """
    found: list[tuple[int, int, bool]] = []
    stack: list[_Open] = []
    for match in _MARK.finditer(paragraph):
        mark = match.group()
        if _opens(paragraph, match, stack):
            if len(stack) < _DEEPEST:
                stack.append(_Open(match.start(), mark))
        elif _FAMILY[mark] == "single":
            _close_single(paragraph, match, stack, found)
        else:
            _close_double(match, stack, found)
    for left_open in stack:
        found.extend(_ended_without_mark(left_open, len(paragraph)))
    return sorted(((start + offset, end + offset, closed) for start, end, closed in found), key=_outer_first)


def _outer_first(quotation: tuple[int, int, bool]) -> tuple[int, int]:
    return quotation[0], -quotation[1]


def _opens(text: str, match: re.Match[str], stack: list[_Open]) -> bool:
    mark = match.group()
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    faces_right = (not before or before.isspace() or before in _OPENS_AFTER) and bool(after) and not after.isspace()
    if mark in _ALWAYS_OPEN:
        return True
    if mark == "“":
        return not any(waiting.mark in "„‟" for waiting in stack)
    if _FAMILY[mark] == "single":
        return faces_right and mark != "’" and not _APOSTROPHE_WORD.match(text, match.start())
    if mark in "«»":
        return faces_right and not any(_FAMILY[waiting.mark] == "angle" and waiting.mark != mark for waiting in stack)
    if mark == "”":
        return False
    is_open = any(_FAMILY[waiting.mark] == "double" for waiting in stack)
    faces_left = bool(before) and not before.isspace() and (not after or not after.isalnum())
    return faces_right if is_open else not faces_left


def _close_double(match: re.Match[str], stack: list[_Open], found: list[tuple[int, int, bool]]) -> None:
    """Closes the innermost quotation of the mark's family, and ends what still waits inside it."""
    family = _FAMILY[match.group()]
    if all(_FAMILY[waiting.mark] != family for waiting in stack):
        return
    while _FAMILY[stack[-1].mark] != family:
        found.extend(_ended_without_mark(stack.pop(), match.start()))
    found.append((stack.pop().start, match.end(), True))


def _close_single(text: str, match: re.Match[str], stack: list[_Open], found: list[tuple[int, int, bool]]) -> None:
    """Closes a single quotation, if the innermost is one and the mark is no apostrophe."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if not stack or _FAMILY[stack[-1].mark] != "single" or before.isspace() or after.isalnum():
        return
    if before in ("s", "S") and text[match.end() + 1 : match.end() + 2].islower() and after == " ":
        stack[-1].possible_end = match.end()  # "the soldiers' homes", or the end of 'the soldiers' after all
        return
    found.append((stack.pop().start, match.end(), True))


def _ended_without_mark(waiting: _Open, end: int) -> Iterator[tuple[int, int, bool]]:
    if _FAMILY[waiting.mark] != "single":
        yield waiting.start, end, False
    elif waiting.possible_end is not None:
        yield waiting.start, waiting.possible_end, True
