"""What can go wrong, as values. Errors carry data; `cogs/wording.py` alone turns them into sentences.

They are plain dataclasses (not frozen: Python writes the traceback into a raised exception; not compared).

    Refused                 before anything was queued or charged; only the member is told
      BadOption               an option with an impossible value
      UnknownStyle            no such style
      SourceRefused           the attachment could not be fetched
      QuotaExceeded           the allowance is used up
      TooManyWaiting          too many requests of this member or server are waiting
      Gone                    the thing a button stands for is no longer kept
      NotYours                only who asked, or a moderator, may do that
      TooLate                 the job has ended already
      NotYet                  the request has not ended
      StrengthAtEnd           weaker than 0, stronger than 1
      NotOffered              no configured host can do that
      Crowded                 more is going on than the machine can take
      CommandChanged          a client sent a command as it was before
      Closing                 the bot is shutting down
    ProviderFailed          the host did not deliver; carries a Failure, which is also what the job stores
    UnreadablePicture       in domain/picture.py: a file that is no usable picture
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.buckets import Bucket


class Refused(Exception):
    """A request that was turned down before anything was queued or charged."""


@dataclass(eq=False)
class BadOption(Refused):
    """An option with an impossible value."""

    option: str
    problem: Literal["empty", "too_long", "unreadable", "range", "choice", "sides"]
    limits: tuple[float, float] | None = None


@dataclass(eq=False)
class UnknownStyle(Refused):
    """No style has that name; `near` are the ones that look like it."""

    name: str
    near: tuple[str, ...]


@dataclass(eq=False)
class SourceRefused(Refused):
    """The attached picture could not be fetched from Discord."""

    reason: Literal["too_large", "unavailable", "foreign"]
    limit: int = 0  # bytes


@dataclass(eq=False)
class QuotaExceeded(Refused):
    """A bucket has no room for what was asked for; amounts are in the bucket's unit."""

    bucket: Bucket
    used: int
    asked: int
    frees_at: int | None  # unix milliseconds when enough is free again; None: never, the limit is smaller


@dataclass(eq=False)
class TooManyWaiting(Refused):
    """Too many requests wait already."""

    whose: Literal["member", "server"]
    limit: int


@dataclass(eq=False)
class Gone(Refused):
    """What the button stands for is not (or no longer) here."""

    what: Literal["card", "picture"]


@dataclass(eq=False)
class NotYours(Refused):
    """Only the member who asked, or a moderator, may do that."""

    owner_id: int
    moderators: bool = True  # whether a moderator may


@dataclass(eq=False)
class TooLate(Refused):
    """The job has ended already."""


@dataclass(eq=False)
class NotYet(Refused):
    """The request is still on its way."""


@dataclass(eq=False)
class StrengthAtEnd(Refused):
    """The strength cannot go further that way."""

    strength: float


@dataclass(eq=False)
class NotOffered(Refused):
    """No host that is configured can do that."""

    what: Literal["loras", "size"]


@dataclass(eq=False)
class Crowded(Refused):
    """More is going on than the machine can take."""


@dataclass(eq=False)
class CommandChanged(Refused):
    """The member's client sent a command that is not (or no longer) of this form."""


@dataclass(eq=False)
class Closing(Refused):
    """The bot is shutting down."""


class FailureKind(StrEnum):
    """Why a job that was admitted did not end in pictures."""

    BAD_REQUEST = "bad_request"  # the host refused a field
    CONTENT_POLICY = "content_policy"
    OUT_OF_FUNDS = "out_of_funds"
    BAD_KEY = "bad_key"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    UNKNOWN_OUTCOME = "unknown_outcome"  # the paid call may or may not have happened
    BAD_RESULT = "bad_result"  # what came back is no picture
    VANISHED = "vanished"  # the host no longer knows its own ticket
    INTERNAL = "internal"  # our own fault


# What speaks of the host and not of the request: another host may do better, and this one is left alone for a while.
# The rest (a refused field, the content check, a fault of ours) would be the same anywhere.
HOST_TROUBLE = frozenset(
    {
        FailureKind.OUT_OF_FUNDS,
        FailureKind.BAD_KEY,
        FailureKind.RATE_LIMITED,
        FailureKind.UNAVAILABLE,
        FailureKind.TIMED_OUT,
        FailureKind.UNKNOWN_OUTCOME,
        FailureKind.BAD_RESULT,
    }
)
# What passes by itself, so that the same call may be tried again where it provably did not happen.
PASSING = frozenset({FailureKind.RATE_LIMITED, FailureKind.UNAVAILABLE})


class Failure(BaseModel):
    """How a job failed: the kind, and for the operator what the host said (never shown to members)."""

    model_config = ConfigDict(frozen=True)

    kind: FailureKind
    detail: str = ""


class ProviderFailed(Exception):
    """The host did not deliver.

    `sent` is False only where the call provably did not happen, so that it may be made again, here or elsewhere;
    `retry_after` is how many seconds the host asks for before that.
    """

    def __init__(
        self, kind: FailureKind, detail: str = "", *, sent: bool = True, retry_after: float | None = None
    ) -> None:
        super().__init__(kind, detail)
        self.failure = Failure(kind=kind, detail=detail[:500])
        self.sent = sent
        self.retry_after = retry_after


@dataclass(eq=False)
class NotSent(Exception):
    """Provably nothing happened at the host: the same may be tried again, or another host."""

    failure: Failure
    retry_after: float | None = None  # seconds that the host asks for before that
