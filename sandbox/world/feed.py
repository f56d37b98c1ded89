"""What people and the gateway get to see, as it happens. There is this one place to listen at."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.wire import Json
from sandbox.world.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in a channel; `audience` is the one member who sees it, or None for all there."""

    channel_id: int
    audience: int | None = None
    interaction_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown(Event):
    """A new message."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged(Event):
    """A message looks different now."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(Event):
    """A message is gone."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Event):
    """Something beside a message's words is another: it is no edit."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Marked):
    """Somebody has put an emoji under a message, or taken it away."""

    user_id: int
    emoji: str
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsCleared(Marked):
    """All reactions are gone, or all with one emoji."""

    emoji: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned(Marked):
    """A message was pinned, or is so no more; `last` is when the newest pin of the channel was made."""

    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Event):
    """Somebody is writing."""

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Event):
    """The application has answered an interaction; `message_id` is the message that is its answer, if there is one."""

    callback_type: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalOpened(Event):
    """A form has opened before a member."""

    modal: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesOffered(Event):
    """Suggestions for the option that a member is typing."""

    choices: list[Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """What a member is told when the application does not play its part."""

    reason: str


Listener = Callable[[Event], None]


class Feed:
    """Passes each event on to all who listen."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear of all that happens from now on, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell everybody."""
        for listener in tuple(self._listeners):
            listener(event)
