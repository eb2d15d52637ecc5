"""What stands around the text of an article: title, date, byline, dateline, front matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.dates import is_date_line
from transforms.layout import is_furniture, paragraph_spans
from transforms.mapped_text import Edit, MappedText
from transforms.reference import word_list

_HEADER_PARAGRAPHS = 12
"""No header is longer."""

_LONGEST_TITLE = 320
_MOST_TITLE_WORDS = 50


@dataclass(slots=True)
class Header:
    """What was read off the first paragraphs. `edits` take it out of the text, but for the title, which stays."""

    title: str | None = None
    author: str | None = None
    dateline: str | None = None
    date_text: str | None = None
    edits: list[Edit] = field(default_factory=list)


def read_header(text: str, first_is_title: bool = False) -> Header:
    """Title, date line, byline, dateline of a text in paragraphs. A repeated title is taken out once."""
    header = Header()
    spans = list(paragraph_spans(text))
    for index, (start, end) in enumerate(spans[:_HEADER_PARAGRAPHS]):
        paragraph = text[start:end]
        following = [text[slice(*span)] for span in spans[index + 1 : index + 5]]
        if header.title is None and (first_is_title or _is_headline(paragraph, following)):
            header.title = paragraph
            continue
        if not _read_off(paragraph, following, header):
            break
        header.edits.append((start, end, ""))
    else:
        index = len(spans)
    header.edits.extend(_cut_dateline(text, spans[index : index + 4], header))
    return header


def front_matter(text: MappedText) -> tuple[MappedText, dict[str, str]]:
    """The text without a YAML block at its start, of which the title stays as first paragraph; and its fields.

    Reads scalars only, quoted or plain, over one line or several. What does not look like a field is passed over.
    """
    block = _FRONT_MATTER.match(text.text)
    fields = {match["key"].lower(): match for match in _FIELD.finditer(block["fields"])} if block else {}
    if block is None or not fields:
        return text, {}
    offset = block.start("fields")
    values = {key: _scalar(match["value"]) for key, match in fields.items()}
    plain = {key: MappedText.of(fields[key]["value"]).edit(edits).text.strip() for key, edits in values.items()}
    edits: list[Edit] = [(0, block.end(), "")]
    if plain.get("title"):
        start, end = (edge + offset for edge in fields["title"].span("value"))
        inner = [(first + start, last + start, new) for first, last, new in values["title"]]
        edits = [(0, start, ""), *inner, (end, block.end(), "\n\n")]
    return text.edit(edits), {key: value for key, value in plain.items() if value}


_FRONT_MATTER = re.compile(r"\s*---[ ]*\n(?P<fields>(?:.*\n){1,60}?)(?:---|\.\.\.)[ ]*(?:\n|$)")
_FIELD = re.compile(r"^(?P<key>[A-Za-z]\w*):[ \n][ ]*(?P<value>\S.*(?:\n[ ]+\S.*)*)$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:\n *|x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|(?P<other>[^\n]))|\s*\n\s*")


def _scalar(value: str) -> list[Edit]:
    """Edits that turn a YAML scalar as written into its value."""
    edits: list[Edit] = []
    quote = value[0] if value[0] in "\"'" else ""
    body_end = len(value) - 1 if quote and len(value) > 1 and value.endswith(quote) else len(value)
    if quote:
        edits.append((0, 1, ""))
    inner = {'"': _ESCAPE, "'": re.compile(r"''|\s*\n\s*")}.get(quote, re.compile(r"\s*\n\s*"))
    edits += [(match.start(), match.end(), _scalar_part(match)) for match in inner.finditer(value, len(quote), body_end)]
    if body_end < len(value):
        edits.append((body_end, len(value), ""))
    return edits


def _scalar_part(match: re.Match[str]) -> str:
    written = match.group()
    if written == "''":
        return "'"
    if not written.startswith("\\"):
        return " "
    if code := match["x"] or match["u"]:
        return chr(int(code, 16)) if not 0xD800 <= int(code, 16) <= 0xDFFF else ""
    return {None: "", "_": " ", "n": " ", "t": " "}.get(match["other"], match["other"])


def _read_off(paragraph: str, following: Sequence[str], header: Header) -> bool:
    """Takes a paragraph of the header, or returns False for one of the body."""
    if is_date_line(paragraph):
        header.date_text = header.date_text or paragraph
    elif header.title is None:
        return False
    elif _same_words(paragraph, header.title) or is_furniture(paragraph):
        pass
    elif author := read_byline(paragraph):
        header.author = header.author or author
    elif _is_place_line(paragraph, following):
        header.dateline = f"{header.dateline}, {paragraph}" if header.dateline else paragraph
    else:
        return False
    return True


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _is_headline(paragraph: str, following: Sequence[str]) -> bool:
    """Whether the first paragraph is a title: short, no sentence with a full stop, and with a text after it."""
    words = paragraph.split()
    if not 2 <= len(words) <= _MOST_TITLE_WORDS or len(paragraph) > _LONGEST_TITLE or "\n" in paragraph:
        return False
    if any(_same_words(paragraph, other) for other in following):
        return True
    if paragraph[0].islower() or not any(len(other.split()) > 5 for other in following):
        return False
    if _LABEL_AT_START.match(paragraph) or _dateline(paragraph, is_first=True) or read_byline(paragraph):
        return False
    last = paragraph.rstrip("\"'”’)]»")[-1:]
    return last not in ",;:" and (last != "." or _is_title_case(words) or bool(re.search(r"\b[A-Z]\.$", paragraph)))


def _is_title_case(words: Sequence[str]) -> bool:
    long_words = [word for word in words if len(word) > 3]
    return len(long_words) > 2 and sum(word.lstrip("\"'“‘(")[:1].isupper() for word in long_words) > 0.7 * len(long_words)


_LABEL_AT_START = re.compile(r"(?:Q|A|[A-Z][A-Z'’. -]{1,60}):? ")
_TIME_LINE = re.compile(r"\(?\d{1,2}:\d{2} ?[AP]\.?M\b", re.IGNORECASE)
_LONGEST_PLACE = 120


def _is_place_line(paragraph: str, following: Sequence[str]) -> bool:
    """Whether the paragraph says where a transcript was spoken: short, and above the time."""
    return (
        len(paragraph) <= _LONGEST_PLACE
        and not paragraph.endswith((".", "?", "!"))
        and any(_TIME_LINE.match(other) for other in following[:3])
    )


_BY = re.compile(r"\|? ?(?:(?:written|story|analysis|opinion|op-ed|text|posted|reported) )?by:? +(?P<author>\S.*)", re.I)
_JOINING_WORDS = frozenset("and & of for the in at with de del der van von bin ibn al el la le da di du | - – — •".split())
_MOST_BYLINE_WORDS = 40


def read_byline(paragraph: str) -> str | None:
    """The authors, if the paragraph is a byline: "By Jane Doe", "Jane Doe and John Roe, Reuters"."""
    if match := _BY.fullmatch(paragraph):
        return match["author"] if _are_names(match["author"]) else None
    names, _, agency = paragraph.rpartition(", ")
    return names if names and agency in _agencies() and _are_names(names) else None


def _are_names(text: str) -> bool:
    words = re.split(r"[\s,;/]+", text.strip(" ,;"))
    if len(words) > _MOST_BYLINE_WORDS or (words[-1].endswith(".") and len(words[-1]) > 4):
        return False
    return words[0][:1].isupper() and all(
        word[:1].isupper() or word in _JOINING_WORDS or "@" in word or word.isdigit() for word in words
    )


@lru_cache(maxsize=1)
def _agencies() -> frozenset[str]:
    return frozenset(row["name"] for row in word_list("news_agencies"))


_PLACE = r"[A-Z][\w.'’/ -]{1,40}(?:, [A-Z][\w.'’ ]{1,30}){0,3}"
_DASH = r"(?:\s*(?:[–—]|--)\s*|\s+-\s+)"


@lru_cache(maxsize=1)
def _dateline_forms() -> tuple[re.Pattern[str], ...]:
    """Surest first: place and agency; agency alone; a place in brackets; a place in capitals."""
    agency = "|".join(map(re.escape, sorted(_agencies(), key=len, reverse=True)))
    return (
        re.compile(rf"(?P<dateline>{_PLACE},? \([A-Z][^()\n]{{1,40}}\)){_DASH}(?=\S)"),
        re.compile(rf"(?P<dateline>\((?:{agency})\)){_DASH}?\s*(?=\S)"),
        re.compile(rf"(?P<dateline>\([A-Z][A-Za-z., ]{{1,40}}\)){_DASH}(?=[\"“‘A-Z0-9])"),
        re.compile(rf"(?P<dateline>[A-Z][A-Z.'’/-]{{2,}}(?: [A-Z.'’/-]+)*(?:, [A-Z][\w.'’ ]{{1,30}}){{0,2}}){_DASH}(?=[\"“‘A-Z0-9])"),
    )


def _dateline(paragraph: str, is_first: bool) -> re.Match[str] | None:
    """A dateline at the start of a body paragraph. Without an agency it stands in the first paragraph only."""
    forms = _dateline_forms() if is_first else _dateline_forms()[:2]
    return next((match for form in forms if (match := form.match(paragraph))), None)


def _cut_dateline(text: str, body: Sequence[tuple[int, int]], header: Header) -> Iterator[Edit]:
    for position, (start, end) in enumerate(body):
        if match := _dateline(text[start:end], is_first=position == 0):
            header.dateline = header.dateline or match["dateline"].strip("() ") if match["dateline"][0] == "(" else match["dateline"]
            yield start, start + match.end(), ""
            return
