"""`onrecord pairs`: the stance between two marked spans of each text in a file, as JSON lines."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language

from flows.errors import RunError
from transforms.pair_classifier import PairClassifier
from transforms.pairs import MarkedSpans, pair_stances

_BATCH = 256


class PairError(RunError):
    """A line of the file that is no marked pair."""


def pair_lines(path: Path, nlp: Language, classifier: PairClassifier | None) -> Iterator[str]:
    """One JSON object a line of the file, in their order. The whole file is checked before the first.

    Raises:
        PairError: a line is no pair; the message says which line, and what is wrong.
    """
    rows = [_row(path, number, line) for number, line in enumerate(_lines(path), 1) if line.strip()]
    pairs = iter(rows)
    while batch := list(islice(pairs, _BATCH)):
        found = pair_stances([_spans(row) for row in batch], nlp, classifier)
        for row, stance in zip(batch, found, strict=True):
            scores = {name: round(score, 4) for name, score in stance.scores.items()}
            answer = {"id": row.get("id"), "polarity": stance.polarity, "act": stance.act, "scores": scores}
            yield json.dumps(answer, ensure_ascii=False)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise PairError(f"{path} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8.") from error


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    """The object of a line, or a PairError."""
    where = f"{path}, line {number}"
    try:
        row = json.loads(line)
    except ValueError as error:
        raise PairError(f"{where} is not JSON ({error}).") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise PairError(f'{where} is no object with a "text".')
    for name in ("holder", "target"):
        span = row.get(name)
        if span is not None and not _is_span(span, len(row["text"])):
            expected = "[start, end] in characters of the text, or null"
            raise PairError(f'{where}: "{name}" must be {expected}, and not {json.dumps(span)}.')
    return row


def _is_span(span: Any, length: int) -> bool:
    is_two = isinstance(span, list) and len(span) == 2 and all(type(place) is int for place in span)
    return is_two and 0 <= span[0] < span[1] <= length


def _spans(row: dict[str, Any]) -> MarkedSpans:
    holder, target = (tuple(span) if (span := row.get(name)) else None for name in ("holder", "target"))
    return MarkedSpans(row["text"], holder, target)
