"""A report: what somebody tells the moderators about a result, and what they decide."""

from dataclasses import dataclass
from enum import StrEnum

from domain.card import CardRef
from domain.member import Member

# So that neither moderators nor a member can be buried in them. Of one member about one result there is one.
OF_ONE_A_DAY = 10
OPEN_ABOUT_ONE = 5
DAY = 24 * 60 * 60 * 1000  # milliseconds
NOTE = 300  # characters


class Reason(StrEnum):
    """What is wrong with a result."""

    MINE = "mine"  # it was made from the reporter's work, or shows them
    SEXUAL = "sexual"
    HATE = "hate"  # or violence
    RULES = "rules"  # the server's own
    OTHER = "other"


class ReportState(StrEnum):
    """What has become of a report. Only an open one changes."""

    OPEN = "open"
    UPHELD = "upheld"  # a moderator deletes the result
    DISMISSED = "dismissed"
    GONE = "gone"  # the result was deleted otherwise


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report before it is kept."""

    letters: str
    card_id: int
    member: Member  # who reports
    reason: Reason
    note: str
    locale: str
    at: int  # unix milliseconds


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is kept. Times are unix milliseconds."""

    id: int
    letters: str
    state: ReportState
    card_id: int
    member: Member
    reason: Reason
    note: str
    locale: str
    at: int
    channel_id: int | None  # where the moderators were shown it
    message_id: int | None
    decided_by: int | None
    removed: bool  # whether the result has been deleted

    @property
    def ref(self) -> CardRef:
        """Return what its custom ids call it; it is named as a card is."""
        return CardRef(self.id, self.letters)

    @property
    def undone(self) -> bool:
        """Return whether there is still something to do: to decide, or to delete what was decided to be."""
        return self.state is ReportState.OPEN or (self.state is ReportState.UPHELD and not self.removed)
