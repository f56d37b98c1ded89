"""Why a request came to nothing, as a value. `api/words.py` alone turns it into sentences."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum, auto
from typing import Literal

Place = tuple[str | int, ...]


class Cause(StrEnum):
    """What went wrong."""

    # With what the request names; `place` says where in the body.
    NOT_FETCHED = auto()  # `why`
    FILE_TOO_LARGE = auto()  # above `limit` bytes
    NO_PICTURE = auto()
    TOO_MANY_PIXELS = auto()  # above `limit`
    SIDE_TOO_SHORT = auto()  # below `limit`
    WEIGHTS = auto()  # of a network that is not here
    NO_PACK = auto()  # `why`
    NEITHER_PACK_NOR_PICTURE = auto()
    TOO_MUCH_INLINE = auto()  # above `limit` bytes
    # With an upload.
    UPLOAD_TOO_LARGE = auto()  # above `limit` bytes
    TOO_MANY_UPLOADS = auto()
    NO_SUCH_UPLOAD = auto()
    UPLOAD_OVER = auto()
    NO_PART_NUMBER = auto()  # it goes up to `limit`
    PARTS_NOT_NAMED_ONCE = auto()
    PART_MISSING = auto()
    # With the machine around the model.
    TOO_MANY_WAITING = auto()
    NOT_STARTED = auto()
    TOO_SLOW = auto()
    CANCELLED = auto()
    WORKER_DIED = auto()
    NO_MEMORY = auto()
    INTERNAL = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that came to nothing. `why` is somebody else's word, `shown` what stood at the place."""

    cause: Cause
    place: Place = ()
    _: KW_ONLY
    limit: int = 0
    why: str = ""
    shown: str | None = None
    kind: Literal["failure"] = "failure"


class Failed(Exception):
    """Ends the work on a request."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure
