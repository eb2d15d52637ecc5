"""Damaged, invisible and typographic characters -> plain ones: mojibake, entities, odd spaces, controls, line ends."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html.entities import html5

import ftfy

from transforms.mapped_text import Edit, MappedText


def plain_characters(text: MappedText) -> MappedText:
    """The text with LF line ends, single spaces, composed accents and nothing invisible; curly quotes stay curly."""
    repaired = text.edit(_mojibake(text.text))
    plain = repaired.edit(_odd_characters(repaired.text))
    return plain.edit((match.start(), match.end(), " ") for match in _SPACES.finditer(plain.text))


_LONGEST_KEPT = 32
"""Results for short runs are kept, as they come again; those for long ones would fill the memory."""

_GRAPHEME_JOINER = "\u034f"
_SPACES = re.compile(r" {2,}")
_ESCAPED_AMPERSANDS = re.compile(r"^&(?:amp;)+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f\u2028\u2029]{2,}")  # line ends part runs, whatever they are written as
_LOST_CLOSING_QUOTE = "â€\ufffd"
"""A closing quotation mark of which Windows-1252 has no third byte."""

_ODD = re.compile(
    r"""
    (?P<line_end> \r\n? | [\v\f\x1c-\x1e\u2028\u2029] )
  | (?P<space> [\t\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000] )
  | (?P<nothing> \x1b\[[0-9;]*[A-Za-z]
      | [\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]
      | [\xad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]
      | [\u115f\u1160\u17b4\u17b5\u3164\uffa0]  # letters without a shape
      | [\ud800-\udfff\ufffe\uffff] )
  | (?P<entity> &(?:amp;)*(?: \#[0-9]{1,7}; | \#[xX][0-9a-fA-F]{1,6}; | [A-Za-z][A-Za-z0-9]{1,30}; ) | &(?:amp;)+ )
  | (?P<compatible> [\ufb00-\ufb06\uff01-\uff5e] )
  | (?P<composed> \w[\u0300-\u036f]{1,30} )
  | (?P<flood> (?<=[\u0300-\u036f]{30})[\u0300-\u036f]+ )
    """,
    re.VERBOSE,
)  # fmt: skip


def plain_line(text: str | None) -> str | None:
    """The text on one line, with the characters of `plain_characters`; None where nothing is left to see."""
    return " ".join(plain_characters(MappedText.of(text)).text.split()) or None if text else None


def _mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 that was once read as Windows-1252 or the like. ASCII is the same in all of them, so runs of it part."""
    for match in _NOT_ASCII.finditer(text):
        run = match.group()
        repair = _repaired if len(run) <= _LONGEST_KEPT else _repaired.__wrapped__
        if (repaired := repair(run)) != run:
            yield match.start(), match.end(), repaired


@lru_cache(maxsize=4096)
def _repaired(run: str) -> str:
    return ftfy.fix_encoding(run.replace(_LOST_CLOSING_QUOTE, "”"))


def _odd_characters(text: str) -> Iterator[Edit]:
    for match in _ODD.finditer(text):
        found = match.group()
        look_up = _plain if len(found) <= _LONGEST_KEPT else _plain.__wrapped__
        if (plain := look_up(found, match.lastgroup or "")) != found:
            yield match.start(), match.end(), plain


@lru_cache(maxsize=4096)
def _plain(found: str, kind: str) -> str:
    match kind:
        case "line_end":
            return "\n"
        case "space":
            return " "
        case "nothing" | "flood":
            return ""
        case "entity":
            return _unescaped(found)
        case _:
            return unicodedata.normalize("NFKC" if kind == "compatible" else "NFC", found.replace(_GRAPHEME_JOINER, ""))


def _unescaped(entity: str) -> str:
    """The character that the entity stands for, however often it was escaped (&amp;amp;#8217;)."""
    innermost = _ESCAPED_AMPERSANDS.sub("&", entity)
    once = html.unescape(innermost) if innermost.startswith("&#") else html5.get(innermost[1:], innermost)
    if once == entity:
        return entity
    return _ODD.sub(lambda match: _plain(match.group(), match.lastgroup or ""), once) if len(once) == 1 else once
