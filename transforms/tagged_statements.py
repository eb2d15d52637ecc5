"""Candidate statements from what the encoder says of the tokens: which are a cue, and which its source and content."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from transforms.grammar import Range
from transforms.onnx_models import Floats
from transforms.statement_rules import Candidate
from transforms.tagging import LAYERS, POSSIBLE_CUE, ROLES, Tagging

TAGGED = "tagged"
"""The rule of the candidates that come from here."""
_LONGEST_CUE = 12
_FARTHEST = 200
"""Tokens between a content and its cue."""
_CERTAIN = 0.5
"""Probability from which a token belongs to a source or a content."""
_UNLIKELY = 0.005
"""Probability, given a cue, below which a source is not one of that cue."""
_WEIGHT = 5
"""Tokens of distance that a cue may be farther away, if it is e times as likely to be the one."""


class _Cue(NamedTuple):
    """A cue, and the probabilities of roles (tokens of its window, ROLES) given it, from the token `start` on."""

    at: Range
    start: int
    given: Floats


def tagged_candidates(doc: Doc, tagging: Tagging, paragraph_starts: Sequence[int]) -> Iterator[Candidate]:
    """One candidate a possible cue that has content; those inside contents of others come last.

    Each tagged content goes to the cue of its paragraph that is near and likely; each cue takes the source that is.
    """
    for layer in range(LAYERS):
        yield from _of_layer(doc, tagging, paragraph_starts, layer)


def _of_layer(doc: Doc, tagging: Tagging, paragraph_starts: Sequence[int], layer: int) -> Iterator[Candidate]:
    cues = [
        _Cue(at, *tagging.given(at))
        for at in _tagged(tagging, "cue", layer, POSSIBLE_CUE)
        if at[1] - at[0] <= _LONGEST_CUE
    ]
    contents: dict[Range, list[Range]] = {cue.at: [] for cue in cues}
    for content in _tagged(tagging, "content", layer, _CERTAIN, frozenset(paragraph_starts)):
        paragraph = bisect_right(paragraph_starts, content[0])
        near = cues[
            bisect_left(cues, content[0] - _FARTHEST, key=_end) : bisect_left(cues, content[1] + _FARTHEST, key=_start)
        ]
        if beside := [cue for cue in near if bisect_right(paragraph_starts, cue.at[0]) == paragraph]:
            contents[max(beside, key=lambda cue: _fit(cue, content, "content")).at].append(content)
    sources = _tagged(tagging, "source", layer, _CERTAIN)
    starts = [source[0] for source in sources]
    for cue in cues:
        if contents[cue.at]:
            window = sources[bisect_right(starts, cue.start - 1) : bisect_right(starts, cue.start + len(cue.given) - 1)]
            possible = [(_fit(cue, one, "source"), one) for one in window if _may_be(cue, one, doc)]
            source = max(possible)[1] if possible else None
            yield Candidate(doc[cue.at[0] : cue.at[1]].root, [cue.at], source, contents[cue.at], TAGGED)


def _start(cue: _Cue) -> int:
    return cue.at[0]


def _end(cue: _Cue) -> int:
    return cue.at[1]


def _tagged(tagging: Tagging, role: str, layer: int, least: float, cuts: Container[int] = ()) -> list[Range]:
    """Where a role is at least so likely, parted at some tokens and where the next of that role begins."""
    begin, within = tagging.beginning_and_within(role, layer)
    ranges: list[Range] = []
    for i in np.flatnonzero(begin + within > least).tolist():
        if ranges and ranges[-1][1] == i and i not in cuts and begin[i] <= max(0.5, within[i]):
            ranges[-1] = (ranges[-1][0], i + 1)
        else:
            ranges.append((i, i + 1))
    return ranges


def _fit(cue: _Cue, part: Range, role: str) -> float:
    """How well a part of the text goes with a cue: near, and likely given the cue."""
    distance = max(0, part[0] - cue.at[1], cue.at[0] - part[1])
    return _WEIGHT * math.log(max(_likelihood(cue, part, role), 1e-3)) - distance


def _may_be(cue: _Cue, source: Range, doc: Doc) -> bool:
    likelihood = _likelihood(cue, source, "source")
    first, last = sorted((cue.at[0], source[0]))
    is_same_sentence = not any(doc[i].is_sent_start for i in range(first + 1, last + 1))
    return likelihood >= (_UNLIKELY if is_same_sentence else 0.5)


def _likelihood(cue: _Cue, part: Range, role: str) -> float:
    """The mean probability of the role in the part, given the cue; 0 outside the cue's window."""
    low, high = part[0] - cue.start, part[1] - cue.start
    if not 0 <= low < high <= len(cue.given):
        return 0.0
    return float(cue.given[low:high, ROLES.index(role)].mean())
