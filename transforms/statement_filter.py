"""How likely a candidate statement is one that a person would mark, from what the encoder and the rules say of it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from transforms.grammar import Range
from transforms.quoted_speech import Quotations
from transforms.statement_rules import Candidate
from transforms.tagging import Floats, Tagging

FRAMES = (
    "tagged", "clause", "object_clause", "infinitive", "object_infinitive", "gerund", "object", "preposition",
    "parenthetical", "passive", "quotation", "according", "label", "noun", "adjective", "light", "raising", "viewpoint",
)  # fmt: skip
"""How a rule's name may begin; the first that does counts."""

NAMES = (
    "cue_max", "cue_mean", "cue_begins", "content_mean", "content_first", "content_last", "content_before",
    "content_after", "content_lost", "content_tag", "content_unseen", "source_mean", "source_lost", "source_tag",
    "has_source", "log_length", "is_one_word", "is_short", "has_pieces", "quoted", "cue_quoted", "content_first_in_text",
    "cue_as_content", "confidence", "twin_content", "twin_source",
    *FRAMES,
)  # fmt: skip


class Described(NamedTuple):
    candidate: Candidate
    features: Floats


def describe(candidates: Sequence[Candidate], tagging: Tagging, quotations: Quotations, confidence) -> Floats:
    """Features (candidates, NAMES) of the candidate statements of a document."""
    rows = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
    cells = [frozenset(i for s, e in c.content for i in range(s, e)) for c in candidates]
    cues = [head_cue(c) for c in candidates]
    for row, candidate in enumerate(candidates):
        values = dict.fromkeys(NAMES, 0.0)
        cue = cues[row]
        start, given = tagging.given(cue)
        end = start + len(given)
        is_cue = tagging.tags[cue[0]:cue[1], 3:5].sum(axis=1)
        values["cue_max"], values["cue_mean"], values["cue_begins"] = is_cue.max(), is_cue.mean(), tagging.tags[cue[0], 3]
        values["cue_as_content"] = tagging.tags[cue[0]:cue[1], 5:7].sum(axis=1).mean()
        inside = np.array(sorted(cells[row]))
        seen = inside[(inside >= start) & (inside < end)] - start
        values["content_unseen"] = 1 - len(seen) / len(inside)
        g = given[:, 1]
        if len(seen):
            values["content_mean"] = g[seen].mean()
            values["content_first"] = g[seen[0]]
            values["content_last"] = g[seen[-1]]
            values["content_before"] = g[seen[0] - 1] if seen[0] else 0
            values["content_after"] = g[seen[-1] + 1] if seen[-1] + 1 < len(g) else 0
            values["content_lost"] = 1 - g[seen].sum() / max(g.sum(), 1e-6)
        values["content_tag"] = tagging.tags[inside, 5:7].sum(axis=1).mean()
        s = given[:, 0]
        if candidate.source:
            a, b = max(candidate.source[0], start) - start, min(candidate.source[1], end) - start
            values["has_source"] = 1
            if b > a:
                values["source_mean"] = s[a:b].mean()
                values["source_lost"] = 1 - s[a:b].sum() / max(s.sum(), 1e-6)
            values["source_tag"] = tagging.tags[candidate.source[0]:candidate.source[1], 1:3].sum(axis=1).mean()
        else:
            values["source_mean"] = 1 - s.max()
        n = len(inside)
        values["log_length"], values["is_one_word"], values["is_short"] = np.log(n), n == 1, n <= 3
        values["has_pieces"] = len(candidate.content) > 1
        values["quoted"] = np.mean([quotations.at(i) is not None for i in inside.tolist()])
        values["cue_quoted"] = quotations.at(candidate.anchor.i) is not None
        values["content_first_in_text"] = inside[0] < cue[0]
        values["confidence"] = confidence(candidate)
        is_tagged = candidate.rule == "tagged"
        for other, rival in enumerate(candidates):
            if (rival.rule == "tagged") != is_tagged and cues[other][0] < cue[1] and cue[0] < cues[other][1]:
                overlap = len(cells[row] & cells[other]) / len(cells[row] | cells[other])
                if overlap > values["twin_content"]:
                    values["twin_content"] = overlap
                    values["twin_source"] = rival.source == candidate.source
        values[next((f for f in FRAMES if candidate.rule.startswith(f)), "tagged")] = 1
        rows[row] = [values[name] for name in NAMES]
    return rows


def head_cue(candidate: Candidate) -> Range:
    """The part of the cue that holds its head word, which alone is always there."""
    at = candidate.anchor.i
    return next(((s, e) for s, e in candidate.cue if s <= at < e), (at, at + 1))
