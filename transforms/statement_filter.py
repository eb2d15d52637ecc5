"""How likely a candidate statement is one that a person would mark, from what the encoder and the rules say of it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from transforms.grammar import Range
from transforms.onnx_models import Floats, load_session
from transforms.quoted_speech import Quotations
from transforms.statement_rules import Candidate
from transforms.tagged_statements import TAGGED
from transforms.tagging import ROLES, TAGS, Tagging

FEATURES = (
    # the cue: probability of the likeliest token, of all, of beginning one, and of being content of another
    "cue_most", "cue_mean", "cue_begins", "cue_as_content", "cue_is_quoted",
    # the content, given the cue: inside it, at its borders, missing from it, outside the encoder's window; tags
    "content_mean", "content_first", "content_last", "content_before", "content_after", "content_lost",
    "content_unseen", "content_tags", "content_inner_tags",
    # its form
    "content_log_length", "content_is_one_word", "content_is_short", "content_in_pieces", "content_quoted",
    "content_begins_before_cue",
    # the source, given the cue: inside it (or that there is none), missing from it; its tags
    "source_mean", "source_lost", "source_tags", "has_source",
    # what the rules say, and how far a candidate of the other kind with this cue agrees
    "confidence", "twin_content", "twin_source",
)  # fmt: skip


class Rated(NamedTuple):
    """A candidate, the probability that a person would mark it so by and large, and that they would to the word."""

    candidate: Candidate
    probability: float
    exact: float

    @property
    def rank(self) -> float:
        """What candidates for one place in the text are ranked by."""
        return self.probability + self.exact / 2


class StatementFilter:
    """Gradient-boosted trees over FEATURES, with the classes: no statement, one by and large, one to the word."""

    def __init__(self, path: Path) -> None:
        self._session = load_session(path)

    def rate(self, candidates: Sequence[Candidate], tagging: Tagging, quotations: Quotations) -> list[Rated]:
        """The candidates of a document with their probabilities, in their order."""
        if not candidates:
            return []
        _, probabilities = self._session.run(None, {"features": features(candidates, tagging, quotations)})
        return [
            Rated(candidate, 1 - float(row[0]), float(row[2]))
            for candidate, row in zip(candidates, probabilities, strict=True)
        ]


def features(candidates: Sequence[Candidate], tagging: Tagging, quotations: Quotations) -> Floats:
    """FEATURES of the candidates of a document, shape (candidates, features)."""
    seen = [_Seen(candidate, tagging) for candidate in candidates]
    by_cue: dict[int, list[_Seen]] = {}
    for one in seen:
        for i in range(*one.cue):
            by_cue.setdefault(i, []).append(one)
    rows = np.zeros((len(seen), len(FEATURES)), dtype=np.float32)
    for row, one in zip(rows, seen, strict=True):
        rivals = [other for i in range(*one.cue) for other in by_cue[i] if other.is_tagged != one.is_tagged]
        values = _of_cue(one, tagging, quotations) | _of_content(one, tagging, quotations)
        values |= _of_source(one, tagging) | _of_rules(one, rivals)
        row[:] = [values.get(name, 0) for name in FEATURES]
    return rows


class _Seen:
    """A candidate with its words and the encoder's view of it. `cue` is the part of the cue that has its head word."""

    def __init__(self, candidate: Candidate, tagging: Tagging) -> None:
        at = candidate.anchor.i
        self.candidate = candidate
        self.is_tagged = candidate.rule == TAGGED
        self.cue: Range = next((part for part in candidate.cue if part[0] <= at < part[1]), (at, at + 1))
        self.words = sorted({i for start, end in candidate.content for i in range(start, end)})
        self.start, self.given = tagging.given(self.cue)

    def probabilities(self, role: str) -> Floats:
        """Of the tokens of the window, given the cue."""
        return self.given[:, ROLES.index(role)]


_Values = dict[str, float]


def _of_cue(one: _Seen, tagging: Tagging, quotations: Quotations) -> _Values:
    is_cue = tagging.roles(one.cue, "cue").sum(axis=1)
    return {
        "cue_most": is_cue.max(),
        "cue_mean": is_cue.mean(),
        "cue_begins": tagging.tags[one.cue[0], :, TAGS.index("B-cue")].sum(),
        "cue_as_content": tagging.roles(one.cue, "content")[:, 0].mean(),
        "cue_is_quoted": quotations.at(one.candidate.anchor.i) is not None,
    }


def _of_content(one: _Seen, tagging: Tagging, quotations: Quotations) -> _Values:
    words = np.array(one.words)
    is_content = tagging.roles(words, "content").mean(axis=0)
    values: _Values = {
        "content_tags": is_content[0],
        "content_inner_tags": is_content[1],
        "content_log_length": math.log(len(words)),
        "content_is_one_word": len(words) == 1,
        "content_is_short": len(words) <= 3,
        "content_in_pieces": len(one.candidate.content) > 1,
        "content_quoted": sum(quotations.at(i) is not None for i in one.words) / len(words),
        "content_begins_before_cue": one.words[0] < one.cue[0],
    }
    given = one.probabilities("content")
    at = words[(words >= one.start) & (words < one.start + len(given))] - one.start
    values["content_unseen"] = 1 - len(at) / len(words)
    if len(at):
        first, last = at[0], at[-1]
        values |= {
            "content_mean": given[at].mean(),
            "content_first": given[first],
            "content_last": given[last],
            "content_before": given[first - 1] if first else 0,
            "content_after": given[last + 1] if last + 1 < len(given) else 0,
            "content_lost": 1 - given[at].sum() / given.sum(),
        }
    return values


def _of_source(one: _Seen, tagging: Tagging) -> _Values:
    given, source = one.probabilities("source"), one.candidate.source
    if source is None:
        return {"source_mean": 1 - given.max()}
    inside = given[max(0, source[0] - one.start) : max(0, source[1] - one.start)]
    return {
        "has_source": 1,
        "source_tags": tagging.roles(source, "source").sum(axis=1).mean(),
        "source_mean": inside.mean() if len(inside) else 0,
        "source_lost": 1 - inside.sum() / given.sum(),
    }


def _of_rules(one: _Seen, rivals: Sequence[_Seen]) -> _Values:
    mine = set(one.words)
    twin, overlap = None, 0.0
    for rival in rivals:
        shared = len(mine.intersection(rival.words))
        share = shared / (len(mine) + len(rival.words) - shared)
        if share > overlap:
            twin, overlap = rival, share
    values: _Values = {"confidence": one.candidate.confidence, "twin_content": overlap}
    if twin is not None:
        values["twin_source"] = twin.candidate.source == one.candidate.source
    return values
