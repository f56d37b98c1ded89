"""A question: may somebody restyle that picture of yours? Asked in the open, and answered by its author alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.card import CardRef, Spot
from domain.member import Member
from domain.request import RestyleRequest

LIFE = 24 * 60 * 60 * 1000  # milliseconds; for about as long as Discord's links to the picture live
# So that nobody is pestered. From one asker to one author there is one at a time besides, and about a picture whose
# author would rather not there is none.
FROM_ONE_TO_ONE = 3  # in that time
OPEN_TO_ONE = 3
OPEN_FROM_ONE = 3


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ALLOWED = "allowed"  # its author has said yes, and the request has not started
    STARTED = "started"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by who asked, or by a moderator
    EXPIRED = "expired"  # nobody answered in time, or nothing was started
    GONE = "gone"  # the picture, or the message that asks, is no longer there


LEGAL_ANSWERS: Mapping[QuestionState, tuple[QuestionState, ...]] = {
    QuestionState.OPEN: (
        QuestionState.ALLOWED,
        QuestionState.DECLINED,
        QuestionState.WITHDRAWN,
        QuestionState.EXPIRED,
        QuestionState.GONE,
    ),
    QuestionState.ALLOWED: (
        QuestionState.STARTED,
        QuestionState.DECLINED,
        QuestionState.WITHDRAWN,
        QuestionState.EXPIRED,
        QuestionState.GONE,
    ),
    QuestionState.STARTED: (),
    QuestionState.DECLINED: (),
    QuestionState.WITHDRAWN: (),
    QuestionState.EXPIRED: (),
    QuestionState.GONE: (),
}


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question before it is kept. Its request starts by the interaction that asked, so it starts once."""

    interaction_id: int
    letters: str
    member: Member  # who asks
    locale: str  # of where they ask: what everybody there reads
    author_id: int
    source: Spot  # the message with the picture
    number: int | None  # which of its pictures, where it has several
    url: str
    sha256: str  # of the picture, made normal
    request: RestyleRequest
    asked_at: int  # unix milliseconds
    ends_at: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is kept. Times are unix milliseconds."""

    id: int
    letters: str
    state: QuestionState
    interaction_id: int
    member: Member  # who asks
    locale: str
    author_id: int
    source: Spot
    number: int | None
    url: str
    sha256: str
    request: RestyleRequest | None  # None: its row is of another version or damaged
    message_id: int | None  # that asks, in the channel of its source
    asked_at: int
    ends_at: int
    result: Spot | None = None  # where what was started is shown

    @property
    def ref(self) -> CardRef:
        """Return what its custom ids call it; it is named as a card is."""
        return CardRef(self.id, self.letters)

    @property
    def unsettled(self) -> bool:
        """Return whether something can still come of it."""
        return bool(LEGAL_ANSWERS[self.state])
