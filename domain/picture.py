"""A picture: what it is, and why a file is not one that we can use."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from domain.fingerprint import Fingerprint


class PictureFormat(StrEnum):
    """The formats that Discord shows and every provider takes."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"

    @property
    def mime(self) -> str:
        """The type for HTTP: image/png."""
        return f"image/{self}"

    @property
    def suffix(self) -> str:
        """The end of a file's name, with its dot."""
        return ".jpg" if self is PictureFormat.JPEG else f".{self}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was decoded: its format, its sides in pixels, the size of its file, and how it looks if it was asked."""

    format: PictureFormat
    width: int
    height: int
    bytes: int
    fingerprint: Fingerprint | None = field(default=None, compare=False)


Ground = Literal["white", "black", "grey"]


class Comparison(StrEnum):
    """How before and after are shown in one picture."""

    BESIDE = "beside"  # before on the left, after on the right
    WIPED = "wiped"  # the left half of before, the right half of after


@dataclass(frozen=True, slots=True)
class Loss:
    """What a member's picture had and its normal form has not, of which they may want to know."""

    motion: bool = False  # this is the first of its pictures
    ground: Ground | None = None  # what was put under what was transparent


LOSSLESS = Loss()


@dataclass(frozen=True, slots=True)
class Normal:
    """What became of a picture that a member sent."""

    picture: Picture
    loss: Loss = LOSSLESS


UnreadableReason = Literal[
    "not_a_picture",
    "unsupported",
    "too_many_pixels",
    "too_small",
    "too_long",
    "too_large",
    "too_heavy",
    "broken",
    "took_too_long",
]


class UnreadablePicture(Exception):
    """This file cannot be used as a picture.

    `found` and `limit` are set where a number says more: pixels for too_many_pixels, pixels of the shorter side for
    too_small, bytes for too_large, seconds (only the limit) for took_too_long. Of too_heavy nobody knows how much
    memory it would have taken.
    """

    def __init__(
        self, reason: UnreadableReason, *, found: int | None = None, limit: int | None = None
    ) -> None:
        super().__init__(reason, found, limit)
        self.reason: UnreadableReason = reason
        self.found = found
        self.limit = limit


class CannotFit(Exception):
    """A picture stays above this many bytes even at its smallest."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit
