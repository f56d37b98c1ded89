"""What a button carries: `r1:` (the version of this form), an action, a job, and for a picture its number.

A custom id comes back from outside: anything that is not of this form is nobody's button.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a button does."""

    SEED = "seed"
    AGAIN = "again"
    WEAKER = "weaker"
    STRONGER = "stronger"
    CANCEL = "cancel"
    SHOW = "show"


# A job is a row's number, and 18 digits always fit one; a request has at most four pictures.
_FORM = re.compile(rf"r1:({'|'.join(Action)}):([1-9]\d{{0,17}})(?::([1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A parsed custom id."""

    action: Action
    job_id: int
    number: int | None = None

    def __str__(self) -> str:
        number = f":{self.number}" if self.number else ""
        return f"r1:{self.action}:{self.job_id}{number}"

    @classmethod
    def parse(cls, custom_id: str) -> "ButtonId | None":
        """The button of that custom id; only variations name a picture, and they must."""
        match = _FORM.fullmatch(custom_id)
        if match is None or (match[1] == Action.SEED) != (match[3] is not None):
            return None
        return cls(Action(match[1]), int(match[2]), int(match[3]) if match[3] else None)
