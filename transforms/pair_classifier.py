"""What a fine-tuned encoder makes of two marked actors in a sentence: is one for or against the other, and how."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from transforms.grammar import Range
from transforms.onnx_models import Floats, Integers, load_session, load_tokenizer
from warehouse.contract import Act, Polarity

if TYPE_CHECKING:
    from tokenizers import Tokenizer

POLARITIES = ("none", Polarity.SUPPORT, Polarity.OPPOSE)
"""What the columns of polarity stand for."""
ACTS = tuple(Act)
"""What the columns of acts stand for."""
LONGEST = 160
"""Word pieces of text around the two. Sentences are shorter, but for lists."""
_BATCH = 16
_HOLDER, _TARGET = ("[unused1]", "[unused2]"), ("[unused3]", "[unused4]")
"""Marks around the two: words of the encoder's vocabulary that it has never seen in a text."""


class MarkedPair(NamedTuple):
    """A text and the characters of two actors in it. Without a holder, it is asked how the text presents the target."""

    text: str
    holder: Range | None
    target: Range


class Judgement(NamedTuple):
    """Probabilities of POLARITIES and, if there is a stance, of ACTS."""

    polarity: Floats
    act: Floats


class MarkedPieces(NamedTuple):
    """A pair in word pieces, with the places of the marks before the holder (0 without one) and the target."""

    ids: list[int]
    at: tuple[int, int]


class PairClassifier:
    """Runs the encoder on one CPU thread: processes are what extraction is spread over."""

    def __init__(self, weights: Path) -> None:
        self._tokenizer = load_tokenizer(weights)
        self._session = load_session(weights / "pair_classifier.onnx")

    def judge(self, pairs: Sequence[MarkedPair]) -> list[Judgement]:
        """The pairs' probabilities, in their order; pairs of similar lengths are run together."""
        marked = [mark(pair, self._tokenizer) for pair in pairs]
        judged: dict[int, Judgement] = {}
        by_length = sorted(range(len(marked)), key=lambda i: len(marked[i].ids))
        for start in range(0, len(marked), _BATCH):
            chosen = by_length[start : start + _BATCH]
            ids, mask, at = padded([marked[i] for i in chosen])
            polarity, act = self._session.run(None, {"ids": ids, "mask": mask, "at": at})
            for i, one, other in zip(chosen, cast(Floats, polarity), cast(Floats, act), strict=True):
                judged[i] = Judgement(_softmax(one), _softmax(other))
        return [judged[i] for i in range(len(marked))]


def mark(pair: MarkedPair, tokenizer: "Tokenizer") -> MarkedPieces:
    """The pair in word pieces, with marks around both actors; of a long text what is around them."""
    encoded = tokenizer.encode(pair.text, add_special_tokens=False)
    bounds = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    marks: list[tuple[int, int, str]] = []
    for span, (before, after) in ((pair.holder, _HOLDER), (pair.target, _TARGET)):
        if span is not None:
            first = int(np.searchsorted(bounds[:, 1], span[0], side="right"))
            end = max(first, int(np.searchsorted(bounds[:, 0], span[1])))
            marks += [(first, 1, before), (end, 0, after)]  # where one begins as the other ends, the end comes first
    first, last = min(marks)[0], max(marks)[0]
    low = max(0, min(first - (LONGEST - (last - first)) // 2, len(encoded.ids) - LONGEST))
    high = min(len(encoded.ids), low + LONGEST)
    pieces: list[int] = [_id("[CLS]", tokenizer)]
    places: dict[str, int] = {}
    at = low
    for place, _, name in sorted(marks):
        place = min(max(place, low), high)
        pieces += encoded.ids[at:place]
        at = place
        places[name] = len(pieces)
        pieces.append(_id(name, tokenizer))
    pieces += [*encoded.ids[at:high], _id("[SEP]", tokenizer)]
    return MarkedPieces(pieces, (places.get(_HOLDER[0], 0), places[_TARGET[0]]))


def padded(pairs: Sequence[MarkedPieces]) -> tuple[Integers, Integers, Integers]:
    """The pairs as arrays: ids and mask, shape (pairs, longest), and places of marks, shape (pairs, 2)."""
    longest = max(len(pair.ids) for pair in pairs)
    ids = np.zeros((len(pairs), longest), dtype=np.int64)
    for row, pair in zip(ids, pairs, strict=True):
        row[: len(pair.ids)] = pair.ids
    lengths = np.array([len(pair.ids) for pair in pairs])
    mask = (np.arange(longest) < lengths[:, None]).astype(np.int64)
    return ids, mask, np.array([pair.at for pair in pairs], dtype=np.int64)


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max())
    return cast(Floats, odds / odds.sum())


def _id(piece: str, tokenizer: "Tokenizer") -> int:
    found = tokenizer.token_to_id(piece)
    assert found is not None
    return found
