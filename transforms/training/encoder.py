"""What the networks on the pretrained encoder share: loading, the way of training, export."""

import importlib.resources
import logging
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

_log = logging.getLogger(__name__)

Batch = TypeVar("Batch")


def encoder_folder(package: str) -> Path:
    """Where the package keeps the weights and the tokenizer of the encoder."""
    return Path(str(importlib.resources.files(package))) / "model"


def load_encoder(settings: Mapping[str, Any]) -> nn.Module:
    """The encoder; its embeddings of words, and its first layers, keep their weights."""
    encoder: nn.Module = AutoModel.from_pretrained(
        encoder_folder(settings["encoder"]), add_pooling_layer=False, attention_probs_dropout_prob=0.0
    )
    for module in (encoder.embeddings, *encoder.encoder.layer[: settings["frozen_layers"]]):
        module.requires_grad_(False)
    return encoder


def tokenizer_of(package: str) -> Tokenizer:
    """The tokenizer of the encoder, for texts of any length."""
    tokenizer = Tokenizer.from_file(str(encoder_folder(package) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def optimize(
    network: nn.Module, batches: Sequence[Batch], loss_of: Callable[[Batch], Tensor], settings: Mapping[str, Any]
) -> None:
    """Takes one step a batch: AdamW, with a linear warm-up and a linear fall of the learning rates to 0.

    The parameters of `network.encoder` have a learning rate of their own.
    """
    trained = [(name, parameter) for name, parameter in network.named_parameters() if parameter.requires_grad]
    encoder = [parameter for name, parameter in trained if name.startswith("encoder.")]
    heads = [parameter for name, parameter in trained if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder, "lr": settings["learning_rate"]},
            {"params": heads, "lr": settings["head_learning_rate"]},
        ],
        weight_decay=settings["weight_decay"],
        fused=True,
    )
    warm = max(1, int(len(batches) * settings["warm_up"]))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (len(batches) - step) / max(1, len(batches) - warm))
    )
    network.train()
    for step, batch in enumerate(batches, 1):
        loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            _log.info("step %d of %d, loss %.3f", step, len(batches), loss.item())
    network.eval()


def export(
    network: Any, inputs: Mapping[str, Tensor], outputs: Sequence[str], axes: Mapping[str, dict[int, str]], path: Path
) -> None:
    """Writes the network as ONNX with 8-bit weights. `axes` names the axes of inputs and outputs that vary."""
    network.encoder.set_attn_implementation("eager")  # the one that can be traced for any number of pieces
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(whole),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=dict(axes),
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8)
