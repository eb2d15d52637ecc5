"""Sentences without an end are cut: text without punctuation must not cost the square of its length."""

from itertools import pairwise
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.types import Ints2d

LONGEST_SENTENCE = 250
"""Tokens. The longest of ten thousand sentences of articles, transcripts and notices has 120."""

_LAST_PART = 50
"""Tokens before the limit in which a comma or the like is looked for, to cut after it."""
_STOPS = frozenset((",", ";", ":", "—", "–", "-", "...", "…", "/", "|"))


@Language.component(
    "sentence_limit", requires=["token.dep"], assigns=["token.dep", "token.head", "token.is_sent_start"]
)
def sentence_limit(doc: Doc) -> Doc:
    """Cuts longer sentences; each part becomes a tree of its own. Add this component after the parser."""
    cuts = {sentence.start: _edges(sentence) for sentence in doc.sents if len(sentence) > LONGEST_SENTENCE}
    if not cuts:
        return doc
    tree = doc.to_array(["HEAD", "DEP"])
    heads = np.arange(len(doc)) + tree[:, 0].astype(np.int64)
    root = doc.vocab.strings.add("ROOT")
    for edges in cuts.values():
        for start, end in pairwise(edges):
            part = heads[start:end]
            tops = start + np.flatnonzero((part < start) | (part >= end) | (part == np.arange(start, end)))
            heads[tops] = tops[0]  # what hung on another part hangs on the first of those words
            tree[tops[0], 1] = root
    tree[:, 0] = (heads - np.arange(len(doc))).astype(np.uint64)
    return doc.from_array(["HEAD", "DEP"], cast(Ints2d, tree))


def _edges(sentence: Span) -> list[int]:
    """The first token of each part, and the token after the last."""
    doc, edges = sentence.doc, [sentence.start]
    while sentence.end - edges[-1] > LONGEST_SENTENCE:
        limit = edges[-1] + LONGEST_SENTENCE
        stops = (i + 1 for i in range(limit - 1, limit - _LAST_PART, -1) if doc[i].text in _STOPS)
        edges.append(next(stops, limit))
    return [*edges, sentence.end]
