"""`python -m transforms.training.pairs DATA...`: trains the pair classifier anew, and writes it.

DATA are JSON Lines files of marked pairs, such as NewsMTSC's training part: `{"text", "holder", "target", "polarity",
"act"}`, where `holder`, which may be null, and `target` are spans in characters, `polarity` is support, oppose or none,
and `act` may be null. The project's own pairs and sentences are added. Needs the packages of requirements-train.txt and
about half an hour of a CPU core; settings and seed are in pairs.toml.
"""

import argparse
import json
import logging
import random
import tomllib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from transforms.pair_classifier import ACTS, POLARITIES, SPEAKER, MarkedPieces, MarkedText, Pair, mark, padded
from transforms.training.encoder import export, load_encoder, optimize, tokenizer_of
from transforms.version import WEIGHTS

SETTINGS = Path(__file__).with_suffix(".toml")
OWN = Path(__file__).with_name("annotated")
"""The project's own marked pairs and sentences (README.md beside them)."""
_UNKNOWN = -100
_WHOLE = 0.5
"""How often a text is read with marks around all its actors at once."""
_MOST_PARTED = 3
"""Of a text of many pairs, those that are read each by itself."""


class Example(NamedTuple):
    """A text with marked actors, and its pairs' columns of POLARITIES and ACTS, `_UNKNOWN` where there is none."""

    text: MarkedText
    polarities: Sequence[int]
    acts: Sequence[int]


class Batch(NamedTuple):
    """Texts in word pieces, with the columns and the weights of all their pairs."""

    texts: list[MarkedPieces]
    polarities: list[int]
    acts: list[int]
    weights: list[float]


class Network(nn.Module):
    """An encoder with two heads over what it makes of the first piece and of the marks before the two actors."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__()
        self.encoder = load_encoder(settings)
        hidden = self.encoder.config.hidden_size
        self.joined = nn.Linear(3 * hidden, hidden)
        self.dropout = nn.Dropout(settings["dropout"])
        self.polarity = nn.Linear(hidden, len(POLARITIES))
        self.act = nn.Linear(hidden, len(ACTS))

    def forward(self, ids: Tensor, mask: Tensor, pairs: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (pairs, POLARITIES) and (pairs, ACTS).

        Of pieces (texts, length) and their mask, and pairs (pairs, 3): a text, and marks of holder and target there.
        """
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        first = pairs[:, 0] * hidden.shape[1]
        flat = hidden.flatten(0, 1)
        seen = [flat.index_select(0, place) for place in (first, first + pairs[:, 1], first + pairs[:, 2])]
        joined = self.dropout(functional.gelu(self.joined(self.dropout(torch.cat(seen, dim=1)))))
        return self.polarity(joined), self.act(joined)


def main() -> None:
    """Trains on all pairs, and writes the classifier and the tokenizer that it shares with the statement tagger."""
    parser = argparse.ArgumentParser(prog="train-pairs", description=main.__doc__)
    parser.add_argument("data", type=Path, nargs="+", help="marked pairs, JSON Lines")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder that the model is written to")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)  # more threads give other roundings, and so another network
    settings = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    given = [example for path in arguments.data for example in read_pairs(path)]
    own = [*read_pairs(OWN / "pairs.jsonl"), *read_sentences(OWN / "sentences.jsonl", "train")]
    network = train(given + settings["own_repeats"] * own, settings)
    export_classifier(network, arguments.weights)
    tokenizer_of(settings["encoder"]).save(str(arguments.weights / "tokenizer.json"), pretty=False)


def read_sentences(path: Path, part: str) -> Iterator[Example]:
    """The sentences of a part of a file with every pair of their actors.

    A pair has a stance, or none where the annotators marked none. Pairs whose stance is doubtful are left out, and
    those of one actor with itself.
    """
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["part"] != part:
                continue
            marked = {(one["holder"], one["target"]): one for one in row["stances"]}
            actors = [(start, end) for start, end, _ in row["actors"]]
            ids = [actor_id for _, _, actor_id in row["actors"]]
            holders = list(range(len(actors)))
            if row["speakers"]:
                holders.append(len(actors))
                actors.append(SPEAKER)
            pairs, polarities, acts = [], [], []
            for holder in holders:
                for target in range(len(ids)):
                    is_speaker = holder == len(ids)
                    stance = marked.get((None if is_speaker else holder, target))
                    own = row["speakers"] if is_speaker else [ids[holder]]
                    is_one = own == [ids[target]] and ids[target] is not None
                    if holder == target or is_one or (stance and stance["doubtful"]):
                        continue
                    pairs.append(Pair(holder, target))
                    polarities.append(POLARITIES.index(stance["polarity"] if stance else "none"))
                    acts.append(ACTS.index(stance["act"]) if stance else _UNKNOWN)
            if pairs:
                yield Example(MarkedText(row["text"], actors, pairs), polarities, acts)


def read_pairs(path: Path) -> Iterator[Example]:
    """The texts of a file, each with all pairs that stand in rows next to each other."""
    with path.open(encoding="utf-8") as lines:
        for text, rows in groupby(map(json.loads, lines), key=lambda row: row["text"]):
            yield _example(text, list(rows))


def _example(text: str, rows: Sequence[dict[str, Any]]) -> Example:
    spans = {tuple(span) for row in rows for span in (row["holder"], row["target"]) if span}
    actors = sorted(spans)
    pairs = [
        Pair(actors.index(tuple(row["holder"])) if row["holder"] else None, actors.index(tuple(row["target"])))
        for row in rows
    ]
    acts = [ACTS.index(row["act"]) if row.get("act") else _UNKNOWN for row in rows]
    return Example(MarkedText(text, actors, pairs), [POLARITIES.index(row["polarity"]) for row in rows], acts)


def train(examples: Sequence[Example], settings: dict[str, Any]) -> Network:
    """A network trained on the examples. The same seed gives the same network on the same machine."""
    torch.manual_seed(settings["seed"])
    chance = random.Random(settings["seed"])
    network = Network(settings)
    tokenizer = tokenizer_of(settings["encoder"])
    steps = [
        batch
        for _ in range(settings["epochs"])
        for batch in _batches(examples, settings["batch_size"], tokenizer, chance)
    ]
    optimize(network, steps, lambda batch: _loss(network, batch, settings), settings)
    return network


def _batches(examples: Sequence[Example], size: int, tokenizer: Tokenizer, chance: random.Random) -> list[Batch]:
    """The examples in batches of similar lengths, in a random order: each whole, or each pair by itself, by lot."""
    drawn = [part for one in examples for part in ([one] if chance.random() < _WHOLE else _parted(one, chance))]
    marked = [(mark(example.text, tokenizer), example) for example in drawn]
    marked.sort(key=lambda one: len(one[0].ids) + 8 * chance.random())
    batches = [_batch(marked[i : i + size]) for i in range(0, len(marked), size)]
    chance.shuffle(batches)
    return batches


def _parted(example: Example, chance: random.Random) -> Iterator[Example]:
    """Pairs of an example, first those with a stance, each with marks around its own actors only."""
    text, actors, pairs = example.text
    rows = list(zip(pairs, example.polarities, example.acts, strict=True))
    chance.shuffle(rows)
    rows.sort(key=lambda row: row[1] == POLARITIES.index("none"))
    for (holder, target), polarity, act in rows[:_MOST_PARTED]:
        own = [actors[target]] if holder is None else [actors[holder], actors[target]]
        pair = Pair(None, 0) if holder is None else Pair(0, 1)
        yield Example(MarkedText(text, own, [pair]), [polarity], [act])


def _batch(marked: Sequence[tuple[MarkedPieces, Example]]) -> Batch:
    return Batch(
        [pieces for pieces, _ in marked],
        [column for _, example in marked for column in example.polarities],
        [column for _, example in marked for column in example.acts],
        [len(example.acts) ** -0.5 for _, example in marked for _ in example.acts],
    )


def _loss(network: Network, batch: Batch, settings: dict[str, Any]) -> Tensor:
    """Cross entropy of polarities and acts. A text of four pairs counts twice as much as one of a single pair."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        polarity, act = network(*map(torch.from_numpy, padded(batch.texts)))
    weights, acts = torch.tensor(batch.weights), torch.tensor(batch.acts)
    losses = _losses(polarity, torch.tensor(batch.polarities), settings)
    loss = (losses * weights).sum() / weights.sum()
    if (acts != _UNKNOWN).any():
        weights = weights * (acts != _UNKNOWN)
        loss = loss + (_losses(act, acts, settings) * weights).sum() / weights.sum()
    return loss


def _losses(scores: Tensor, wanted: Tensor, settings: dict[str, Any]) -> Tensor:
    return functional.cross_entropy(
        scores.float(), wanted, ignore_index=_UNKNOWN, label_smoothing=settings["label_smoothing"], reduction="none"
    )


def export_classifier(network: Network, folder: Path) -> None:
    """Writes `pair_classifier.onnx` into the folder."""
    ids = torch.randint(1000, 2000, (2, 40))
    inputs = {"ids": ids, "mask": torch.ones_like(ids), "pairs": torch.tensor([[0, 3, 9], [1, 0, 5], [1, 5, 2]])}
    axes = {"ids": {0: "texts", 1: "pieces"}, "mask": {0: "texts", 1: "pieces"}, "pairs": {0: "pairs"}}
    outputs = {"polarity": {0: "pairs"}, "act": {0: "pairs"}}
    export(network, inputs, list(outputs), axes | outputs, folder / "pair_classifier.onnx")


if __name__ == "__main__":
    main()
