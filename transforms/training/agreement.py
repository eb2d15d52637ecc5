"""How far a found statement agrees with annotated ones, as the evaluation of the field compares them.

By and large (AR50): contents overlap in half of their words or more, and the sources agree. To the word (AR-exact): the
words of both are the same. Punctuation never counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from transforms.documents import CleanDocument
from transforms.grammar import Range
from transforms.mapped_text import to_raw
from transforms.statement_rules import Candidate
from transforms.training.attributions import Row

_WORD = re.compile(r"\w+")
NO_STATEMENT, BY_AND_LARGE, TO_THE_WORD = range(3)
_AGREEMENT = 0.5
_SOURCE_AGREEMENT = 0.3


Words = frozenset[int]
"""Places of words in the article."""


class Gold:
    """The annotations of one article as sets of words: `statements` are pairs of the words of content and source."""

    def __init__(self, row: Row, document: CleanDocument, doc: Doc) -> None:
        self.has_nested = bool(row.get("nested"))
        self._document, self._doc = document, doc
        words = list(_WORD.finditer(row["text"]))
        self._starts, self._ends = [word.start() for word in words], [word.end() for word in words]
        self.statements = [
            (self._words(statement["content"]), self._words(statement["source"])) for statement in row["statements"]
        ]
        self._in_content = frozenset(word for content, _ in self.statements for word in content)

    def knows(self, candidate: Candidate) -> bool:
        return self.has_nested or not self.words(candidate.cue) & self._in_content

    def class_of(self, candidate: Candidate) -> int:
        """The best class that the candidate has for any of the statements."""
        told = self.words(candidate.content), self.words([candidate.source] if candidate.source else [])
        return max((agreement(told, statement) for statement in self.statements), default=NO_STATEMENT)

    def words(self, ranges: Sequence[Range]) -> Words:
        """The article's words that ranges of tokens cover."""
        return self._words(self._raw(ranges))

    def _raw(self, ranges: Sequence[Range]) -> Iterator[Range]:
        """Characters of the raw text."""
        for start, end in ranges:
            if end > start:
                last = self._doc[end - 1]
                yield to_raw(self._document.ranges, self._doc[start].idx, last.idx + len(last))

    def _words(self, spans: Iterable[Sequence[int]]) -> Words:
        return frozenset(i for span in spans for i in self._within(*span))

    def _within(self, start: int, end: int) -> Iterator[int]:
        first = bisect_left(self._starts, start)
        if first and self._ends[first - 1] > start:
            first -= 1
        yield from range(first, bisect_left(self._starts, end))


def agreement(found: tuple[Words, Words], told: tuple[Words, Words]) -> int:
    """How far the contents and sources of two statements agree: a class."""
    if found == told:
        return TO_THE_WORD
    (content, source), (told_content, teller) = found, told
    is_near = bool(source & teller) and (source <= teller or overlap(source, teller) >= _SOURCE_AGREEMENT)
    is_source = source == teller or is_near
    return BY_AND_LARGE if is_source and overlap(content, told_content) >= _AGREEMENT else NO_STATEMENT


def overlap(one: Words, other: Words) -> float:
    """Shared words of all words of both."""
    return len(one & other) / len(one | other) if one | other else 0.0
