"""Lines -> paragraphs with one empty line between them, without Markdown and the furniture of web pages."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from transforms.mapped_text import Edit, MappedText
from transforms.reference import word_list

PARAGRAPH_BREAK = "\n\n"


def without_markup(text: MappedText) -> MappedText:
    """The text without the signs of Markdown headings, bullets, emphasis, links, escapes, notes and simple tags."""
    unlinked = text.edit(_link_signs(text.text))
    return unlinked.edit(_signs(unlinked.text))


def as_paragraphs(text: MappedText) -> MappedText:
    """The text with one empty line between paragraphs: hard wraps are joined, other line ends part paragraphs.

    Lines that a quotation runs over are joined too, which mends texts of one sentence a line.
    """
    return text.edit(_line_ends(text.text))


def without_stage_notes(text: MappedText) -> MappedText:
    """The text without notes on what was heard, as "(Applause.)"."""
    return without(text, [(match.start(), match.end(), "") for match in _stage_note().finditer(text.text)])


def without_furniture(text: MappedText, first: int = 0) -> MappedText:
    """The text without the paragraphs that belong to the page, from paragraph number `first` on."""
    spans = list(paragraph_spans(text.text))[first:]
    return without(text, [(start, end, "") for start, end in spans if is_furniture(text.text[start:end])])


def without(text: MappedText, edits: Sequence[Edit]) -> MappedText:
    """The text after the edits, without the empty paragraphs and the spaces at line ends that they left."""
    edited = text.edit(edits)
    return edited.edit(_left_spaces(edited.text))


def _left_spaces(text: str) -> Iterator[Edit]:
    for match in _LEFT_SPACE.finditer(text):
        if match.start() == 0 or match.end() == len(text):
            yield match.start(), match.end(), ""
        elif match.group() != PARAGRAPH_BREAK:
            yield match.start(), match.end(), PARAGRAPH_BREAK if "\n" in match.group() else " "


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """Characters of each paragraph of a text with one empty line between them."""
    start = 0
    for paragraph in text.split(PARAGRAPH_BREAK):
        yield start, start + len(paragraph)
        start += len(paragraph) + len(PARAGRAPH_BREAK)


def is_furniture(paragraph: str) -> bool:
    """Whether the paragraph is of the page, not of the text: "***", "Advertisement", "Read more: …", "10:31 A.M."."""
    if not _WORD.search(paragraph):
        return True
    return len(paragraph) <= _LONGEST_FURNITURE and _furniture().fullmatch(paragraph) is not None


_LONGEST_FURNITURE = 400
_LONGEST_TOKEN = 1_000
"""Longer runs without a space are data, not words."""

_LEFT_SPACE = re.compile(r"\A +| +\Z| *\n[ \n]*| {2,}")
_WORD = re.compile(r"[^\W_]")
_LINK = re.compile(
    r"!?\[(?P<words>[^\[\]\n]{0,300})\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,2000}(?: \"[^\"\n]{0,300}\")?\)"
)
_SIGN = re.compile(
    rf"""
    \\(?P<escaped>[\\`*_{{}}\[\]()#+.!|<>~$"'@^-])
  | ^[ ]?(?:[#]{{1,6}}|[*+•●▪◦·‣-]|>)[ ]+(?=\S)        # heading, bullet, block quotation
  | (?<!\w)\*{{1,3}}(?=\S) | (?<=\S)\*{{1,3}}(?!\w)       # emphasis
  | (?<![\w@/])_{{1,2}}(?=[^\W_]) | (?<=[^\W_])_{{1,2}}(?!\w)
  | (?<=[\w.,;:!?"”’)])\[\d{{1,3}}\]                    # note, as in encyclopedias
  | <!--[^<>]{{0,200}}--> | </?(?:b|i|u|em|strong|span|br|p)\b[^<>\n]{{0,200}}>
  | (?<!\S)\S{{{_LONGEST_TOKEN},}}
    """,
    re.VERBOSE | re.MULTILINE,
)


def _link_signs(text: str) -> Iterator[Edit]:
    for match in _LINK.finditer(text):
        yield match.start(), match.start("words"), ""
        yield match.end("words"), match.end(), ""


def _signs(text: str) -> Iterator[Edit]:
    for match in _SIGN.finditer(text):
        yield match.start(), match.start("escaped") if match["escaped"] else match.end(), ""


_GAP = re.compile(r" *\n[ \n]*")
_LIST_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z])[.)] |[•●▪◦·‣–—-] ")
_NARROWEST, _WIDEST = 45, 100
"""Widths in characters between which lines are taken for hard-wrapped."""

_FULL = 0.85
"""A line is full if it and the next line's first word reach this share of the width. Escapes and marks that were
taken out have made lines shorter."""

_MOSTLY = 0.6
_FEWEST_PAIRS = 4
_LONGEST_QUOTATION = 8
"""Lines that a quotation may run over before its opening mark is taken for a stray one."""


def _line_ends(text: str) -> Iterator[Edit]:
    gaps = list(_GAP.finditer(text))
    lines = _lines(text, gaps)
    joined = _joined(lines, [gap.group().count("\n") == 1 for gap in gaps])
    for gap, (before, after), is_joined in zip(gaps, pairwise(lines), joined, strict=True):
        if not before or not after:
            new = ""  # at the start or the end of the text
        elif is_joined:
            new = "" if before.endswith("-") and before[-2:-1].isalpha() else " "
        else:
            new = PARAGRAPH_BREAK
        if new != gap.group():
            yield gap.start(), gap.end(), new


def _lines(text: str, gaps: Sequence[re.Match[str]]) -> list[str]:
    edges = [0, *(edge for gap in gaps for edge in gap.span()), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _joined(lines: Sequence[str], is_single: Sequence[bool]) -> list[bool]:
    """For each gap between lines, whether the two lines are one paragraph. Empty lines always part."""
    width = _wrap_width([pair for pair, single in zip(pairwise(lines), is_single, strict=True) if single and all(pair)])
    joined = [
        single and not _LIST_ITEM.match(after) and (_is_full(before, after, width) or _goes_on(before, after, width))
        for (before, after), single in zip(pairwise(lines), is_single, strict=True)
    ]
    if width is None:
        for first, last in _quotations_over_lines(lines, is_single):
            joined[first:last] = [True] * (last - first)
    return joined


def _wrap_width(pairs: Sequence[tuple[str, str]]) -> int | None:
    """The width at which the lines were wrapped, or None if their ends were meant."""
    if len(pairs) < _FEWEST_PAIRS:
        return None
    lengths = sorted(len(before) for before, _ in pairs)
    width = lengths[int(0.98 * (len(lengths) - 1))]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_is_full(before, after, width) for before, after in pairs)
    return width if full >= _MOSTLY * len(pairs) else None


def _is_full(before: str, after: str, width: int | None) -> bool:
    return width is not None and len(before) + 1 + len(after.partition(" ")[0]) >= _FULL * width


def _goes_on(before: str, after: str, width: int | None) -> bool:
    """Whether the next line plainly finishes the sentence, though the line is not full or the text not wrapped."""
    if not after[:1].islower():
        return False
    if width is None:
        return before[-1:] in (",", "-") and len(before) <= _WIDEST
    return before[-1:] not in (".", "!", "?", ":", ";")


def _quotations_over_lines(lines: Sequence[str], is_single: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last line of each quotation that a line opens and a later one closes, without opening it anew."""
    index = 0
    while index < len(lines):
        last = _closing_line(lines, is_single, index) if _open_after(lines[index]) else index
        if last > index:
            yield index, last
        index = max(last, index + 1)


def _closing_line(lines: Sequence[str], is_single: Sequence[bool], first: int) -> int:
    for index in range(first + 1, min(first + _LONGEST_QUOTATION, len(lines))):
        marks = re.findall('[“”"]', lines[index])
        if not is_single[index - 1] or marks[:1] == ["“"] or lines[index].startswith('"'):
            return first
        if marks:
            return index
    return first


def _open_after(line: str) -> bool:
    return line.count("“") > line.count("”") if "“" in line else line.count('"') % 2 == 1


@lru_cache(maxsize=1)
def _furniture() -> re.Pattern[str]:
    patterns = (row["pattern"] for row in word_list("page_furniture") if row["scope"] == "paragraph")
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@lru_cache(maxsize=1)
def _stage_note() -> re.Pattern[str]:
    words = "|".join(re.escape(row["pattern"]) for row in word_list("page_furniture") if row["scope"] == "inline")
    return re.compile(rf" ?[(\[](?:{words})(?: [^()\[\]\n]{{0,40}})?\.?[)\]]", re.IGNORECASE)
