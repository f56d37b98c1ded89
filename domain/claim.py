"""What is said of a picture before anybody has it: enough to refuse it, never enough to believe it."""

from dataclasses import dataclass

from domain import limits
from domain.picture import UnreadablePicture


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a picture that is yet to be fetched: its bytes and its type, where it is said."""

    bytes: int | None
    mime: str | None


def check_claim(claim: Claim) -> None:
    """Raise UnreadablePicture where a claim alone rules a picture out; what counts in the end is in its bytes."""
    if claim.bytes is not None and claim.bytes > limits.SOURCE_BYTES:
        raise UnreadablePicture("too_large", found=claim.bytes, limit=limits.SOURCE_BYTES)
    if (claim.mime or "").lower().startswith(("video/", "audio/", "text/")):
        raise UnreadablePicture("not_a_picture")
