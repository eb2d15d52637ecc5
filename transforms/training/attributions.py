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
from transforms.tagging import TAGS, Integers

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Ranges of word pieces."""

    source: list[Range]
    cue: list[Range]
    content: list[Range]


@dataclass(frozen=True, slots=True)
class Article:
    """An article in word pieces. `tags` are columns of TAGS; `breaks` are the first pieces of lines but the first."""

    pieces: Integers
    tags: Integers
    attributions: list[Attribution]
    breaks: list[int]


def read_rows(path: Path) -> list[Row]:
    """Rows of `{"document", "text", "statements": [{"source", "cue", "content"}]}`, spans in characters."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def in_folds(rows: Iterable[Row], folds: Sequence[int], of: int) -> list[Row]:
    """The rows that a hash of their names deals into some of so many folds."""
    return [row for row in rows if int(hashlib.sha1(row["document"].encode()).hexdigest(), 16) % of in folds]


def read_article(row: Row, tokenizer: Tokenizer) -> Article:
    """The row in word pieces. Attributions without a cue in it are left out of `attributions`, not of `tags`."""
    encoded = tokenizer.encode(row["text"], add_special_tokens=False)
    bounds = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    tags = np.zeros(len(bounds), dtype=np.int64)
    attributions = []
    for statement in row["statements"]:
        roles = {role: _pieces(statement[role], bounds) for role in ("source", "cue", "content")}
        for role, ranges in roles.items():
            for start, end in ranges:
                tags[start:end] = TAGS.index(f"I-{role}")
                tags[start] = TAGS.index(f"B-{role}")
        if roles["cue"]:
            attributions.append(Attribution(**roles))
    breaks = [i for i, (one, other) in enumerate(pairwise(bounds), 1) if "\n" in row["text"][one[1] : other[0]]]
    return Article(np.array(encoded.ids, dtype=np.int64), tags, attributions, breaks)


def _pieces(spans: Sequence[Sequence[int]], bounds: Integers) -> list[Range]:
    ranges = [
        (int(np.searchsorted(bounds[:, 1], start, side="right")), int(np.searchsorted(bounds[:, 0], end)))
        for start, end in spans
    ]
    return [(start, end) for start, end in ranges if end > start]


def windows(article: Article, longest: int, first_longest: int) -> Iterator[Range]:
    """Whole lines in windows of at most so many pieces, the first window of fewer; longer lines are cut anywhere."""
    start = end = 0
    limit = first_longest
    for line_start, line_end in pairwise([0, *article.breaks, len(article.pieces)]):
        if end > start and line_end - start > limit:
            yield start, end
            start, limit = line_start, longest
        end = line_end
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
