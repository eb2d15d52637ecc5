"""Learned models on one CPU thread: processes are what extraction is spread over."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


def load_session(path: Path) -> "InferenceSession":
    import onnxruntime  # takes a while, and rules alone do without

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def load_tokenizer(weights: Path) -> "Tokenizer":
    """The tokenizer that all models of the folder share."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(weights / "tokenizer.json"))
