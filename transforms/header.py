"""What stands around the text of an article: title, date, byline, dateline, front matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.dates import is_date_line
from transforms.layout import is_furniture, paragraph_spans
from transforms.mapped_text import Edit, MappedText
from transforms.reference import load_reference, word_list

_HEADER_PARAGRAPHS = 12
"""No header is longer."""

_LONGEST_TITLE = 400
_MOST_TITLE_WORDS = 60


@dataclass(slots=True)
class Header:
    """What was read off the first paragraphs. `edits` take it out of the text, but for the title, which stays."""

    title: str | None = None
    author: str | None = None
    dateline: str | None = None
    date_text: str | None = None
    edits: list[Edit] = field(default_factory=list)


def read_header(text: str, known_title: str | None = None) -> Header:
    """Title, date line, byline and dateline of a text in paragraphs; a title that is repeated is taken out.

    With a `known_title`, only a paragraph that has its words is the title.
    """
    header = Header()
    spans = list(paragraph_spans(text))
    for index, (start, end) in enumerate(spans[:_HEADER_PARAGRAPHS]):
        paragraph = text[start:end]
        following = [text[slice(*span)] for span in spans[index + 1 : index + 5]]
        if header.title is None and not is_furniture(paragraph) and _is_title(paragraph, following, known_title):
            header.title = paragraph
        elif _read_off(paragraph, following, header, header.title or known_title):
            header.edits.append((start, end, ""))
        else:
            break
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
    parts = inner.finditer(value, len(quote), body_end)
    edits += [(match.start(), match.end(), _scalar_part(match)) for match in parts]
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
        character = chr(int(code, 16))
        return character if character.isprintable() else " " if character.isspace() else ""
    return {None: "", "_": " ", "n": " ", "t": " "}.get(match["other"], match["other"])


def _read_off(paragraph: str, following: Sequence[str], header: Header, title: str | None) -> bool:
    """Takes a paragraph of the header, or returns False for one of the body."""
    if is_date_line(paragraph):
        header.date_text = header.date_text or paragraph
    elif is_furniture(paragraph) or (title and _same_words(paragraph, title)):
        pass
    elif title and _is_place_line(paragraph, following):
        header.dateline = f"{header.dateline}, {paragraph}" if header.dateline else paragraph
    elif author := read_byline(paragraph):
        header.author = header.author or author
    else:
        return False
    return True


def _same_words(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _is_title(paragraph: str, following: Sequence[str], known_title: str | None) -> bool:
    """Whether the first paragraph is a title: short, no sentence with a full stop, and with a text after it."""
    if known_title:
        return _same_words(paragraph, known_title)
    words = paragraph.split()
    if not 2 <= len(words) <= _MOST_TITLE_WORDS or len(paragraph) > _LONGEST_TITLE or is_date_line(paragraph):
        return False
    if any(_same_words(paragraph, other) for other in following):
        return True
    if paragraph[0].islower() or not any(len(other.split()) > 5 for other in following):
        return False
    if _QUESTION.match(paragraph) or _dateline(paragraph, is_first=True) or read_byline(paragraph):
        return False
    if following and (is_date_line(following[0]) or read_byline(following[0])):
        return True
    last = paragraph.rstrip("\"'”’)]»")[-1:]
    return last not in ",:" and (last != "." or _is_title_case(words) or _is_short_sentence(paragraph, following))


def _is_short_sentence(paragraph: str, following: Sequence[str]) -> bool:
    """A headline that was given a full stop: one short sentence above longer paragraphs."""
    return (
        len(paragraph.split()) <= _SHORT_SENTENCE
        and _SENTENCE_END.search(paragraph) is None
        and len(following) > 2
        and len(following[0].split()) > _SHORT_SENTENCE
    )


def _is_title_case(words: Sequence[str]) -> bool:
    long_words = [word for word in words if len(word) > 3]
    capitalised = [word for word in long_words if word.lstrip("\"'“‘(")[:1].isupper()]
    return len(long_words) > 2 and len(capitalised) > 0.7 * len(long_words)


_SHORT_SENTENCE = 14
_SENTENCE_END = re.compile(r"[a-z]{2}[.!?][\"'”’]? ")
_QUESTION = re.compile(r"Q:? ")
_TIME_LINE = re.compile(r"\(?\d{1,2}:\d{2} ?[AP]\.?M\b", re.IGNORECASE)
_LONGEST_PLACE = 120


def _is_place_line(paragraph: str, following: Sequence[str]) -> bool:
    """Whether the paragraph says where a transcript was spoken: short, and above the time."""
    return (
        len(paragraph) <= _LONGEST_PLACE
        and not paragraph.endswith((".", "?", "!"))
        and any(_TIME_LINE.match(other) for other in following[:3])
    )


_BY = re.compile(r"\|? ?(?:(?:written|story|analysis|opinion|text|reported) )?by:? +(?P<author>\S.*)", re.IGNORECASE)
_JOINING_WORDS = frozenset(
    """and & of for the in at with to from reporting | - – — •
    de del der van von bin ibn al el la le da di du""".split()  # noqa: SIM905
)
_MOST_BYLINE_WORDS = 40


def read_byline(paragraph: str) -> str | None:
    """The authors, if the paragraph is a byline: "By Jane Doe", "Jane Doe and John Roe, Reuters"."""
    if match := _BY.fullmatch(paragraph):
        return match["author"] if _are_names(match["author"]) else None
    names, _, agency = paragraph.rpartition(", ")
    if names and agency in _agencies() and _are_names(names):
        return names
    return paragraph if _are_people(paragraph) else None


def _are_people(text: str) -> bool:
    """Whether the text is nothing but names of two or three words that begin with a known first name."""
    people = [person.split() for person in re.split(r",? and |, ", text)]
    return all(
        2 <= len(person) <= 3
        and person[0].lower() in load_reference().first_names
        and all(word[:1].isupper() for word in person)
        for person in people
    )


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
_NO_PLACE = r"(?!(?:FILE|UPDATED?|WATCH|VIDEO|PHOTOS?|ANALYSIS|OPINION|EXCLUSIVE|BREAKING)\b)"
_CAPITALS = rf"{_NO_PLACE}[A-Z][A-Z.'’/-]{{2,40}}(?: [A-Z.'’/-]{{1,40}}){{0,4}}"
_DASH = r"(?:\s*(?:[–—]|--)\s*|\s+-\s+)"


@lru_cache(maxsize=1)
def _dateline_forms() -> tuple[re.Pattern[str], ...]:
    """The surest first: place and agency; agency alone; place in brackets; in capitals; with its country or state."""
    agency = "|".join(map(re.escape, sorted(_agencies(), key=len, reverse=True)))
    return (
        re.compile(rf"(?P<dateline>{_PLACE},? \([A-Z][^()\n]{{1,40}}\)){_DASH}(?=\S)"),
        re.compile(rf"(?P<dateline>\((?:{agency})\)){_DASH}?\s*(?=\S)"),
        re.compile(rf"(?P<dateline>\([A-Z][A-Za-z., ]{{1,40}}\)){_DASH}(?=[\"“‘A-Z0-9])"),
        re.compile(rf"(?P<dateline>{_CAPITALS}(?:, [A-Z][\w.'’ ]{{1,30}}){{0,2}}){_DASH}(?=[\"“‘A-Z0-9])"),
        re.compile(r"(?P<dateline>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}, [A-Z][\w.]{1,20})(?: ?[–—] ?| - )(?=[\"“‘A-Z])"),
    )


def _dateline(paragraph: str, is_first: bool) -> re.Match[str] | None:
    """A dateline at the start of a body paragraph. Without an agency it stands in the first paragraph only."""
    forms = _dateline_forms() if is_first else _dateline_forms()[:2]
    return next((match for form in forms if (match := form.match(paragraph))), None)


def _cut_dateline(text: str, body: Sequence[tuple[int, int]], header: Header) -> Iterator[Edit]:
    for position, (start, end) in enumerate(body):
        if match := _dateline(text[start:end], is_first=position == 0):
            header.dateline = header.dateline or match["dateline"].strip()
            yield start, start + match.end(), ""
            return
