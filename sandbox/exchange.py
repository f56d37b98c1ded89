"""What a member sees of one interaction that they set off: the answer, its changes, follow-ups, a form, or a failure."""

from collections.abc import Callable
from typing import TypeVar

from sandbox.feed import (
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
from sandbox.interactions import Interaction
from sandbox.message import Message
from sandbox.modal import Modal
from sandbox.signal import Signal
from sandbox.wire import Json

T = TypeVar("T")


class Exchange:
    """It follows its messages for as long as the sandbox lives, also when they are edited by other means."""

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
        feed.subscribe(self._hear)

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

    async def until(self, fits: Callable[[Message], bool], timeout: float = 30) -> Message:  # noqa: ASYNC109
        """The first state of the answer that fits, from the one that the last `until` returned onwards."""

        def look() -> Message | None:
            while self._looked_at < len(self.versions):
                if fits(self.versions[self._looked_at]):
                    return self.versions[self._looked_at]
                self._looked_at += 1
            return None

        return await self._wait(look, timeout)

    async def until_followup(self, fits: Callable[[Message], bool], timeout: float = 30) -> Message:  # noqa: ASYNC109
        """A follow-up that fits."""
        return await self._wait(lambda: next((m for m in self.followups if fits(m)), None), timeout)

    async def message_shown(self, timeout: float = 10) -> Message:  # noqa: ASYNC109
        """The answer, once it shows more than that the application is thinking."""
        return await self._wait(lambda: None if not (m := self.message) or m.loading else m, timeout)

    async def modal_shown(self, timeout: float = 10) -> Modal:  # noqa: ASYNC109
        """The form, once it is open."""
        return await self._wait(lambda: self.modal, timeout)

    async def choices_offered(self, timeout: float = 10) -> list[Json]:  # noqa: ASYNC109
        """The suggestions, once they are there; there may be none."""
        return (await self._wait(lambda: None if self.choices is None else (self.choices,), timeout))[0]

    async def acknowledged(self, timeout: float = 10) -> int:  # noqa: ASYNC109
        """The type of the application's first answer, once it has come."""
        return await self._wait(lambda: self.callback_type, timeout)

    async def change(self, timeout: float | None) -> None:  # noqa: ASYNC109
        """Until the member sees something new."""
        await self._changed.raised(timeout)

    async def gone(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Until the answer is deleted."""
        await self._wait(lambda: self.deleted, timeout)

    async def failure(self, timeout: float = 10) -> str:  # noqa: ASYNC109
        """What the member is told when the application does not answer."""
        return await self._changed.until(lambda: self.failed, timeout)

    async def _wait(self, look: Callable[[], T | None], seconds: float) -> T:
        """What `look` finds. When the application has failed already, nothing more will come."""
        try:
            found = await self._changed.until(
                lambda: (one,) if (one := look()) or self.failed else None, seconds
            )
        except TimeoutError:
            raise TimeoutError(f"nothing that fits within {seconds:g} s; {self._last_seen()}") from None
        if not found[0]:
            raise TimeoutError(f"{self.failed}; {self._last_seen()}")
        return found[0]

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
