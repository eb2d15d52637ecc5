"""Fits the filter: which candidates of articles that the tagger has not seen are statements of the annotators."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier

from transforms.annotate import annotate
from transforms.documents import RawDocument
from transforms.onnx_models import Booleans, Floats, Integers
from transforms.pipeline import load_pipeline
from transforms.quoted_speech import Quotations
from transforms.segment import paragraph_starts
from transforms.statement_filter import FEATURES, features
from transforms.statements import candidate_statements
from transforms.tagging import Tagger
from transforms.training.agreement import Gold
from transforms.training.attributions import Row
from transforms.version import Profile


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
                gold = Gold(row, document, doc)
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
