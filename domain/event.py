"""An event: who did what to what, written by the transaction that does it.

Audits, reports, figures and the log read events. They carry ids and settings, never a member's words; the reason that a
moderator has typed is kept beside them, to be erased with what is kept of whom it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.buckets import Scope
from domain.member import BOT, Member
from domain.rules import EVERYBODY

Value = str | int | None
ALARMS = frozenset({"spend.warning", "spend.stopped", "audit.mismatch"})
# What moderators do to their server and its members.
BY_MODERATORS = frozenset(
    {
        *(
            "allowance.set",
            "allowance.cleared",
            "caps.set",
            "caps.cleared",
            "privileges.set",
            "credit.granted",
            "credit.revoked",
            "account.reset",
        ),
        *("style.added", "style.changed", "style.removed", "style.illustrated"),
        *("server.paused", "server.resumed", "member.blocked", "member.unblocked"),
        *("word.blocked", "word.allowed", "report.upheld", "report.dismissed"),
        *("card.published", "card.rejected"),
    }
)
# What members do to what is their own, and moderators to what is others'.
TO_OTHERS = frozenset({"card.deleted", "job.cancelled"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done: by whom (a user's id, or BOT), about whom, to which card and job; before and after."""

    kind: str  # subject.verb: job.done, card.shown, allowance.set
    member: Member
    actor: int = BOT
    card_id: int | None = None
    job_id: int | None = None
    before: Mapping[str, Value] = field(default_factory=dict[str, Value])
    after: Mapping[str, Value] = field(default_factory=dict[str, Value])
    reason: str = ""  # in the words of who did it; for moderators alone, and never for the log

    @property
    def alarming(self) -> bool:
        """Return whether somebody should look at it who runs the bot."""
        return self.kind in ALARMS

    @property
    def trailed(self) -> bool:
        """Return whether it belongs in the trail: what a server's moderators do, and what they should look at."""
        if self.member.personal:
            return False
        if self.actor == BOT:  # what all servers spend together is not theirs
            return self.alarming and self.after.get("scope") != Scope.BOT
        if self.kind == "preference.set":
            return self.member.user_id == EVERYBODY
        return self.kind in BY_MODERATORS or (self.kind in TO_OTHERS and self.actor != self.member.user_id)

    @property
    def fields(self) -> dict[str, Value]:
        """Return what a line of the log says of it, and what it can be searched by."""
        named = {
            "job": self.job_id,
            "card": self.card_id,
            "member": self.member.user_id,
            "server": self.member.guild_id or None,
            "by": self.actor or None,
            **self.after,
        }
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was written: in which place, and when (unix ms)."""

    id: int
    at: int
    event: Event
