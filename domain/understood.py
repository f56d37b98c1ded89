"""How a host read a prompt, where it tells: our own model does, whose words are few."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict

MOST = 10
LONGEST = 40  # characters of each


class Understood(BaseModel):
    """What was read in a prompt, what nobody understood, what cannot be made well, which letters no font has, and what was not wanted."""

    model_config = ConfigDict(frozen=True)

    looks: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def told(
        cls,
        looks: Sequence[str],
        missed: Sequence[str],
        beyond: Sequence[str],
        undrawn: Sequence[str],
        left_out: Sequence[str],
    ) -> Self:
        """Return what a host tells, within bounds."""
        kept = (
            tuple(word[:LONGEST] for word in words[:MOST])
            for words in (looks, missed, beyond, undrawn, left_out)
        )
        return cls(**dict(zip(cls.model_fields, kept, strict=True)))
