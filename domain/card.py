"""A card: what one interaction of a member is answered with, and above the jobs that it asked for.

Delivery, progress, cancel and buttons speak of cards; hosts speak of jobs.
"""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.job import Job
from domain.member import Asker, Member
from domain.quota import Account

TOKEN_LIFE = (
    14 * 60_000
)  # milliseconds; Discord's is 15 minutes (developers/docs/interactions/receiving-and-responding)
LETTERS = 6  # 300 million combinations; a guess is one press of a button


def new_letters() -> str:
    """Draw the letters of a card: a custom id without them names nothing, here or in a restored database."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(LETTERS))


class Publication(StrEnum):
    """Whether a card's results may be seen."""

    SHOWN = "shown"  # as they come: nobody has to look first
    HELD = "held"  # a moderator must look first
    PUBLISHED = "published"
    REJECTED = "rejected"


LEGAL_PUBLICATIONS: Mapping[Publication, tuple[Publication, ...]] = {
    Publication.SHOWN: (Publication.HELD,),
    Publication.HELD: (Publication.PUBLISHED, Publication.REJECTED),
    Publication.PUBLISHED: (),
    Publication.REJECTED: (Publication.HELD,),  # once: its member has objected
}


class Target(StrEnum):
    """Where a card is shown; each is a delivery of its own."""

    REPLY = "reply"  # where it was asked
    REVIEW = "review"
    DIRECT = "direct"
    LOG = "log"


class DeliveryState(StrEnum):
    """Whether a card's end has been seen at its target."""

    PENDING = "pending"
    SHOWN = "shown"
    WAITING = "waiting"  # it could not be shown there; the member fetches it


class Hindrance(StrEnum):
    """Why a card's end could not be shown where it was asked, and waits for its member."""

    LATE = "late"  # the message is reached by a token alone, and that has ended
    GONE = "gone"  # the message is there no more, or its channel
    CLOSED = "closed"  # its thread is archived, or locked
    BARRED = "barred"  # the bot may not see or write there any more
    FILTERED = "filtered"  # the server's own filter stopped it
    TOO_LARGE = "too_large"
    UNANSWERED = "unanswered"  # Discord did not take it, however often it was asked
    UNFIT = "unfit"  # the files could not be made ready
    REFUSED = "refused"  # whatever else Discord said


LEGAL_DELIVERIES: Mapping[DeliveryState, tuple[DeliveryState, ...]] = {
    DeliveryState.PENDING: (DeliveryState.SHOWN, DeliveryState.WAITING),
    DeliveryState.WAITING: (DeliveryState.SHOWN, DeliveryState.PENDING),
    DeliveryState.SHOWN: (
        DeliveryState.PENDING,
    ),  # what was seen is not the end any more: it is looked at again
}


@dataclass(frozen=True, slots=True)
class CardRef:
    """How a custom id names a card: its number, and the letters that were drawn for it."""

    id: int
    letters: str

    def __str__(self) -> str:
        """Return it as it stands in a custom id; cards from before there were letters have none."""
        return f"{self.id}:{self.letters}" if self.letters else str(self.id)


# A card is a row's number, and 18 digits always fit one.
REF_FORM = rf"([1-9]\d{{0,17}})(?::([a-z]{{{LETTERS}}}))?"


@dataclass(frozen=True, slots=True)
class Card:
    """Who asked, where, in which language, and how far it is to be seen. Times are unix milliseconds."""

    id: int
    interaction_id: int
    member: Member
    channel_id: int
    locale: str
    letters: str
    private: bool  # for its member's eyes alone: so are its buttons
    publication: Publication
    asked_at: int
    role_ids: frozenset[int] = frozenset()  # that its member had when they asked
    age_restricted: bool = False  # whether it was asked where a server has it for adults alone

    @property
    def ref(self) -> CardRef:
        """Return what its custom ids call it."""
        return CardRef(self.id, self.letters)

    @property
    def visible(self) -> bool:
        """Return whether its results may be seen where it was asked."""
        return self.publication in {Publication.SHOWN, Publication.PUBLISHED}

    @property
    def moderated(self) -> bool:
        """Return whether it is shown to all where a server's moderators have a say."""
        return not self.private and not self.member.personal

    @property
    def asker(self) -> Asker:
        """Return its member as they were when they asked: what a rule about pictures wants to know of them."""
        return Asker(self.member, self.channel_id, self.role_ids, age_restricted=self.age_restricted)


@dataclass(frozen=True, slots=True)
class Spot:
    """A message that others can be led to."""

    guild_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Varied:
    """The picture that a job varies: what it is called on its card, and where that is, if others can be led there."""

    name: str
    spot: Spot | None


def picture_name(part: int, place: int, images: int, *, alone: bool) -> str:
    """Return what a picture is called on its card: the place (1-based) at which it stands among those of its job.

    Where that is not the only job, it is the number of the source that it was made from, so that it stays the same
    whatever became of the others; and the place behind it, if the job was to make several images.
    """
    if alone:
        return str(place)
    return f"{part + 1}.{place}" if images > 1 else str(part + 1)


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card before it is admitted: one interaction, and who it is of."""

    interaction_id: int
    asker: Asker
    letters: str
    private: bool
    asked_at: int | None = None  # unix milliseconds, where that was before it was admitted

    @property
    def locale(self) -> str:
        """Return in which language it is: its member's own where they alone see it, else the server's."""
        return self.asker.locale if self.private else self.asker.server_locale


@dataclass(frozen=True, slots=True)
class Admitted:
    """An admitted card with its jobs, each with its place in line (1-based), and its member's account with them."""

    card: Card
    jobs: tuple[Job, ...]
    places: tuple[int, ...]
    account: Account
    new: bool  # False: this interaction had been admitted before


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where a card is answered: the message that stands for it, and the token that may edit it for 15 minutes."""

    guild_id: (
        int  # the server of the channel, also one that does not have the bot; NO_SERVER outside of servers
    )
    channel_id: int
    message_id: int
    token: str
    token_at: int  # unix milliseconds
    ephemeral: bool
    lasting: bool  # whether the bot reaches it by itself once the token has ended
    file_limit: int  # bytes that one file of an answer may have

    @property
    def spot(self) -> Spot | None:
        """Return the message as others find it; None where one member alone sees it."""
        return None if self.ephemeral else Spot(self.guild_id, self.channel_id, self.message_id)

    @property
    def ends_at(self) -> int | None:
        """Return until when the message can be changed (unix ms); None where nothing ends that."""
        return None if self.lasting else self.token_at + TOKEN_LIFE
