"""Fits the filter: which candidates of articles that the tagger has not seen are statements of the annotators."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier
from spacy.tokens import Doc

from transforms.annotate import annotate
from transforms.documents import CleanDocument, RawDocument
from transforms.grammar import Range
from transforms.mapped_text import to_raw
from transforms.pipeline import load_pipeline
from transforms.quoted_speech import Quotations
from transforms.segment import paragraph_starts
from transforms.statement_filter import FEATURES, features
from transforms.statements import candidate_statements
from transforms.tagging import Floats, Integers, Tagger
from transforms.training.attributions import Row
from transforms.version import Profile

_WORD = re.compile(r"\w+")
_NO_STATEMENT, _BY_AND_LARGE, _TO_THE_WORD = range(3)
_AGREEMENT = 0.5
_SOURCE_AGREEMENT = 0.3


class Examples(NamedTuple):
    """Features (candidates, FEATURES) and classes (candidates,) of candidates."""

    features: Floats
    classes: Integers


def examples(rows: Sequence[Row], weights: Path) -> Examples:
    """The candidates that the tagger in a folder and the rules find in the articles, compared with the annotations."""
    tagger = Tagger(weights)
    nlp = load_pipeline(profile=Profile.FAST)
    raw = (RawDocument(row["document"], None, "", len(row["text"]), "utf-8", row["text"]) for row in rows)
    found, classes = [], []
    with nlp.select_pipes(disable=["statements", "stances"]):
        for row, (_, document, doc, _) in zip(rows, annotate(raw, nlp), strict=True):
            if document is None or doc is None:
                continue
            tagging = tagger.tag(doc)
            quotations = Quotations(doc, paragraph_starts(doc))
            candidates = candidate_statements(quotations, tagging) if tagging else []
            if tagging and candidates:
                found.append(features(candidates, tagging, quotations))
                gold = _Gold(row)
                for candidate in candidates:
                    source = [candidate.source] if candidate.source else []
                    classes.append(gold.class_of(_raw(candidate.content, document, doc), _raw(source, document, doc)))
    return Examples(np.concatenate(found), np.array(classes))


def fit(data: Examples, settings: dict[str, Any], seed: int) -> GradientBoostingClassifier:
    """Trees that give the probabilities of the three classes."""
    return GradientBoostingClassifier(**settings, random_state=seed).fit(data.features, data.classes)


def export(model: GradientBoostingClassifier, path: Path) -> None:
    """Writes the trees as ONNX, with the input `features`."""
    inputs = [("features", FloatTensorType([None, len(FEATURES)]))]
    exported = to_onnx(model, initial_types=inputs, options={"zipmap": False})
    path.write_bytes(exported.SerializeToString())


def _raw(ranges: Sequence[Range], document: CleanDocument, doc: Doc) -> list[Range]:
    """Characters of the raw text."""
    return [
        to_raw(document.ranges, doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        for start, end in ranges
        if end > start
    ]


class _Gold:
    """The annotations of one article as sets of words, which is how the evaluation compares them."""

    def __init__(self, row: Row) -> None:
        found = list(_WORD.finditer(row["text"]))
        self._starts, self._ends = [word.start() for word in found], [word.end() for word in found]
        self._statements = [
            (self._words(statement["content"]), self._words(statement["source"])) for statement in row["statements"]
        ]

    def _words(self, spans: Sequence[Sequence[int]]) -> frozenset[int]:
        return frozenset(i for span in spans for i in self._within(*span))

    def _within(self, start: int, end: int) -> Iterator[int]:
        first = bisect_left(self._starts, start)
        if first and self._ends[first - 1] > start:
            first -= 1
        yield from range(first, bisect_left(self._starts, end))

    def class_of(self, content: Sequence[Range], source: Sequence[Range]) -> int:
        """The best class that a candidate has for any of the statements."""
        mine, by = self._words(content), self._words(source)
        return max((_class(mine, by, *statement) for statement in self._statements), default=_NO_STATEMENT)


def _class(content: frozenset[int], source: frozenset[int], told: frozenset[int], teller: frozenset[int]) -> int:
    if (content, source) == (told, teller):
        return _TO_THE_WORD
    is_near = bool(source & teller) and (source <= teller or _overlap(source, teller) >= _SOURCE_AGREEMENT)
    is_source = source == teller or is_near
    return _BY_AND_LARGE if is_source and _overlap(content, told) >= _AGREEMENT else _NO_STATEMENT


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
