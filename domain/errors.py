"""What can go wrong, as values. Errors carry data; `cogs/wording.py` alone turns them into sentences.

They are plain dataclasses (not frozen: Python writes the traceback into a raised exception; not compared).

    Refused                 before anything was queued or charged; only the member is told
      BadOption               an option with an impossible value
      OneOf                   two options of which one makes sense
      UnknownStyle            no such style
      BadStyle                a style that asks for nothing, or without a name
      BadLora                 an address that no style may have
      StyleExists             a server has a style of that name
      NotOwnStyle             the style is not the server's own
      TooManyStyles           a server has as many as it may
      NoResult                no result to take a preview from
      ModeratorsOnly          only moderators may do that
      SourceRefused           the attachment could not be fetched
      QuotaExceeded           the allowance is used up
      NothingUsable           of several pictures none can be used, each for a reason of its own
      TooManyWaiting          too many requests of this member or server are waiting
      Gone                    the thing a button stands for is no longer kept
      NotYours                only who asked, or a moderator, may do that
      StillThere              a message could not be deleted just now
      NoPicture               the message has no picture
      Forwarded               the message has pictures of another one, whose author nobody says
      NotAllowed              the picture is somebody else's, who has not said yes
      OnlyInServers           a server's settings, where no server has the bot
      AskedEnough             its author may not be asked just now
      NotAsked                its author could not be asked
      NotStarted              its author has said yes, and it could not start
      Left                    who asked is no longer in the server
      ReportedEnough          the moderators have it already
      Decided                 another moderator was first
      CannotWrite             the bot may not write in a chosen channel
      NotPublished            moderators have not let a result be seen
      NotDenied               there is nothing that its member could object to
      Barred                  the server does not let them use the command there
      NotTold                 Discord has not said yet whether it does
      SentAlready             a form was sent twice
      TooLate                 the job has ended already
      NotYet                  the request has not ended
      StrengthAtEnd           weaker than 0, stronger than 1
      NotOffered              no configured host can do that
      AboutPicture            one of two pictures is why: which of them, and what is wrong with it
      Crowded                 more is going on than the machine can take
      NoRoom                  the bot's disk is full
      NotAnswering            its database does not answer
      StoreAway               the store of its pictures does not answer
      CommandChanged          a client sent a command as it was before
      Paused                  who runs the bot has stopped it
      ServerPaused            a server's moderators have stopped it there
      Blocked                 they have blocked a member
      BlockedWords            a prompt has words that they do not allow
      OutOfBounds             a request asks for more than they allow
      BadWord                 a word that cannot be blocked
      TooManyCancels          a member has called off too much that is paid for
      Closing                 the bot is shutting down
    What providers raise    each method says which of the three
      NotSent                 provably nothing happened: again, or elsewhere
      HostSaid                the host's own word, with its bill: the job ends
      Unreachable             nobody could ask: after the ticket the job stays, and is taken up again
    UnreadablePicture       in domain/picture.py: a file that is no usable picture
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from domain.buckets import Bucket
from domain.picture import UnreadablePicture


class Refused(Exception):
    """A request that was turned down before anything was queued or charged."""


@dataclass(eq=False)
class BadOption(Refused):
    """An option with an impossible value."""

    option: str
    problem: Literal[
        "empty", "too_long", "unreadable", "range", "choice", "sides", "missing", "day", "everybody"
    ]
    limits: tuple[float, float] | None = None


@dataclass(eq=False)
class OneOf(Refused):
    """Two options of which exactly one, or at most one, makes sense."""

    options: tuple[str, str]


@dataclass(eq=False)
class UnknownStyle(Refused):
    """No style has that name; `near` are the ones that look like it."""

    name: str
    near: tuple[str, ...]


@dataclass(eq=False)
class BadStyle(Refused):
    """A style that asks for nothing, or whose name cannot be one."""

    problem: Literal["name", "nothing"]


@dataclass(eq=False)
class BadLora(Refused):
    """A LoRA that no style of a server may have; `number` (1-based) is its line, `hosts` are those that are allowed."""

    number: int
    problem: Literal["too_many", "address", "https", "password", "host", "private", "scale", "kind"]
    hosts: tuple[str, ...] = ()


@dataclass(eq=False)
class StyleExists(Refused):
    """The server has a style of that name already."""

    name: str


@dataclass(eq=False)
class NotOwnStyle(Refused):
    """The style came with the bot, so that a server can put its own in its place and no more."""

    name: str


@dataclass(eq=False)
class TooManyStyles(Refused):
    """The server has as many styles of its own as it may."""

    limit: int


@dataclass(eq=False)
class NoResult(Refused):
    """Who asks has no result of that style from which its preview could be taken."""

    name: str


@dataclass(eq=False)
class ModeratorsOnly(Refused):
    """Only moderators may do that."""


@dataclass(eq=False)
class SourceRefused(Refused):
    """The picture could not be fetched from Discord, or may not be restyled where it was asked."""

    # adult: outside of age-restricted channels; unchecked: nobody knows whether it is that
    reason: Literal["too_large", "unavailable", "foreign", "adult", "unchecked"]
    limit: int = 0  # bytes


@dataclass(eq=False)
class QuotaExceeded(Refused):
    """There is no room for what was asked for; amounts are in the bucket's unit."""

    bucket: Bucket  # what stands in the way; of several windows, the one that frees last
    used: int
    asked: int
    frees_at: int | None  # unix milliseconds when enough is free again; None: never, the limit is smaller
    left: int  # how much there is room for, in all of the windows and in what is had besides


@dataclass(eq=False)
class TooManyWaiting(Refused):
    """Too many requests wait already for so many more."""

    whose: Literal["member", "server"]
    limit: int
    waiting: int
    asked: int

    @property
    def left(self) -> int:
        """Return how many more may wait."""
        return max(0, self.limit - self.waiting)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One of several pictures that cannot be used: what its member knows it by, and why."""

    name: str
    why: Exception


@dataclass(eq=False)
class NothingUsable(Refused):
    """None of several pictures can be used."""

    left_out: tuple[LeftOut, ...]


@dataclass(eq=False)
class Gone(Refused):
    """What the button stands for is not (or no longer) here."""

    what: Literal["card", "picture", "comparison", "pages", "offer", "question", "source", "report"]


@dataclass(eq=False)
class NotYours(Refused):
    """Only the member who asked, or a moderator, may do that."""

    owner_id: int
    moderators: bool = True  # whether a moderator may


@dataclass(eq=False)
class StillThere(Refused):
    """A message could not be deleted just now; all of it is as it was."""


@dataclass(eq=False)
class NoPicture(Refused):
    """The message has no picture that could be restyled."""


class Forwarded(Refused):
    """The message has pictures of another one, and Discord does not say whose that is."""


@dataclass(eq=False)
class NotAllowed(Refused):
    """The picture is somebody else's, who has not said yes."""

    author_id: int
    # server: it lets nobody; author: they let nobody; outside: the bot is there as its user's own alone;
    # unasked: they are asked first; brought: so they would be, but they have posted it nowhere; app: they are to be asked,
    # and are no person.
    why: Literal["server", "author", "outside", "unasked", "brought", "app"]


@dataclass(eq=False)
class AskedEnough(Refused):
    """An author may not be asked just now, so that nobody is pestered."""

    author_id: int
    # open: by the same asker already; today: by them often enough; author: by several; asker: several authors are;
    # picture: about the same picture, in vain.
    why: Literal["open", "today", "author", "asker", "picture"]


@dataclass(eq=False)
class NotAsked(Refused):
    """A question could not be put to an author."""

    author_id: int
    # left: they are no longer in the server; closed: the bot may not write there; gone: the message is;
    # trouble: Discord did not take it.
    why: Literal["left", "closed", "gone", "trouble"]


@dataclass(eq=False)
class NotStarted(Refused):
    """An author has said yes, and what was asked for could not start; who asked may try again."""

    asker_id: int


@dataclass(eq=False)
class Left(Refused):
    """Who asked is no longer in the server."""

    user_id: int


@dataclass(eq=False)
class ReportedEnough(Refused):
    """The moderators have it already, or have had enough of one member."""

    why: Literal["again", "many", "today"]  # by the same member; by several; of a day


@dataclass(eq=False)
class Decided(Refused):
    """Another moderator was first."""

    moderator_id: int


@dataclass(eq=False)
class CannotWrite(Refused):
    """The bot may not write in a channel that was chosen for it."""

    channel_id: int


@dataclass(eq=False)
class NotPublished(Refused):
    """Moderators have to look at the result first, or have denied it."""

    denied: bool


@dataclass(eq=False)
class AgeRestricted(Refused):
    """The result is one of an age-restricted channel, and is wanted elsewhere."""


@dataclass(eq=False)
class NotDenied(Refused):
    """A result is not denied (any more), or its member has objected to that before."""


@dataclass(eq=False)
class OnlyInServers(Refused):
    """This is about a server that has the bot, and there is none here."""


@dataclass(eq=False)
class Barred(Refused):
    """The server's moderators do not let this member use the command, or nobody in this channel."""

    command: str = "/restyle"  # or the name of an entry of a menu


@dataclass(eq=False)
class NotTold(Refused):
    """Discord has not said yet whether the server lets this member use the command."""


@dataclass(eq=False)
class SentAlready(Refused):
    """A form was sent twice, and has become a request the first time."""


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

    what: Literal["loras", "look", "size", "small"]  # small: the picture's shorter side
    limit: int = 0  # pixels


PictureOption = Literal["image", "style_from"]  # as the command calls its pictures


@dataclass(eq=False)
class AboutPicture(Refused):
    """One of the two pictures that were given is why."""

    option: PictureOption
    reason: Refused | UnreadablePicture


@contextmanager
def about_picture(option: PictureOption | None) -> Generator[None]:
    """Say of what is refused in the block which picture is meant; None where there is only one."""
    try:
        yield
    except (Refused, UnreadablePicture) as error:
        if option is None:
            raise
        raise AboutPicture(option, error) from error


@dataclass(eq=False)
class Crowded(Refused):
    """More is going on than the machine can take."""


@dataclass(eq=False)
class NoRoom(Refused):
    """The bot's disk is full."""


@dataclass(eq=False)
class NotAnswering(NoRoom):
    """The bot's database is a server, and nobody answers there."""


@dataclass(eq=False)
class StoreAway(NoRoom):
    """The store of the bot's pictures is a server, and it does not answer as one just now: why, in a sentence."""

    why: str


@dataclass(eq=False)
class CommandChanged(Refused):
    """The member's client sent a command that is not (or no longer) of this form."""


@dataclass(eq=False)
class Paused(Refused):
    """Who runs the bot has stopped it, for a reason in their own words, or in none."""

    reason: str


@dataclass(eq=False)
class ServerPaused(Refused):
    """The server's moderators have stopped the bot there, for a reason in their own words, or in none."""

    reason: str


@dataclass(eq=False)
class Blocked(Refused):
    """The server's moderators have blocked a member, until then (unix ms) or for good; for a reason, or for none."""

    ends_at: int | None
    reason: str


@dataclass(eq=False)
class BlockedWords(Refused):
    """A prompt has words that the server's moderators do not allow; which, is not for its member to know."""


@dataclass(eq=False)
class OutOfBounds(Refused):
    """A request asks for more than the server's moderators allow."""

    option: Literal["images", "speed", "size", "private"]
    most: int | str = 0  # pictures, the name of a speed, or pixels


@dataclass(eq=False)
class BadWord(Refused):
    """A word that cannot be blocked, or none of those that are."""

    # star: one within a word; broad: too little beside one; many: a server has as many as it may.
    problem: Literal["nothing", "long", "star", "broad", "many", "unknown"]
    limit: int = 0  # characters or words


@dataclass(eq=False)
class TooManyCancels(Refused):
    """A member has called off as many renderings that are paid for as they may in 24 hours."""

    limit: int


@dataclass(eq=False)
class Closing(Refused):
    """The bot is shutting down."""


class FailureKind(StrEnum):
    """Why a job that was admitted did not end in pictures."""

    BAD_REQUEST = "bad_request"  # the host refused a field
    CONTENT_POLICY = "content_policy"
    ADULT = "adult"  # it came, and our own check lets none of it be shown where it was asked
    SOURCE_TOO_SMALL = "source_too_small"  # what the host says of the picture: its sides
    SOURCE_TOO_LARGE = "source_too_large"  # its sides, or its bytes
    SOURCE_RATIO = "source_ratio"  # too long for its width
    SOURCE_UNREAD = "source_unread"  # it could not be fetched or decoded there
    OUT_OF_FUNDS = "out_of_funds"
    BAD_KEY = "bad_key"
    MISCONFIGURED = "misconfigured"  # the key or the address is one that no call can be made with
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    UNKNOWN_OUTCOME = "unknown_outcome"  # the paid call may or may not have happened
    MODEL_FAILED = "model_failed"  # the host tried, and says that it failed
    BAD_RESULT = "bad_result"  # what came back is no picture
    EXPIRED = "expired"  # the pictures were made, and are no longer there
    VANISHED = "vanished"  # the host no longer knows its own ticket
    INTERNAL = "internal"  # our own fault


# What speaks of the host where it happens to several members: it is left alone for a while. A refused field, the
# content check or the picture speak of the request, and a 429 of how much we ask.
HOST_TROUBLE = frozenset(
    {
        FailureKind.OUT_OF_FUNDS,
        FailureKind.BAD_KEY,
        FailureKind.UNAVAILABLE,
        FailureKind.TIMED_OUT,
        FailureKind.UNKNOWN_OUTCOME,
        FailureKind.MODEL_FAILED,
        FailureKind.BAD_RESULT,
    }
)
# What another host may do better, where this one provably has not begun.
BETTER_ELSEWHERE = frozenset(
    {
        FailureKind.OUT_OF_FUNDS,
        FailureKind.BAD_KEY,
        FailureKind.MISCONFIGURED,
        FailureKind.RATE_LIMITED,
        FailureKind.UNAVAILABLE,
    }
)
# What passes by itself, so that the same call may be tried again where it provably did not happen.
PASSING = frozenset({FailureKind.RATE_LIMITED, FailureKind.UNAVAILABLE})
# What may be mended by bringing the source to the host anew.
UPLOAD_TROUBLE = frozenset({FailureKind.BAD_REQUEST, FailureKind.SOURCE_UNREAD})

DETAIL_CHARS = 500


def _one_line(words: str) -> str:
    """Return a host's words as they may stand in a log: on one line, without what moves a cursor, and with an end."""
    kept = (character if character.isprintable() else " " for character in words[: 2 * DETAIL_CHARS])
    return " ".join("".join(kept).split())[:DETAIL_CHARS]


class Failure(BaseModel):
    """How a job failed: the kind, and for the operator what the host said (never shown to members)."""

    model_config = ConfigDict(frozen=True)

    kind: FailureKind
    detail: Annotated[str, AfterValidator(_one_line)] = ""


@dataclass(eq=False)
class NotSent(Exception):
    """Provably nothing happened at the host: the same may be tried again, or another host."""

    failure: Failure
    retry_after: float | None = None  # seconds that the host asks for before that


@dataclass(eq=False)
class HostSaid(Exception):
    """The host's own word on a job, with its bill: the job ends."""

    failure: Failure
    cost: int | None = None  # millionths of a dollar; None where it does not say


@dataclass(eq=False)
class Unreachable(Exception):
    """Nobody could ask. What was paid for stays, and is asked after again; a paid call may have happened or not."""

    detail: str
