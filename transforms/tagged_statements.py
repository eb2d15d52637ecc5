"""Candidate statements from what the encoder says of the tokens: which are a cue, and which its source and content."""

from collections.abc import Iterator

import numpy as np
from spacy.tokens import Doc

from transforms.grammar import Range
from transforms.statement_rules import Candidate
from transforms.tagging import Floats, Tagging

_POSSIBLE_CUE = 0.15
"""Probability from which a token is looked at as part of a cue. The filter decides, so few are missed here."""
_LONGEST_CUE = 12
_NEXT_CUE = 0.5
"""Probability from which a token begins another cue right behind one."""
_CUE = slice(3, 5)
_B_CUE = 3


def tagged_candidates(doc: Doc, tagging: Tagging) -> Iterator[Candidate]:
    """One candidate a possible cue, in the order of the text. Contents may overlap."""
    for cue in _cues(tagging):
        start, given = tagging.given(cue)
        given[cue[0] - start : cue[1] - start] = 0
        source = _ranges((given[:, 0] > 0.5) & (given[:, 0] > given[:, 1]), start)
        content = _ranges((given[:, 1] > 0.5) & (given[:, 1] >= given[:, 0]), start)
        if content:
            likeliest = max(source, key=lambda part: _sum(given, part, start), default=None)
            yield Candidate(doc[cue[0] : cue[1]].root, [cue], likeliest, content, "tagged")


def _cues(tagging: Tagging) -> Iterator[Range]:
    is_cue = tagging.tags[:, _CUE].sum(axis=1) > _POSSIBLE_CUE
    begins = tagging.tags[:, _B_CUE] > _NEXT_CUE
    for start, end in _ranges(is_cue, 0, gap=0):
        first = start
        for i in range(start + 1, end):
            if begins[i]:
                yield first, i
                first = i
        if end - first <= _LONGEST_CUE:
            yield first, end


def _ranges(chosen: np.ndarray, offset: int, gap: int = 1) -> list[Range]:
    """Where a mask is true, across gaps of so many tokens: most are punctuation."""
    ranges: list[Range] = []
    for i in np.flatnonzero(chosen).tolist():
        if ranges and i + offset - ranges[-1][1] <= gap:
            ranges[-1] = (ranges[-1][0], i + offset + 1)
        else:
            ranges.append((i + offset, i + offset + 1))
    return ranges


def _sum(given: Floats, part: Range, start: int) -> float:
    return float(given[part[0] - start : part[1] - start, 0].sum())
