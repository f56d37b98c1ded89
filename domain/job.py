"""A job: one request on its way. Its states, the legal moves between them, and what it carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.errors import Failure
from domain.picture import PictureFormat
from domain.request import RestyleRequest


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    SUBMITTING = "submitting"  # a worker has it; the host may or may not know of it
    RENDERING = "rendering"  # the host has it, and we have its ticket
    HELD = "held"  # finished, but a moderator must look first
    DONE = "done"  # the pictures are stored and the account is settled
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.QUEUED, JobState.SUBMITTING, JobState.RENDERING)
LEASED = (JobState.SUBMITTING, JobState.RENDERING)
TERMINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

# Back to the queue go only a job whose call provably did not happen, and one that costs nothing and whose
# renderer forgot it. Every write names the state and the attempt that it expects, so a worker that lost its
# job (frozen, or cancelled meanwhile) changes nothing.
LEGAL_MOVES: Mapping[JobState, tuple[JobState, ...]] = {
    JobState.QUEUED: (JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED),
    JobState.SUBMITTING: (JobState.QUEUED, JobState.RENDERING, JobState.FAILED, JobState.CANCELLED),
    JobState.RENDERING: (
        JobState.QUEUED,
        JobState.HELD,
        JobState.DONE,
        JobState.FAILED,
        JobState.CANCELLED,
    ),
    JobState.HELD: (JobState.DONE, JobState.FAILED, JobState.CANCELLED),
    JobState.DONE: (),
    JobState.FAILED: (),
    JobState.CANCELLED: (),
}


class Ticket(BaseModel):
    """The provider's name for a job that it accepted: its id, and where it is watched, fetched and cancelled."""

    model_config = ConfigDict(frozen=True)

    id: str
    status_url: str
    response_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class Parent:
    """The picture that a variation was made from: a job and the number (1-based) of its result."""

    job_id: int
    number: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Job:
    """One request on its way. Times are unix milliseconds, money is millionths of a dollar."""

    id: int
    interaction_id: int
    part: int
    guild_id: int
    user_id: int
    state: JobState
    attempt: int
    request: RestyleRequest
    source: str
    parent: Parent | None
    provider: str
    ticket: Ticket | None
    called: bool  # the paid call may have been sent: never send it again
    cost: int
    asked_at: int
    started_at: int | None
    finished_at: int | None
    failure: Failure | None
    prompt_used: str | None
    resent: int = 0  # times that it was sent again to a host that forgot it


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in the store, named by the SHA-256 of its bytes."""

    sha256: str
    format: PictureFormat
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Result:
    """One finished picture of a job: its number (1-based) and the seed that names it."""

    number: int
    seed: int
    picture: StoredPicture


@dataclass(frozen=True, slots=True)
class Draft:
    """A job before it is admitted: everything but what the queue gives it."""

    interaction_id: int
    part: int
    guild_id: int
    user_id: int
    request: RestyleRequest
    source: StoredPicture
    parent: Parent | None
    provider: str
    cost: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a finished job used: pictures that count for its member, and millionths of a dollar."""

    pictures: int
    cost: int


class DeliveryState(StrEnum):
    """Whether the member has seen how the job ended."""

    PENDING = "pending"
    SHOWN = "shown"
    WAITING = "waiting"  # it could not be shown where it was asked; the member fetches it


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where a job is answered: the message that stands for it, and the token that may edit it for 15 minutes."""

    channel_id: int
    message_id: int
    token: str
    token_at: int  # unix milliseconds
    ephemeral: bool
    file_limit: int  # bytes that one file of an answer may have


@dataclass(frozen=True, slots=True)
class Account:
    """What a member has used of what they may: pictures within the window."""

    used: int
    limit: int

    @property
    def left(self) -> int:
        """Pictures left now; a limit that was lowered meanwhile leaves none, not fewer than none."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admitted job, its member's account with it, and its place in line (1-based)."""

    job: Job
    account: Account
    place: int
    new: bool  # False: this interaction had been admitted before


class Phase(StrEnum):
    """What is going on with a job that is not finished."""

    QUEUED = "queued"
    SENDING = "sending"
    RENDERING = "rendering"
    FETCHING = "fetching"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. What the host does not tell is None: never an invented number."""

    phase: Phase
    place: int | None = None  # 1-based, in our queue or, while rendering, in the host's
    eta: int | None = None  # seconds until it is done, from what recent jobs took
    percent: int | None = None
    picture: int | None = None  # the number being rendered
    elapsed: int | None = None  # seconds since it was started
    usual: int | None = None  # seconds that such a job usually takes
