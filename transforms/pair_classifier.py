"""What a fine-tuned encoder makes of the actors marked in a text: is one for or against another, and how."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from transforms.grammar import Range
from transforms.onnx_models import Floats, Integers, load_session, load_tokenizer
from warehouse.contract import ACTS_OF_POLARITY, Act, Polarity

if TYPE_CHECKING:
    from tokenizers import Tokenizer

POLARITIES = ("none", Polarity.SUPPORT, Polarity.OPPOSE)
"""What the columns of polarity stand for."""
ACTS = tuple(Act)
"""What the columns of acts stand for."""
LONGEST = 160
"""Word pieces of text around the actors. Sentences are shorter, but for lists."""
SPEAKER = (0, 0)
"""Where an actor stands who speaks the text and is not named in it."""
_END, _NOBODY, _BEGIN = range(3)
"""Kinds of marks, in their order at one place: an actor ends, one without words stands there, one begins."""
_BEFORE, _AFTER = "[unused1]", "[unused2]"
"""Marks around an actor: words of the encoder's vocabulary that it has never seen in a text."""


class Pair(NamedTuple):
    """Which of the actors is the holder, and which the target: None for whoever it is, and for an unnamed target."""

    holder: int | None
    target: int | None


class MarkedText(NamedTuple):
    """A text, the characters of actors in it (or SPEAKER), and the pairs of them that are asked about."""

    text: str
    actors: Sequence[Range]
    pairs: Sequence[Pair]


class Judgement(NamedTuple):
    """Probabilities of POLARITIES and, if there is a stance, of ACTS."""

    polarity: Floats
    act: Floats

    def of(self, polarity: Polarity) -> float:
        return float(self.polarity[POLARITIES.index(polarity)])

    def act_of(self, polarity: Polarity) -> Act:
        """The likeliest of the acts that a stance of the polarity can have."""
        possible = [act for act in ACTS if act in ACTS_OF_POLARITY[polarity]]
        return max(possible, key=lambda act: float(self.act[ACTS.index(act)]))


class MarkedPieces(NamedTuple):
    """A text in word pieces, and the pairs as places of the marks before both; one that is missing is at place 0."""

    ids: list[int]
    pairs: list[Range]


class PairClassifier:
    """Runs the encoder on one CPU thread: processes are what extraction is spread over."""

    def __init__(self, weights: Path) -> None:
        self._tokenizer = load_tokenizer(weights)
        self._session = load_session(weights / "pair_classifier.onnx")

    def judge(self, texts: Sequence[MarkedText]) -> list[list[Judgement]]:
        """The judgements of each text's pairs, in their order.

        Texts are run one by one: 8-bit activations are scaled by all that is run together, and what is said of a
        sentence must not hang on the sentences around it.
        """
        return [self._judge(mark(text, self._tokenizer)) if text.pairs else [] for text in texts]

    def _judge(self, text: MarkedPieces) -> list[Judgement]:
        ids, mask, pairs = padded([text])
        polarities, acts = self._session.run(None, {"ids": ids, "mask": mask, "pairs": pairs})
        return [
            Judgement(_softmax(polarity), _softmax(act))
            for polarity, act in zip(cast(Floats, polarities), cast(Floats, acts), strict=True)
        ]


def mark(text: MarkedText, tokenizer: "Tokenizer") -> MarkedPieces:
    """The text in word pieces, with marks around each actor; of a long text what is around them."""
    encoded = tokenizer.encode(text.text, add_special_tokens=False)
    bounds = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2)
    marks: list[tuple[int, int, int]] = []  # the piece, the kind of mark, whose
    for actor, (start, end) in enumerate(text.actors):
        first = int(np.searchsorted(bounds[:, 1], start, side="right"))
        last = max(first, int(np.searchsorted(bounds[:, 0], end)))
        marks += [(first, _BEGIN, actor), (last, _END, actor)] if first < last else [(first, _NOBODY, actor)]
    first, last = (min(marks)[0], max(marks)[0]) if marks else (0, 0)
    low = max(0, min(first - (LONGEST - (last - first)) // 2, len(encoded.ids) - LONGEST))
    high = min(len(encoded.ids), low + LONGEST)
    before, after = _id(_BEFORE, tokenizer), _id(_AFTER, tokenizer)
    pieces = [_id("[CLS]", tokenizer)]
    places: dict[int | None, int] = {None: 0}
    at = low
    for piece, kind, actor in sorted(marks):
        piece = min(max(piece, low), high)
        pieces += encoded.ids[at:piece]
        at = piece
        if kind != _END:
            places[actor] = len(pieces)
            pieces.append(before)
        if kind != _BEGIN:
            pieces.append(after)
    pieces += [*encoded.ids[at:high], _id("[SEP]", tokenizer)]
    return MarkedPieces(pieces, [(places[pair.holder], places[pair.target]) for pair in text.pairs])


def padded(texts: Sequence[MarkedPieces]) -> tuple[Integers, Integers, Integers]:
    """The texts as arrays: ids and mask, shape (texts, longest), and pairs (pairs, 3): text, holder, target."""
    lengths = np.array([len(text.ids) for text in texts])
    ids = np.zeros((len(texts), lengths.max()), dtype=np.int64)
    for row, text in zip(ids, texts, strict=True):
        row[: len(text.ids)] = text.ids
    mask = (np.arange(lengths.max()) < lengths[:, None]).astype(np.int64)
    pairs = [(i, *pair) for i, text in enumerate(texts) for pair in text.pairs]
    return ids, mask, np.array(pairs, dtype=np.int64)


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max())
    return cast(Floats, odds / odds.sum())


def _id(piece: str, tokenizer: "Tokenizer") -> int:
    found = tokenizer.token_to_id(piece)
    assert found is not None
    return found
