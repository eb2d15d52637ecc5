"""What a fine-tuned encoder makes of a document: which tokens are source, cue and content, and of which cue."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from spacy.tokens import Doc

from transforms.grammar import Range
from transforms.onnx_models import Floats, Integers, load_session, load_tokenizer
from transforms.segment import paragraph_starts

if TYPE_CHECKING:
    from tokenizers import Tokenizer


TAGS = ("", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
"""What the columns of `Tagging.tags` stand for: no role, and the first and the other tokens of each role."""
LAYERS = 2
"""A token can have a role in a statement, and another in a statement that stands in the content of the first."""
ROLES = ("source", "content")
"""What the columns of `Window.given` stand for: the roles that a token can have for a cue."""
POSSIBLE_CUE = 0.15
"""Probability from which a token is looked at as part of a cue. A filter decides, so few are missed here."""
FARTHEST = 128
"""Word pieces. What is farther from a cue counts as being this far."""


_PARAGRAPH_END = re.compile(r"\n\s*\n")


class Pieces(NamedTuple):
    """A text in word pieces: ids, whether they begin with a capital, and their first characters and ends.

    Each array has the shape (pieces,). A mark without characters stands between paragraphs: the encoder's vocabulary
    has no line break, and would read a headline on into the first sentence.
    """

    ids: Integers
    capitals: Integers
    starts: Integers
    ends: Integers


def read_pieces(text: str, tokenizer: "Tokenizer") -> Pieces:
    """The text in the word pieces of a tokenizer that has the mark [SEP]."""
    encoded = tokenizer.encode(text, add_special_tokens=False)
    starts, ends = np.array(encoded.offsets, dtype=np.int64).reshape(-1, 2).T
    ids = np.array(encoded.ids, dtype=np.int64)
    capitals = np.array([text[start].isupper() for start in starts.tolist()], dtype=np.int64)
    gaps = np.flatnonzero(starts[1:] - ends[:-1] > 1) + 1
    breaks = [i for i in gaps.tolist() if _PARAGRAPH_END.search(text, int(ends[i - 1]), int(starts[i]))]
    marked = np.insert(ids, breaks, cast(int, tokenizer.token_to_id("[SEP]")))
    before = ends[np.array(breaks, dtype=np.int64) - 1]
    return Pieces(
        marked, np.insert(capitals, breaks, 0), np.insert(starts, breaks, before), np.insert(ends, breaks, before)
    )


class Window(NamedTuple):
    """Some paragraphs, encoded together: `vectors` of tokens as cues, and of what they may be a role of.

    Shapes: cues (tokens, size), roles (tokens, 2, size), bias (tokens, 2), positions (tokens,) in word pieces.
    """

    start: int
    end: int
    cues: Floats
    roles: Floats
    bias: Floats
    positions: Integers


class Tagging:
    """The encoder's view of a Doc. `tags` has the shape (tokens, LAYERS, 7): probabilities of TAGS.

    Those of the second layer are of being in the content of a statement of the first, and there in another.
    """

    def __init__(self, tags: Floats, windows: list[Window], distance: Floats) -> None:
        self.tags = tags
        self._windows = windows
        self._starts = [window.start for window in windows]
        self._distance = distance

    def given(self, cue: Range) -> tuple[int, Floats]:
        """For a cue: where its window starts, and probabilities (tokens of the window, 2) of being one of its ROLES."""
        window = self._windows[bisect_right(self._starts, cue[0]) - 1]
        first, last = cue[0] - window.start, min(cue[1], window.end) - window.start
        vector = window.cues[first:last].mean(axis=0)
        steps = np.clip(window.positions - window.positions[first], -FARTHEST, FARTHEST) + FARTHEST
        scores = window.roles @ vector * np.float32(4 / np.sqrt(len(vector))) + window.bias + self._distance[steps]
        return window.start, 1 / (1 + np.exp(-scores))

    def beginning_and_within(self, role: str, layer: int) -> tuple[Floats, Floats]:
        """The probabilities of tokens, one each, of being the first of a role, and another."""
        return self.tags[:, layer, TAGS.index(f"B-{role}")], self.tags[:, layer, TAGS.index(f"I-{role}")]

    def roles(self, tokens: Range | Integers, role: str) -> Floats:
        """The probabilities of a role, shape (tokens, LAYERS), of the tokens of a range, or of chosen ones."""
        at = slice(*tokens) if isinstance(tokens, tuple) else tokens
        return self.tags[at, :, TAGS.index(f"B-{role}")] + self.tags[at, :, TAGS.index(f"I-{role}")]

    def likely_cues(self) -> frozenset[int]:
        """The tokens that may be part of a cue."""
        likely = self.roles((0, len(self.tags)), "cue").sum(axis=1)
        return frozenset(np.flatnonzero(likely > POSSIBLE_CUE).tolist())


class Tagger:
    """Runs the encoder on one CPU thread: processes are what extraction is spread over."""

    def __init__(self, weights: Path) -> None:
        config = json.loads((weights / "statement_tagger.json").read_text(encoding="utf-8"))
        self._distance = np.array(config["distance"], dtype=np.float32)
        self._longest = int(config["window"])
        self._tokenizer = load_tokenizer(weights)
        self._first, self._last = (self._tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        self._session = load_session(weights / "statement_tagger.onnx")

    def tag(self, doc: Doc) -> Tagging | None:
        """The encoder's view of the Doc; None of one without a word."""
        pieces = read_pieces(doc.text, self._tokenizer)
        if not len(pieces.ids):
            return None
        token_starts = doc.to_array("IDX").astype(np.int64)
        first = np.append(np.searchsorted(pieces.ends, token_starts, side="right"), len(pieces.ids))
        tags = np.zeros((len(doc), LAYERS, len(TAGS)), dtype=np.float32)
        windows = []
        for start, end in _windows(doc, first, self._longest):
            low, high = int(first[start]), min(int(first[end]), int(first[start]) + self._longest)
            if low == high:  # white space at the end
                continue
            scores, cues, roles, bias = self._run(pieces.ids[low:high], pieces.capitals[low:high])
            at = np.minimum(first[start:end] - low, high - low - 1)
            scores = scores.reshape(-1, LAYERS, len(TAGS))
            odds = np.exp(scores - scores.max(axis=2, keepdims=True))
            tags[start:end] = (odds / odds.sum(axis=2, keepdims=True))[at]
            shape = (end - start, len(ROLES), -1)
            windows.append(Window(start, end, cues[at], roles[at].reshape(shape), bias[at], at))
        tags[doc.to_array("IS_SPACE").astype(bool)] = np.eye(1, len(TAGS))  # no piece of its own, so no role
        tags[:, 1] *= tags[:, 0, [TAGS.index("B-content"), TAGS.index("I-content")]].sum(axis=1, keepdims=True)
        return Tagging(tags, windows, self._distance)

    def _run(self, ids: Integers, capitals: Integers) -> list[Floats]:
        """The outputs for the pieces between the marks that the encoder expects around them."""
        marked = np.array([[self._first, *ids, self._last]], dtype=np.int64)
        inputs = {
            "ids": marked,
            "mask": np.ones_like(marked),
            "capitals": np.array([[0, *capitals, 0]], dtype=np.int64),
        }
        outputs = self._session.run(None, inputs)
        return [cast(Floats, output)[0, 1:-1] for output in outputs]


def _windows(doc: Doc, first: Integers, longest: int) -> Iterator[Range]:
    """Tokens in windows of at most so many pieces, cut between paragraphs, or if need be sentences, or else anywhere.

    `first` is the first piece of each token, with the number of pieces at the end.
    """
    start = end = 0
    for unit_start, unit_end in _units(doc, first, longest):
        if first[unit_end] - first[start] > longest and end > start:
            yield start, end
            start = unit_start
        end = unit_end
    if end > start:
        yield start, end


def _units(doc: Doc, first: Integers, longest: int) -> Iterator[Range]:
    """The tokens in paragraphs, long ones in sentences, and long ones of these in parts; white space goes with them."""
    starts = paragraph_starts(doc)
    for paragraph in pairwise([0, *starts[1:], len(doc)]):
        if first[paragraph[1]] - first[paragraph[0]] <= longest:
            yield paragraph
            continue
        sentences = [paragraph[0], *(i for i in range(paragraph[0] + 1, paragraph[1]) if doc[i].is_sent_start)]
        for start, end in pairwise([*sentences, paragraph[1]]):
            part = start
            for i in range(start + 1, end):
                if first[i + 1] - first[part] > longest:
                    yield part, i
                    part = i
            yield part, end
