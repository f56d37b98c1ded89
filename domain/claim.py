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


def check_sides(sides: tuple[int, int], least: int = limits.LEAST_SIDE) -> None:
    """Raise UnreadablePicture where the shorter side has less than `least` pixels."""
    if min(sides) < least:
        raise UnreadablePicture("too_small", found=min(sides), limit=least)
