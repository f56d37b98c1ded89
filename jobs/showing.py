"""What is shown of a card: how far it is, how it ended, and who shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.card import Card, Hindrance, ReplyTo, Varied
from domain.job import ACTIVE, Job, JobState, Progress, Result, StoredPicture
from domain.quota import Account
from domain.review import Review


@dataclass(frozen=True, slots=True)
class Ended:
    """How one job of a card ended: its pictures, by which provider, and how many pictures count."""

    job: Job
    results: Sequence[Result]
    provider: str
    counted: int = 0  # against the allowance of its member
    source: StoredPicture | None = None  # what it was made from
    parent: Varied | None = None  # the same, where it is a result of ours
    hidden: int = 0  # results that may not be seen (yet)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a card ended, or how far it has come: its jobs in the order of their parts, and its member's account.

    Results that may not be seen are not in it, but for the moderators who have to look.
    """

    card: Card
    jobs: Sequence[Ended]
    account: Account
    review: Review | None = None  # where moderators had to look first, or have to

    @property
    def complete(self) -> bool:
        """Return whether all of its jobs have ended."""
        return not any(ended.job.state in ACTIVE for ended in self.jobs)

    @property
    def is_set(self) -> bool:
        """Return whether several pictures were asked for at once, each by a job of its own."""
        return len(self.jobs) > 1

    @property
    def called_off(self) -> bool:
        """Return whether somebody ended all of it."""
        return all(ended.job.state is JobState.CANCELLED for ended in self.jobs)

    @property
    def results(self) -> list[tuple[Job, Result]]:
        """Return all pictures, each with its job."""
        return [(ended.job, result) for ended in self.jobs for result in ended.results]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a card is, and what goes on with one of its jobs; None where all that is new is that one has ended."""

    so_far: Ending
    progress: Progress | None
    cancellable: bool
    late: bool = False  # whether its message is likely to be out of reach before its end, which then waits
    to_go: int | None = None  # seconds until the last of several jobs is done, by what the others took


def to_go(jobs: Sequence[Ended], now: int) -> int | None:
    """Return the seconds until all of these jobs are done (now: unix ms), if the others take as long as those that are."""
    done = sum(one.job.state is JobState.DONE for one in jobs)
    begun = min((one.job.started_at for one in jobs if one.job.started_at), default=now)
    left = sum(one.job.state in ACTIVE for one in jobs)
    return max(1, round((now - begun) / 1000 / done * left)) if done and left else None


class NotShown(Exception):
    """It could not be shown now; it may be later."""


class NowhereToShow(Exception):
    """It can never be shown where it was asked, and why not."""

    def __init__(self, detail: str = "", *, why: Hindrance = Hindrance.REFUSED) -> None:
        super().__init__(detail)
        self.why = why


def may_pass(error: BaseException) -> bool:
    """Return whether to try again: also after a fault of ours, which must not keep a member's pictures from them."""
    return isinstance(error, Exception) and not isinstance(error, NowhereToShow)


class Delivery(Protocol):
    """Where progress and endings go."""

    def progress(self, standing: Standing, reply_to: ReplyTo) -> None:
        """Show how far a card is; may be dropped for a newer one, and is never waited for."""
        ...

    async def told(self) -> None:
        """Show what is still to be shown of progress at once: there will be no more."""
        ...

    async def show(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Show how a card ended. Raises NotShown or NowhereToShow."""
        ...

    async def notice(self, ending: Ending, reply_to: ReplyTo) -> None:
        """Tell who asked, in a message of its own, that a card has ended. May raise anything."""
        ...

    async def open_review(self, ending: Ending, place: ReplyTo) -> int:
        """Begin a message for moderators, without pictures; return its id. Raises NotShown or NowhereToShow."""
        ...

    async def show_review(self, ending: Ending, place: ReplyTo, *, more: int = 0) -> None:
        """Show moderators what waits for them, or how they have decided; and how many more wait.

        Raises NotShown or NowhereToShow.
        """
        ...
