"""An order: one picture's work, as it goes to the fork server and on to the child."""

import json
from dataclasses import asdict, dataclass
from typing import Literal, Self

from domain.picture import Comparison


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use before the system ends it."""

    memory: int = 750 * 2**20  # bytes of address space; the worst allowed picture takes four fifths of it
    cpu_seconds: int = 10
    wall_seconds: float = 60  # generous: a child yields to everything else on a busy machine
    nice: int = 15


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with which file. Paths, not bytes: large messages would stall the event loop.

    `part` is where the child writes; `target` is what that is renamed to when it is whole, and
    where the child chooses the format it lacks the suffix. `most` are bytes: what a file to
    inspect may have, or what a new one may. `mark` asks for the mark of a model's work: in
    a file to inspect itself, or in a new one. A comparison has a second file, which is what was `before`.
    """

    task: Literal["inspect", "recognise", "normalise", "fit", "compare"]
    limits: Limits
    source: str
    target: str = ""
    part: str = ""
    most: int = 0
    mark: bool = False
    before: str = ""
    how: Comparison = Comparison.BESIDE

    def dump(self) -> bytes:
        """Write the order for the socket."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def load(cls, raw: bytes) -> Self:
        """Read what dump() wrote; it comes from the bot alone, so it is not checked again."""
        fields = json.loads(raw)
        return cls(**fields | {"limits": Limits(**fields["limits"]), "how": Comparison(fields["how"])})
