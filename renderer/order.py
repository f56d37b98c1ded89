"""What goes over the pipe between the server and its render worker: one JSON line each."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from renderer.failure import Failure
from renderer.request import RenderRequest


@dataclass(frozen=True, slots=True)
class PackFile:
    """What an entry of `loras` named, as a file. Nobody has looked into it yet."""

    file: str
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """To the worker: make these pictures of that file, in the look of another. The packs stand in the order of `loras`."""

    request: RenderRequest
    seed: int
    source: str
    folder: str
    look: str | None = None
    packs: list[PackFile] = field(default_factory=list[PackFile])
    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class Stop:
    """To the worker: leave off at the next step."""

    kind: Literal["stop"] = "stop"


@dataclass(frozen=True, slots=True)
class Progress:
    """From the worker: how far it is."""

    percent: int
    doing: str
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture in the order's folder."""

    file: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was read in a prompt: its looks and colours; what was not, cannot be made well, or has no letters here.

    Left out is what it does not want, in its own words: "not too dark".
    """

    looks: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])
    beyond: list[str] = field(default_factory=list[str])
    undrawn: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])

    @property
    def sentence(self) -> str:
        """Return it as a line of the log."""
        parts = {
            "read as": self.looks or ["no look, so that the picture keeps its own"],
            "left out": self.left_out,
            "not understood": self.missed,
            "not made well here": self.beyond,
            "no letters for": self.undrawn,
        }
        return " · ".join(f"{name}: {', '.join(said)}" for name, said in parts.items() if said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """From the worker: all pictures are there. Flags are given where a safety checker looked, one a picture."""

    pictures: list[Picture]
    prompt: str
    timings: dict[str, float]
    has_nsfw_concepts: list[bool] = field(default_factory=list[bool])
    understood: Understood | None = None  # None: the prompt was not read
    kind: Literal["done"] = "done"


to_worker: TypeAdapter[Order | Stop] = TypeAdapter(Annotated[Order | Stop, Field(discriminator="kind")])
from_worker: TypeAdapter[Progress | Done | Failure] = TypeAdapter(
    Annotated[Progress | Done | Failure, Field(discriminator="kind")]
)
