"""`python -m transforms.training.statements DATA`: trains the statement tagger and its filter anew, and writes them.

DATA is a JSON Lines file of annotated articles, `{"document", "text", "statements": [{"source", "cue", "content"}]}`
with spans in characters, such as PolNeAR's training part; the project's own articles are added. Needs the packages of
requirements-train.txt and about eighty minutes of a CPU core; settings and seed are in statements.toml.
"""

import argparse
import logging
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import torch

from transforms.training import filtering, tagger
from transforms.training.attributions import Row, in_folds, read_article, read_rows
from transforms.training.encoder import tokenizer_of
from transforms.version import WEIGHTS

SETTINGS = Path(__file__).with_suffix(".toml")
OWN = Path(__file__).with_name("annotated") / "articles.jsonl"
"""The project's own annotated articles (README.md beside them)."""


def main() -> None:
    """Fits the filter with a tagger that has not seen its articles, then trains the one that ships on all of them."""
    parser = argparse.ArgumentParser(prog="train-statements", description=main.__doc__)
    parser.add_argument("data", type=Path, help="annotated articles, JSON Lines")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder that the models are written to")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)  # more threads give other roundings, and so another network
    train(
        [*read_rows(arguments.data), *read_rows(OWN)],
        tomllib.loads(SETTINGS.read_text(encoding="utf-8")),
        arguments.weights,
    )


def train(rows: list[Row], settings: dict[str, Any], weights: Path) -> None:
    """Writes the tagger, its tokenizer and its filter into the folder."""
    data, seed = settings["data"], settings["seed"]
    rows = [row for row in rows if row.get("part") != "test"]
    held_out = in_folds(rows, data["filter_folds"], data["folds"])
    others = in_folds(rows, data["tagger_folds"], data["folds"])
    with tempfile.TemporaryDirectory() as scratch:
        _train_tagger(others, settings["tagger"], seed, Path(scratch))
        model = filtering.fit(filtering.examples(held_out, Path(scratch)), settings["filter"], seed)
    _train_tagger(rows, settings["tagger"], seed, weights)
    filtering.export(model, weights / "statement_filter.onnx")


def _train_tagger(rows: list[Row], settings: dict[str, Any], seed: int, folder: Path) -> None:
    tokenizer = tokenizer_of(settings["encoder"])
    articles = [
        read_article(row, tokenizer)
        for row in rows
        for _ in range(settings["nested_repeats"] if row.get("nested") else 1)
    ]
    network = tagger.train(articles, settings, seed)
    tagger.export_tagger(network, settings, folder)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


if __name__ == "__main__":
    main()
