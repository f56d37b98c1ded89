"""What the doctor finds: values."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How something is."""

    WELL = "ok"
    ODD = "odd"  # the bot runs, but look at it
    BAD = "BAD"  # this would stop the bot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    verdict: Verdict
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.verdict:>4}  {self.what}" + (f"\n      → {self.advice}" if self.advice else "")
