"""What every image host looks like from the bot: values in, values out.

A *provider* is our side: the class, the name in the settings, the column in the database. A *host* is the service
on the other side of the wire. A provider asks; a host answers, bills, rests.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from domain import limits
from domain.job import StoredPicture, Ticket
from domain.price import Price
from domain.request import AUTO_PIXELS_MAX, RestyleRequest
from domain.styles import LoraKind
from domain.understood import Understood


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a host can do; cards and commands offer only that."""

    loras: frozenset[LoraKind] = frozenset()  # those that it takes
    looks: bool = False  # takes the look of a second picture
    cancel: bool = False
    position: bool = False  # tells the place in its own queue
    webhook: bool = False  # can call us when a job has ended
    min_side: int = limits.LEAST_SIDE  # pixels of the source's shorter side
    max_pixels: int = AUTO_PIXELS_MAX  # of one result
    percent: bool = False  # tells how far a picture is
    finds: bool = False  # finds a job again by our own tag, so that an unknown outcome can be looked up
    exact: bool = False  # paints any size to the pixel
    forgets: bool = False  # costs nothing and may lose its tickets: such a job is simply sent again


@dataclass(frozen=True, slots=True)
class HostProgress:
    """What a host says of a job on its way."""

    waiting: int | None = None  # requests before it in the host's own queue
    percent: int | None = None
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where a host can read a picture, and for how many seconds it can be asked to again; None: this once."""

    url: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """One picture of an answer: where it lies, and whether the host flagged it."""

    url: str
    flagged: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """A host's answer: pictures in order, the seed that it says it used, the prompt that it painted, the bill."""

    pictures: tuple[RenderedPicture, ...]
    seed: int | None
    prompt: str
    billed: bool = True
    cost: int | None = None  # millionths of a dollar, where the host says what it billed
    understood: Understood | None = None  # where it says how it read the prompt


class Provider(Protocol):
    """The way to an image host.

    For what goes wrong there is one of three failures, and each method says which of them it raises: `NotSent`
    (provably nothing happened), `HostSaid` (the host's own word), `Unreachable` (nobody could ask).
    """

    @property
    def name(self) -> str:
        """Its name in settings and in the database."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    @property
    def price(self) -> Price:
        """What it asks for."""
        ...

    @property
    def jobs_at_once(self) -> int:
        """How many jobs it may have at once."""
        ...

    @property
    def usual_seconds(self) -> float:
        """How long a picture usually takes, before there is a figure of our own."""
        ...

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        """Bring a picture to where the host can read it, and say where. Costs nothing. Raises NotSent."""
        ...

    async def submit(self, request: RestyleRequest, source: str, tag: str, look: str | None = None) -> Ticket:
        """Send the paid call, once. `look` is where the picture lies whose look is taken, for a host that can.

        Raises NotSent where it provably did not happen, and Unreachable where nobody knows: then it may have, and
        must not be sent again, here or elsewhere.
        """
        ...

    async def find(self, tag: str) -> Ticket | None:
        """Return the job that was submitted with that tag, for a host that finds.

        None is no proof that there is none.

        Raises Unreachable.
        """
        ...

    def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        """Follow a job until the host says that it has ended, whatever passes on the way.

        Raises HostSaid where the host no longer knows it, and Unreachable where it could not be asked for long.
        """
        ...

    async def fetch(self, ticket: Ticket) -> Rendered:
        """Return the answer of a job that has ended. Raises HostSaid where it failed, and Unreachable."""
        ...

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        """Write one picture to a file, size-capped and unchecked.

        Raises HostSaid where it can never be had, and Unreachable where it cannot be had now.
        """
        ...

    async def cancel(self, ticket: Ticket) -> bool:
        """Ask the host to stop. Returns whether it says that it did before anything was billed. Raises Unreachable."""
        ...

    async def check(self) -> None:
        """Ask something that is free and needs the key, for an operator who wants to know whether it works.

        Raises HostSaid where the host refuses the key, NotSent where no call can be made, and Unreachable.
        """
        ...
