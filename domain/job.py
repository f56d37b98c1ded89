"""A job: one request on its way. Its states, the legal moves between them, and what it carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.consent import Author
from domain.errors import Failure
from domain.fingerprint import Fingerprint
from domain.member import Member
from domain.picture import LOSSLESS, Loss, PictureFormat
from domain.request import RestyleRequest
from domain.understood import Understood


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    SUBMITTING = "submitting"  # a worker has it; the host may or may not know of it
    RENDERING = "rendering"  # the host has it, and we have its ticket
    DONE = "done"  # the pictures are stored and the account is settled
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (JobState.QUEUED, JobState.SUBMITTING, JobState.RENDERING)

# Back to the queue go only a job whose call provably did not happen, and one that costs nothing and whose
# renderer forgot it. Every write names the state and the attempt that it expects, so a worker that lost its
# job (frozen, or cancelled meanwhile) changes nothing.
LEGAL_MOVES: Mapping[JobState, tuple[JobState, ...]] = {
    JobState.QUEUED: (JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED),
    JobState.SUBMITTING: (JobState.QUEUED, JobState.RENDERING, JobState.FAILED, JobState.CANCELLED),
    JobState.RENDERING: (
        JobState.QUEUED,
        JobState.DONE,
        JobState.FAILED,
        JobState.CANCELLED,
    ),
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
    """One request on its way, part of a card. Times are unix milliseconds, money is millionths of a dollar."""

    id: int
    card_id: int
    part: int  # its place on the card, from 0
    tag: str  # our own name of it at its host: unique among all databases, since an interaction is
    member: Member
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
    understood: Understood | None = None  # where the host tells how it read the prompt
    look: str | None = None  # the picture whose look it takes
    author: Author | None = None  # whose picture it goes back to, where it is somebody else's
    resent: int = 0  # times that it was sent again to a host that forgot it
    unanswered: int = 0  # times that its host could not be asked after it, since it was sent
    loss: Loss = LOSSLESS  # of the source, on its way in
    relaxed: bool = False  # made for nothing, when there is time
    holder: str | None = None  # who works on it, or brings its end to its member
    readable: bool = True  # False: its row is of another version or damaged; only its ids and amounts hold

    @property
    def paid(self) -> bool:
        """Return whether its host may charge for it already."""
        return self.called and self.cost > 0


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in the store, named by the SHA-256 of its bytes. Its fingerprint is there when it is new."""

    sha256: str
    format: PictureFormat
    width: int
    height: int
    bytes: int
    fingerprint: Fingerprint | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """One finished picture of a job: its number (1-based) and the seed that names it."""

    number: int
    seed: int
    picture: StoredPicture


@dataclass(frozen=True, slots=True)
class Draft:
    """A job before it is admitted: everything but what its card and the queue give it."""

    request: RestyleRequest
    source: StoredPicture
    parent: Parent | None
    provider: str
    cost: int
    loss: Loss = LOSSLESS  # of the source, on its way in
    author: Author | None = None
    look: StoredPicture | None = None
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """What a finished job used: pictures that count for its member, and millionths of a dollar."""

    pictures: int
    cost: int


class Phase(StrEnum):
    """What is going on with a job that is not finished."""

    QUEUED = "queued"
    SENDING = "sending"
    RENDERING = "rendering"
    UNANSWERED = "unanswered"  # its host does not answer; it is tried again
    FETCHING = "fetching"
    AWAY = "away"  # the bot is about to end, and goes on with it afterwards


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. What the host does not tell is None: never an invented number."""

    phase: Phase
    place: int | None = (
        None  # 1-based, in our queue (0: it starts at once) or, while rendering, in the host's
    )
    eta: int | None = None  # seconds until it is done, from what recent jobs took
    percent: int | None = None
    picture: int | None = None  # the number being rendered
    elapsed: int | None = None  # seconds since it was started
    usual: int | None = None  # seconds that such a job usually takes
    rests_until: int | None = None  # unix milliseconds when its host, which rests, is tried again
