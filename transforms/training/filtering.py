"""Fits the filter: which candidates of articles that the tagger has not seen are statements of the annotators."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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
from transforms.onnx_models import Booleans, Floats, Integers
from transforms.pipeline import load_pipeline
from transforms.quoted_speech import Quotations
from transforms.segment import paragraph_starts
from transforms.statement_filter import FEATURES, features
from transforms.statement_rules import Candidate
from transforms.statements import candidate_statements
from transforms.tagging import Tagger
from transforms.training.attributions import Row
from transforms.version import Profile

_WORD = re.compile(r"\w+")
_NO_STATEMENT, _BY_AND_LARGE, _TO_THE_WORD = range(3)
_AGREEMENT = 0.5
_SOURCE_AGREEMENT = 0.3


class Examples(NamedTuple):
    """Features of candidates, shape (candidates, FEATURES), their classes, and whether these are known.

    Where the annotators marked no statement inside the content of another, nobody knows what one found there is.
    `has_nested` says of the candidates of which articles they marked those too.
    """

    features: Floats
    classes: Integers
    is_known: Booleans
    has_nested: Booleans


def examples(rows: Sequence[Row], weights: Path) -> Examples:
    """The candidates that the tagger in a folder and the rules find in the articles, compared with the annotations."""
    tagger = Tagger(weights)
    nlp = load_pipeline(profile=Profile.FAST)
    raw = (RawDocument(row["document"], None, "", len(row["text"]), "utf-8", row["text"]) for row in rows)
    found: list[Examples] = []
    with nlp.select_pipes(disable=["statements", "stances"]):
        for row, (_, document, doc, _) in zip(rows, annotate(raw, nlp), strict=True):
            tagging = tagger.tag(doc) if doc is not None else None
            if document is None or doc is None or tagging is None:
                continue
            quotations = Quotations(doc, paragraph_starts(doc))
            if candidates := candidate_statements(quotations, tagging):
                gold = _Gold(row, document, doc)
                found.append(
                    Examples(
                        features(candidates, tagging, quotations),
                        np.array([gold.class_of(candidate) for candidate in candidates]),
                        np.array([gold.knows(candidate) for candidate in candidates]),
                        np.full(len(candidates), gold.has_nested),
                    )
                )
    return Examples(*(np.concatenate(column) for column in zip(*found, strict=True)))


def fit(data: Examples, settings: dict[str, Any], seed: int) -> GradientBoostingClassifier:
    """Trees that give the probabilities of the three classes."""
    settings = dict(settings)
    weights = np.where(data.has_nested, settings.pop("nested_weight"), 1.0) * data.is_known
    return GradientBoostingClassifier(**settings, random_state=seed).fit(data.features, data.classes, weights)


def export(model: GradientBoostingClassifier, path: Path) -> None:
    """Writes the trees as ONNX, with the input `features`."""
    inputs = [("features", FloatTensorType([None, len(FEATURES)]))]
    exported = to_onnx(model, initial_types=inputs, options={"zipmap": False})
    path.write_bytes(exported.SerializeToString())


class _Gold:
    """The annotations of one article as sets of words, which is how the evaluation compares them."""

    def __init__(self, row: Row, document: CleanDocument, doc: Doc) -> None:
        self.has_nested = bool(row.get("nested"))
        self._document, self._doc = document, doc
        words = list(_WORD.finditer(row["text"]))
        self._starts, self._ends = [word.start() for word in words], [word.end() for word in words]
        self._statements = [
            (self._words(statement["content"]), self._words(statement["source"])) for statement in row["statements"]
        ]
        self._in_content = frozenset(word for content, _ in self._statements for word in content)

    def knows(self, candidate: Candidate) -> bool:
        return self.has_nested or not self._words(self._raw(candidate.cue)) & self._in_content

    def class_of(self, candidate: Candidate) -> int:
        """The best class that the candidate has for any of the statements."""
        content = self._words(self._raw(candidate.content))
        source = self._words(self._raw([candidate.source])) if candidate.source else frozenset[int]()
        return max((_class(content, source, *statement) for statement in self._statements), default=_NO_STATEMENT)

    def _raw(self, ranges: Sequence[Range]) -> Iterator[Range]:
        """Characters of the raw text."""
        for start, end in ranges:
            if end > start:
                last = self._doc[end - 1]
                yield to_raw(self._document.ranges, self._doc[start].idx, last.idx + len(last))

    def _words(self, spans: Iterable[Sequence[int]]) -> frozenset[int]:
        return frozenset(i for span in spans for i in self._within(*span))

    def _within(self, start: int, end: int) -> Iterator[int]:
        first = bisect_left(self._starts, start)
        if first and self._ends[first - 1] > start:
            first -= 1
        yield from range(first, bisect_left(self._starts, end))


def _class(content: frozenset[int], source: frozenset[int], told: frozenset[int], teller: frozenset[int]) -> int:
    if (content, source) == (told, teller):
        return _TO_THE_WORD
    is_near = bool(source & teller) and (source <= teller or _overlap(source, teller) >= _SOURCE_AGREEMENT)
    is_source = source == teller or is_near
    return _BY_AND_LARGE if is_source and _overlap(content, told) >= _AGREEMENT else _NO_STATEMENT


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
