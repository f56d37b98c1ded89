"""What a member sees of one interaction that they set off: the answer, its changes, follow-ups, a form, or a failure."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

from sandbox.people.modal import Modal
from sandbox.wire import Json
from sandbox.world.feed import (
    Acknowledged,
    ChoicesOffered,
    Event,
    Failed,
    Feed,
    MessageChanged,
    MessageDeleted,
    MessageShown,
    ModalOpened,
)
from sandbox.world.interactions import Callback, Interaction
from sandbox.world.message import Message
from sandbox.world.signal import Signal

T = TypeVar("T")
Awaited: TypeAlias = Coroutine[Any, Any, T]


class Exchange:
    """It follows its messages for as long as the sandbox lives, also when they are edited by other means.

    All that waits ends with TimeoutError, which tells what was seen last.
    """

    def __init__(self, feed: Feed, member_id: int) -> None:
        self.interaction: Interaction | None = None
        self.versions: list[Message] = []
        self.modal: Modal | None = None
        self.choices: list[Json] | None = None
        self.failed: str | None = None
        self.deleted = False
        self.callback_type: int | None = None
        self._member_id = member_id
        self._original: int | None = None
        self._followups: dict[int, Message] = {}
        self._looked_at = 0
        self._changed = Signal()
        self._unsubscribe = feed.subscribe(self._hear)

    def leave(self) -> None:
        """Follow nothing any more."""
        self._unsubscribe()

    @property
    def interaction_id(self) -> int:
        """The interaction's id."""
        assert self.interaction is not None
        return self.interaction.id

    @property
    def message(self) -> Message | None:
        """The answer as it is now."""
        return None if self.deleted or not self.versions else self.versions[-1]

    @property
    def followups(self) -> list[Message]:
        """The follow-ups as they are now."""
        return list(self._followups.values())

    @property
    def messages(self) -> list[Message]:
        """The answer and the follow-ups as they are now."""
        return [message for message in (self.message, *self.followups) if message is not None]

    @property
    def answered(self) -> bool:
        """Whether there is something to see, more than that the application is thinking, or it is over."""
        shown = self.message is not None and not self.message.loading
        opened = self.modal is not None or self.choices is not None
        return bool(shown or opened or self.followups or self.deleted or self.failed)

    async def settled(self, seconds: float = 10) -> None:
        """Wait until it is answered. A button may be acknowledged alone: then nothing need come, and no TimeoutError."""
        try:
            await self._changed.until(lambda: self.answered, seconds)
        except TimeoutError:
            if self.callback_type != Callback.DEFERRED_UPDATE:
                raise TimeoutError(f"no answer within {seconds:g} s; {self._last_seen()}") from None

    def until(self, fits: Callable[[Message], bool], timeout: float = 30) -> Awaited[Message]:
        """Return the first state of the answer that fits, from the one that the last `until` returned onwards."""

        def look() -> Message | None:
            while self._looked_at < len(self.versions):
                if fits(self.versions[self._looked_at]):
                    return self.versions[self._looked_at]
                self._looked_at += 1
            return None

        return self._wait(look, timeout)

    def until_followup(self, fits: Callable[[Message], bool], timeout: float = 30) -> Awaited[Message]:
        """Return a follow-up that fits."""
        return self._wait(lambda: next((m for m in self.followups if fits(m)), None), timeout)

    def message_shown(self, timeout: float = 10) -> Awaited[Message]:
        """Return the answer, once it shows more than that the application is thinking."""
        return self._wait(lambda: None if not (m := self.message) or m.loading else m, timeout)

    def modal_shown(self, timeout: float = 10) -> Awaited[Modal]:
        """Return the form, once it is open."""
        return self._wait(lambda: self.modal, timeout)

    def choices_offered(self, timeout: float = 10) -> Awaited[list[Json]]:
        """Return the suggestions, once they are there; there may be none."""
        return self._wait(lambda: self.choices, timeout)

    def acknowledged(self, timeout: float = 10) -> Awaited[int]:
        """Return the type of the application's first answer, once it has come."""
        return self._wait(lambda: self.callback_type, timeout)

    def gone(self, timeout: float = 10) -> Awaited[bool]:
        """Wait until the answer is deleted."""
        return self._wait(lambda: self.deleted or None, timeout)

    def failure(self, timeout: float = 10) -> Awaited[str]:
        """Return what the member is told when the application does not answer."""
        return self._changed.until(lambda: self.failed, timeout)

    def change(self, timeout: float | None = None) -> Awaited[None]:
        """Wait until the member sees something new."""
        return self._changed.raised(timeout)

    async def _wait(self, look: Callable[[], T | None], seconds: float) -> T:
        """Return what `look` finds. When the application has failed already, nothing more will come."""

        def end() -> tuple[T | None] | None:
            found = look()
            return None if found is None and not self.failed else (found,)

        try:
            (found,) = await self._changed.until(end, seconds)
        except TimeoutError:
            raise TimeoutError(f"nothing that fits within {seconds:g} s; {self._last_seen()}") from None
        if found is None:
            raise TimeoutError(f"{self.failed}; {self._last_seen()}")
        return found

    def _last_seen(self) -> str:
        texts = [message.text or f"(flags {message.flags})" for message in self.messages]
        return f"last seen: {texts}" if texts else "nothing was seen"

    def _hear(self, event: Event) -> None:
        if event.audience not in {None, self._member_id}:
            return
        own = self.interaction is not None and event.interaction_id == self.interaction.id
        match event:
            case MessageShown(message=message) | MessageChanged(message=message):
                self._see(message, new=own)
            case MessageDeleted(message_id=message_id):
                self.deleted = self.deleted or message_id == self._original
                self._followups.pop(message_id, None)
            case _ if own:
                self._hear_own(event)
            case _:
                return
        self._changed.notify()

    def _see(self, message: Message, *, new: bool) -> None:
        if message.id == self._original:
            self.versions.append(message)
        elif new or message.id in self._followups:
            self._followups[message.id] = message

    def _hear_own(self, event: Event) -> None:
        match event:
            case Acknowledged(callback_type=callback_type, message_id=message_id):
                self.callback_type = callback_type
                self._original = message_id
            case ModalOpened(modal=modal):
                self.modal = Modal(modal, self.interaction_id)
            case ChoicesOffered(choices=choices):
                self.choices = choices
            case Failed(reason=reason):
                self.failed = reason
            case _:
                pass
