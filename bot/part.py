"""What of the bot a process is: all of it, a gateway or a worker."""

from dataclasses import dataclass

from domain.shards import Shards


@dataclass(frozen=True, slots=True)
class Part:
    """A gateway listens to Discord, lets in and shows; a worker claims, renders and delivers."""

    listens: bool = True
    works: bool = True
    shards: Shards | None = None  # that it listens to; None: all, as many as Discord wants
    providers: tuple[str, ...] = ()  # whose jobs it claims; none: those of all
    jobs: int | None = None  # that it has at once; None: as many as the hosts take

    @property
    def whole(self) -> bool:
        """Return whether it is all of the bot, and works alone."""
        return self.listens and self.works


WHOLE = Part()
