"""An answer: what a child may say about its picture, checked before anyone believes it."""

import os
import signal
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from domain.picture import LOSSLESS, CannotFit, Loss, Picture, UnreadablePicture, UnreadableReason
from images.marks.unmarkable import Unmarkable
from images.processes.order import Limits

# The longest true answer has about 1100 bytes: a fingerprint has 192 numbers.
ANSWER_BYTES = 4096


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Done(_Part):
    """It worked."""

    picture: Picture
    change: Literal["none", "reencoded", "scaled"] = "none"
    loss: Loss = LOSSLESS
    unmarked: Unmarkable | None = None
    said: bool = False


class Unreadable(_Part):
    """It is no picture that we can use."""

    reason: UnreadableReason
    found: int | None = None
    limit: int | None = None


class TooSmall(_Part):
    """The limit is too small for it."""

    too_small: int


class Trouble(_Part):
    """The file system failed."""

    errno: int


class Died(_Part):
    """The child was ended by this signal; the fork server says so in the child's place."""

    died: int


_ANSWER = TypeAdapter[Done | Unreadable | TooSmall | Trouble | Died](
    Done | Unreadable | TooSmall | Trouble | Died
)


def checked(raw: bytes, limits: Limits) -> Done:
    """Return what was done, or raise what went wrong."""
    line, _, _ = raw.partition(b"\n")
    try:
        answer = _ANSWER.validate_json(line)
    except ValidationError:
        raise UnreadablePicture("broken") from None
    match answer:
        case Done():
            return answer
        case Unreadable(reason=reason, found=found, limit=limit):
            raise UnreadablePicture(reason, found=found, limit=limit)
        case TooSmall(too_small=limit):
            raise CannotFit(limit)
        case Trouble(errno=errno):
            raise OSError(errno, os.strerror(errno))
        case Died(died=signal.SIGXCPU):
            raise UnreadablePicture("took_too_long", limit=limits.cpu_seconds)
        case Died():
            raise UnreadablePicture("broken")
