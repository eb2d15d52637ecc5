"""`python -m transforms.training.pairs DATA...`: trains the pair classifier anew, and writes it.

DATA are JSON Lines files of marked pairs, `{"text", "holder", "target", "polarity", "act"}`, such as NewsMTSC's training
part: `holder`, which may be null, and `target` are spans in characters, `polarity` is support, oppose or none, `act` may
be null. The project's own pairs are added. Needs the packages of requirements-train.txt and about twenty minutes of a
CPU core; settings and seed are in pairs.toml.
"""

import argparse
import json
import logging
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from transforms.pair_classifier import ACTS, POLARITIES, MarkedPair, MarkedPieces, mark, padded
from transforms.training.encoder import export, load_encoder, optimize, tokenizer_of
from transforms.version import WEIGHTS

SETTINGS = Path(__file__).with_suffix(".toml")
OWN = Path(__file__).with_name("annotated") / "pairs.jsonl"
"""The project's own marked pairs (README.md beside them)."""
_UNKNOWN = -100


class Example(NamedTuple):
    """A pair in word pieces, with its columns of POLARITIES and ACTS, `_UNKNOWN` where there is none."""

    pieces: MarkedPieces
    polarity: int
    act: int


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

    def forward(self, ids: Tensor, mask: Tensor, at: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (pairs, POLARITIES) and (pairs, ACTS) of pieces (pairs, length) with marks at places (pairs, 2)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        places = at[:, :, None].expand(-1, -1, hidden.shape[2])
        seen = torch.cat([hidden[:, 0], hidden.gather(1, places).flatten(1)], dim=1)
        joined = self.dropout(functional.gelu(self.joined(self.dropout(seen))))
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
    tokenizer = tokenizer_of(settings["encoder"])
    given = [example for path in arguments.data for example in read_examples(path, tokenizer)]
    network = train(given + settings["own_repeats"] * list(read_examples(OWN, tokenizer)), settings)
    export_classifier(network, arguments.weights)
    tokenizer.save(str(arguments.weights / "tokenizer.json"), pretty=False)


def read_examples(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """The pairs of a file in word pieces."""
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            holder = tuple(row["holder"]) if row["holder"] else None
            pieces = mark(MarkedPair(row["text"], holder, tuple(row["target"])), tokenizer)
            act = ACTS.index(row["act"]) if row.get("act") else _UNKNOWN
            yield Example(pieces, POLARITIES.index(row["polarity"]), act)


def train(examples: Sequence[Example], settings: dict[str, Any]) -> Network:
    """A network trained on the examples. The same seed gives the same network on the same machine."""
    torch.manual_seed(settings["seed"])
    chance = random.Random(settings["seed"])
    network = Network(settings)
    steps = [batch for _ in range(settings["epochs"]) for batch in _batches(examples, settings["batch_size"], chance)]
    optimize(network, steps, lambda batch: _loss(network, batch, settings), settings)
    return network


def _batches(examples: Sequence[Example], size: int, chance: random.Random) -> list[Sequence[Example]]:
    """The examples in batches of similar lengths, in a random order."""
    drawn = sorted(examples, key=lambda example: len(example.pieces.ids) + 8 * chance.random())
    batched = [drawn[i : i + size] for i in range(0, len(drawn), size)]
    chance.shuffle(batched)
    return batched


def _loss(network: Network, batch: Sequence[Example], settings: dict[str, Any]) -> Tensor:
    inputs = [torch.from_numpy(array) for array in padded([example.pieces for example in batch])]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        polarity, act = network(*inputs)
    smoothing = settings["label_smoothing"]
    polarities = torch.tensor([example.polarity for example in batch])
    loss = functional.cross_entropy(polarity.float(), polarities, label_smoothing=smoothing)
    acts = torch.tensor([example.act for example in batch])
    if (acts != _UNKNOWN).any():
        loss = loss + functional.cross_entropy(act.float(), acts, ignore_index=_UNKNOWN, label_smoothing=smoothing)
    return loss


def export_classifier(network: Network, folder: Path) -> None:
    """Writes `pair_classifier.onnx` into the folder."""
    ids = torch.randint(1000, 2000, (2, 40))
    inputs = {"ids": ids, "mask": torch.ones_like(ids), "at": torch.tensor([[3, 9], [0, 5]])}
    axes = {"ids": {0: "pairs", 1: "pieces"}, "mask": {0: "pairs", 1: "pieces"}, "at": {0: "pairs"}}
    outputs = {"polarity": {0: "pairs"}, "act": {0: "pairs"}}
    export(network, inputs, list(outputs), axes | outputs, folder / "pair_classifier.onnx")


if __name__ == "__main__":
    main()
