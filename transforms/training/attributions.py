"""Annotated attributions (source, cue, content) as word pieces, for the tagger to learn from."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from transforms.grammar import Range
from transforms.onnx_models import Integers
from transforms.tagging import TAGS, Pieces, read_pieces

Row = dict[str, Any]
UNKNOWN = -100
"""A tag that nobody knows."""
_CONTENT = (TAGS.index("B-content"), TAGS.index("I-content"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Ranges of word pieces."""

    source: list[Range]
    cue: list[Range]
    content: list[Range]


@dataclass(frozen=True, slots=True)
class Article:
    """An article in word pieces.

    `tags` are columns of TAGS, shape (2, pieces): of statements, and of those inside the content of others, UNKNOWN
    outside of it and where the annotators marked none. `breaks` are the first pieces of paragraphs but the first.
    """

    pieces: Pieces
    tags: Integers
    attributions: list[Attribution]
    breaks: list[int]


def read_rows(path: Path) -> list[Row]:
    """Rows of `{"document", "text", "statements": [{"source", "cue", "content"}], "nested"}`, spans in characters.

    `nested`, which may be missing, says whether statements inside the content of others are marked too.
    """
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_folds(rows: Iterable[Row], folds: Sequence[int], of: int) -> list[Row]:
    """The rows that a hash of their names deals into some of so many folds."""
    return [row for row in rows if int(hashlib.sha1(row["document"].encode()).hexdigest(), 16) % of in folds]


def read_article(row: Row, tokenizer: Tokenizer) -> Article:
    """The row in word pieces. Attributions without a cue in it are left out of `attributions`, not of `tags`."""
    pieces = read_pieces(row["text"], tokenizer)
    read = [
        {role: _within(statement[role], pieces) for role in ("source", "cue", "content")}
        for statement in row["statements"]
    ]
    attributions = [Attribution(**roles) for roles in read if roles["cue"]]
    breaks = (np.flatnonzero(pieces.starts == pieces.ends) + 1).tolist()
    return Article(pieces, _tags(read, len(pieces.ids), bool(row.get("nested"))), attributions, breaks)


def _tags(statements: Sequence[dict[str, list[Range]]], length: int, has_nested: bool) -> Integers:
    """The tags of both layers; what stands inside the content of a nested statement has none of its own."""
    outer, inner = np.zeros((2, length), dtype=np.int64)
    longest_first = sorted(statements, key=lambda roles: -sum(end - start for start, end in roles["content"]))
    for roles in longest_first:
        words = [i for role in ("content", "cue") for start, end in roles[role] for i in range(start, end)]
        layer = inner if has_nested and np.isin(outer[words], _CONTENT).all() else outer
        if not has_nested or not layer[words].any():
            _mark(roles, layer)
    inner[~np.isin(outer, _CONTENT) if has_nested else slice(None)] = UNKNOWN
    return np.stack([outer, inner])


def _mark(roles: dict[str, list[Range]], tags: Integers) -> None:
    for role, ranges in roles.items():
        for start, end in ranges:
            tags[start:end] = TAGS.index(f"I-{role}")
            tags[start] = TAGS.index(f"B-{role}")


def _within(spans: Sequence[Sequence[int]], pieces: Pieces) -> list[Range]:
    ranges = [
        (int(np.searchsorted(pieces.ends, start, side="right")), int(np.searchsorted(pieces.starts, end)))
        for start, end in spans
    ]
    return [(start, end) for start, end in ranges if end > start]


def windows(article: Article, longest: int, first_longest: int) -> Iterator[Range]:
    """Whole paragraphs in windows of at most so many pieces, the first of fewer; longer ones are cut anywhere."""
    start = end = 0
    limit = first_longest
    for paragraph_start, paragraph_end in pairwise([0, *article.breaks, len(article.pieces.ids)]):
        if end > start and paragraph_end - start > limit:
            yield start, end
            start, limit = paragraph_start, longest
        end = paragraph_end
        while end - start > longest:
            yield start, start + longest
            start, limit = start + longest, longest
    if end > start:
        yield start, end


def batches(
    articles: Sequence[Article], size: int, lengths: Sequence[int], chance: random.Random
) -> list[list[tuple[Article, Range]]]:
    """All windows of the articles, cut anew by lot, in batches of similar lengths, in a random order."""
    drawn = []
    for article in articles:
        longest = chance.choice(lengths)
        drawn += [(article, window) for window in windows(article, longest, chance.randint(longest // 8, longest))]
    drawn.sort(key=lambda one: one[1][1] - one[1][0] + 40 * chance.random())
    batched = [drawn[i : i + size] for i in range(0, len(drawn), size)]
    chance.shuffle(batched)
    return batched
