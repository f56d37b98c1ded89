"""An event: who did what to what, written by the transaction that does it.

Audits, reports, figures and the log read events. They carry ids and settings, never a member's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.member import BOT, Member

Value = str | int | None
ALARMS = frozenset({"spend.warning", "spend.stopped", "audit.mismatch"})


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

    @property
    def alarming(self) -> bool:
        """Return whether somebody should look at it who runs the bot."""
        return self.kind in ALARMS

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
