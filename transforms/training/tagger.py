"""The tagger as a network: tags of tokens, and the roles that tokens have for a cue; its training and its export."""

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from transforms.grammar import Range
from transforms.tagging import FARTHEST, LAYERS, ROLES, TAGS
from transforms.training.attributions import UNKNOWN, Article, batches
from transforms.training.encoder import export, load_encoder, optimize, tokenizer_of

_LIKELY_CUE = 0.05
"""Probability from which a token that is no cue is worth showing as one without any role."""


class Network(nn.Module):
    """An encoder with two heads.

    One gives the tags of a piece, in a statement and in one inside the content of another. The other scores how likely
    a piece is the source, or content, of a cue: a product of a vector of the cue and one of the piece for each role,
    plus a bias of the piece and one of their distance.
    """

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__()
        self.encoder = load_encoder(settings)
        tokenizer = tokenizer_of(settings["encoder"])
        self.marks = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        hidden, size = self.encoder.config.hidden_size, settings["vector_size"]
        self.tags = nn.Linear(hidden, LAYERS * len(TAGS))
        self.cue = nn.Linear(hidden, size)
        self.role = nn.Linear(hidden, len(ROLES) * size)
        self.bias = nn.Linear(hidden, len(ROLES))
        self.distance = nn.Parameter(torch.full((2 * FARTHEST + 1, len(ROLES)), -2.0))
        self.dropout = nn.Dropout(settings["dropout"])
        for layer in (self.cue, self.role):
            nn.init.normal_(layer.weight, std=0.02)
        kinds = self.encoder.embeddings.token_type_embeddings.weight
        kinds.data[1] = kinds.data[0]  # in pretraining the second of two sentences; here, pieces with a capital
        kinds.requires_grad_(True)

    def forward(self, ids: Tensor, mask: Tensor, capitals: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of tags, vectors of pieces as cues, as roles, and their bias; layers and roles lie side by side."""
        hidden = self.dropout(
            self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=capitals).last_hidden_state
        )
        cues, roles = functional.gelu(self.cue(hidden)), functional.gelu(self.role(hidden))
        return self.tags(hidden), cues, roles, self.bias(hidden)

    def role_scores(self, cue: Tensor, roles: Tensor, bias: Tensor, position: Tensor) -> Tensor:
        """Scores (cues, pieces, roles) for cue vectors (cues, size) at positions (cues,) of their windows."""
        count, length, width = roles.shape
        products = torch.einsum("ks,klrs->klr", cue, roles.view(count, length, len(ROLES), width // len(ROLES)))
        steps = (torch.arange(length)[None] - position[:, None]).clamp(-FARTHEST, FARTHEST) + FARTHEST
        return products * (4 / math.sqrt(cue.shape[1])) + bias + self.distance[steps]


def train(articles: Sequence[Article], settings: dict[str, Any], seed: int) -> Network:
    """A network trained on the articles. The same seed gives the same network on the same machine and thread count."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = Network(settings)
    steps = [
        batch
        for _ in range(settings["epochs"])
        for batch in batches(articles, settings["batch_size"], settings["window_lengths"], chance)
    ]
    optimize(network, steps, lambda batch: _loss(network, batch, settings), settings)
    return network


class _Inputs(NamedTuple):
    """A batch as tensors, the pieces of each window between two marks: (windows, length)."""

    ids: Tensor
    mask: Tensor
    capitals: Tensor
    tags: Tensor  # (windows, layers, length)


def _loss(network: Network, batch: Sequence[tuple[Article, Range]], settings: dict[str, Any]) -> Tensor:
    inputs = _inputs(network, batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        outputs = network(inputs.ids, inputs.mask, inputs.capitals)
    scores, cues, roles, bias = (output.float() for output in outputs)
    scores = scores.unflatten(2, (LAYERS, len(TAGS))).transpose(1, 2)
    losses = functional.cross_entropy(
        scores.flatten(0, 2), inputs.tags.flatten(), ignore_index=UNKNOWN, reduction="none"
    )
    loss = losses.sum() / inputs.mask.sum()
    examples = _examples(batch, inputs.ids.shape[1])
    examples += _false_cues(scores.detach(), inputs.tags, settings["false_cues"] * len(batch))
    if not examples:
        return loss
    vectors = torch.stack([torch.cat([cues[at, i:j] for i, j in spans]).mean(0) for at, spans, _ in examples])
    at = torch.tensor([at for at, _, _ in examples])
    positions = torch.tensor([spans[0][0] for _, spans, _ in examples])
    paired = network.role_scores(vectors, roles[at], bias[at], positions)
    wanted = torch.from_numpy(np.stack([wanted for _, _, wanted in examples]))
    mask = inputs.mask[at][..., None].float()
    errors = functional.binary_cross_entropy_with_logits(paired, wanted, reduction="none") * mask
    return loss + settings["pair_weight"] * errors.sum() / (mask.sum() * len(ROLES))


def _inputs(network: Network, batch: Sequence[tuple[Article, Range]]) -> _Inputs:
    length = max(end - start for _, (start, end) in batch) + 2
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    mask, capitals = torch.zeros_like(ids), torch.zeros_like(ids)
    tags = torch.full((len(batch), LAYERS, length), UNKNOWN)
    for row, (article, (start, end)) in enumerate(batch):
        last_at = end - start + 1
        ids[row, 0], ids[row, last_at] = network.marks
        ids[row, 1:last_at] = torch.from_numpy(article.pieces.ids[start:end])
        capitals[row, 1:last_at] = torch.from_numpy(article.pieces.capitals[start:end])
        tags[row, :, 1:last_at] = torch.from_numpy(article.tags[:, start:end])
        mask[row, : last_at + 1] = 1
    return _Inputs(ids, mask, capitals, tags)


_Example = tuple[int, list[Range], np.ndarray]
"""A window of the batch, the cue in it, and what is wanted: (length, roles), 1 where a piece has the role."""


def _examples(batch: Sequence[tuple[Article, Range]], length: int) -> list[_Example]:
    examples: list[_Example] = []
    for row, (article, window) in enumerate(batch):
        for attribution in article.attributions:
            if cue := _within(attribution.cue, window):
                wanted = np.zeros((length, len(ROLES)), dtype=np.float32)
                for column, ranges in enumerate((attribution.source, attribution.content)):
                    for start, end in _within(ranges, window):
                        wanted[start:end, column] = 1
                examples.append((row, cue, wanted))
    return examples


def _within(ranges: Sequence[Range], window: Range) -> list[Range]:
    """What of the ranges lies in the window, counted from the mark before it."""
    low, high = window
    cut = [(max(start, low) - low + 1, min(end, high) - low + 1) for start, end in ranges]
    return [(start, end) for start, end in cut if end > start]


def _false_cues(scores: Tensor, tags: Tensor, count: int) -> list[_Example]:
    """The likeliest wrong cues of the batch, for which no piece has a role."""
    odds = scores.softmax(-1)
    cue, content = TAGS.index("B-cue"), [TAGS.index("B-content"), TAGS.index("I-content")]
    likely = odds[:, 0, :, cue] + odds[:, 0, :, content].sum(-1) * odds[:, 1, :, cue]
    is_cue = torch.isin(tags, torch.tensor([cue, TAGS.index("I-cue")])).any(1)
    may_be = torch.isin(tags[:, 0], torch.tensor([UNKNOWN, *content])) & (tags[:, 1] == UNKNOWN)
    likely = likely * ~is_cue * ~may_be
    length = tags.shape[2]
    values, places = likely.flatten().topk(min(count, likely.numel()))
    nothing = np.zeros((length, len(ROLES)), dtype=np.float32)
    return [
        (place // length, [(place % length, place % length + 1)], nothing)
        for value, place in zip(values.tolist(), places.tolist(), strict=True)
        if value > _LIKELY_CUE
    ]


def export_tagger(network: Network, settings: dict[str, Any], folder: Path) -> None:
    """Writes `statement_tagger.onnx` and its `.json` into the folder."""
    ids = torch.randint(1000, 2000, (1, 40))
    inputs = {"ids": ids, "mask": torch.ones_like(ids), "capitals": torch.zeros_like(ids)}
    outputs = ("tags", "cues", "roles", "bias")
    axes = {name: {1: "pieces"} for name in (*inputs, *outputs)}
    export(network, inputs, outputs, axes, folder / "statement_tagger.onnx")
    distance = [[round(score, 4) for score in row] for row in network.distance.tolist()]
    described = {"window": settings["window"], "distance": distance}
    (folder / "statement_tagger.json").write_text(json.dumps(described) + "\n", encoding="utf-8")
