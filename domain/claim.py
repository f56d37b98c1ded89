"""What is said of a picture before anybody has it: enough to refuse it, never enough to believe it."""

from dataclasses import dataclass

from domain import limits
from domain.picture import UnreadablePicture


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a picture that is yet to be fetched: its bytes, its type and its sides, where it is said."""

    bytes: int | None
    mime: str | None
    sides: tuple[int, int] | None = None


def check_claim(claim: Claim) -> None:
    """Raise UnreadablePicture where a claim alone rules a picture out; what counts in the end is in its bytes."""
    if claim.bytes is not None and claim.bytes > limits.SOURCE_BYTES:
        raise UnreadablePicture("too_large", found=claim.bytes, limit=limits.SOURCE_BYTES)
    if (claim.mime or "").lower().startswith(("video/", "audio/", "text/")):
        raise UnreadablePicture("not_a_picture")
    if claim.sides is not None:
        check_sides(claim.sides)


def check_sides(sides: tuple[int, int]) -> None:
    """Raise UnreadablePicture where the shorter side is too short for any model, as it is or once scaled down."""
    if min(sides) < limits.LEAST_SIDE:
        raise UnreadablePicture("too_small", found=min(sides), limit=limits.LEAST_SIDE)
    check_shape(sides)


def check_shape(sides: tuple[int, int]) -> None:
    """Raise UnreadablePicture where the shorter side gets too short once the longer one is brought to PICTURE_SIDE."""
    scaled = min(sides) * limits.PICTURE_SIDE / max(sides)
    if max(sides) > limits.PICTURE_SIDE and round(scaled) < limits.LEAST_SIDE:
        raise UnreadablePicture("too_long")
