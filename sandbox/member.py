"""Somebody who acts in a test that does not await, and what they see of it.

What is asked of them is read by the same forms as over HTTP (`control/forms`), and refused in the same words.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from sandbox.control.forms import Waiting, taken
from sandbox.loop import Loop
from sandbox.people.acting import ACTION, Acting, Done, FileTicket
from sandbox.people.exchange import Exchange
from sandbox.people.modal import Modal
from sandbox.people.person import Choice, Person
from sandbox.rules.options import Upload, WrongInput
from sandbox.wire import Json
from sandbox.world.message import Message

__tracebackhide__ = True  # pytest shows the line of the test
SECONDS = 10.0  # that a bot has for whatever is waited for, if not said otherwise
T = TypeVar("T")
_WAITING = TypeAdapter(Waiting)


def seconds_of(timeout: float) -> float:
    """Return how long something is waited for; WrongInput where that is no time."""
    return taken(_WAITING, {"timeout": timeout}).timeout


async def within(most: float, until: Callable[[float], Awaitable[T]]) -> T:
    """Wait for something so many seconds at most, as a test says."""
    return await until(seconds_of(most))


class Answer:
    """What somebody sees of something that they set off."""

    def __init__(self, loop: Loop, exchange: Exchange) -> None:
        self._loop = loop
        self.exchange = exchange

    @property
    def failed(self) -> str | None:
        """What they are told where the bot did not answer."""
        return self.exchange.failed

    @property
    def message(self) -> Message:
        """The answer as it is now; AssertionError where there is none."""
        found = self.exchange.message
        assert found is not None, self.failed or "there is no message"
        return found

    @property
    def text(self) -> str:
        """All that can be read in it, line by line."""
        return self.message.text

    @property
    def followups(self) -> list[Message]:
        """The follow-ups as they are now."""
        return self.exchange.followups

    @property
    def form(self) -> Modal:
        """The form that has opened; AssertionError where there is none."""
        assert self.exchange.modal is not None, self.failed or "no form is open"
        return self.exchange.modal

    @property
    def deleted(self) -> bool:
        """Whether the answer was deleted."""
        return self.exchange.deleted

    def until(self, fits: Callable[[Message], bool], timeout: float = SECONDS) -> Message:
        """Return the answer once it fits; TimeoutError, with what was seen last, where it does not."""
        return self._loop.run(within(timeout, lambda seconds: self.exchange.until(fits, seconds)))

    def followup(self, fits: Callable[[Message], bool] = bool, timeout: float = SECONDS) -> Message:
        """Return a follow-up that fits, once there is one."""
        return self._loop.run(within(timeout, lambda seconds: self.exchange.until_followup(fits, seconds)))


class Member:
    """Somebody who acts, in the first channel that is theirs if none is named, or in "dm" with the bot.

    What Discord's client would not let them do is WrongInput. What they set off is waited for, until there is something
    to see or the time is over; a timeout of 0 does not wait.
    """

    def __init__(self, loop: Loop, person: Person, acting: Acting) -> None:
        self._loop = loop
        self._person = person
        self._acting = acting

    @property
    def name(self) -> str:
        """Their name."""
        return self._person.name

    def command(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        *,
        channel: str | int | None = None,
        timeout: float = SECONDS,
    ) -> Answer:
        """Use a slash command, "quota set" for a subcommand. A file is an Upload; people, roles and channels go by name."""
        return self._answer(timeout, "command", name=name, options=options or {}, channel=channel)

    def menu(
        self,
        name: str,
        target: "Message | Member",
        *,
        channel: str | int | None = None,
        timeout: float = SECONDS,
    ) -> Answer:
        """Use an entry of the menu on a message or on somebody."""
        on = {"user": target.name} if isinstance(target, Member) else {"message": _id(target)}
        return self._answer(timeout, "menu", name=name, channel=channel, **on)

    def press(self, message: Message, button: str, *, timeout: float = SECONDS) -> Answer:
        """Press a button, by its label or custom_id."""
        return self._answer(timeout, "press", message=_id(message), custom_id=button)

    def select(self, message: Message, select: str, *values: object, timeout: float = SECONDS) -> Answer:
        """Choose in a select, by its placeholder or custom_id."""
        return self._answer(timeout, "press", message=_id(message), custom_id=select, values=values)

    def submit(self, form: Modal, values: Mapping[str, object], *, timeout: float = SECONDS) -> Answer:
        """Fill in a form, by the labels or custom_ids of its fields, and send it."""
        opener = getattr(form, "interaction_id", form)
        return self._answer(timeout, "submit", interaction=opener, values=values)

    def suggestions(
        self, name: str, options: Mapping[str, object], focused: str, *, channel: str | int | None = None
    ) -> list[Choice]:
        """Type into an option of a command, and see what is suggested."""

        async def suggested() -> list[Choice]:
            typing = await self._act("command", name=name, options=options, focused=focused, channel=channel)
            return [Choice(one["name"], one["value"]) for one in await _exchange(typing).choices_offered()]

        return self._loop.run(suggested())

    def write(self, text: str = "", *files: Upload, channel: str | int | None = None) -> Message:
        """Write a message."""
        said = self._loop.run(self._act("say", text=text, files=files, channel=channel))
        assert isinstance(said, Message)
        return said

    def react(self, message: Message, emoji: str) -> None:
        """Put an emoji under a message."""
        self._loop.run(self._act("react", message=_id(message), emoji=emoji, on=True))

    def delete(self, message: Message) -> None:
        """Delete a message of their own, or as a moderator anybody's."""
        self._loop.run(self._act("delete", message=_id(message)))

    def messages(self, *, channel: str | int | None = None) -> list[Message]:
        """Return what they see in a channel, oldest first."""
        return self._loop.call(lambda: self._person.messages(self._person.place(channel)))

    def message_seen(
        self,
        fits: Callable[[Message], bool],
        *,
        channel: str | int | None = None,
        timeout: float = SECONDS,
    ) -> Message:
        """Return the first message of a channel that fits, once there is one."""

        def seen(seconds: float) -> Awaitable[Message]:
            return self._person.message_seen(fits, self._person.place(channel), seconds)

        return self._loop.run(within(timeout, seen))

    def commands(self, *, channel: str | int | None = None) -> list[Json]:
        """Return the commands and menu entries that they are offered in a channel."""
        return self._loop.call(lambda: self._person.commands(self._person.place(channel)))

    def _answer(self, timeout: float, op: str, **asked: object) -> Answer:
        async def answered(seconds: float) -> Exchange:
            exchange = _exchange(await self._act(op, **asked))
            if seconds:
                await exchange.settled(seconds)
            return exchange

        return Answer(self._loop, self._loop.run(within(timeout, answered)))

    async def _act(self, op: str, **asked: object) -> Done:
        return await self._acting.act(self._person, taken(ACTION, {"op": op, **self._plain(asked)}))

    def _plain(self, value: Any) -> Any:  # noqa: ANN401 - whatever a test has put there
        """Return a value with tickets in the places of files."""
        if isinstance(value, Upload):
            return FileTicket(ticket=self._acting.uploads.keep(_whole(value)))
        if isinstance(value, Mapping):
            return {name: self._plain(one) for name, one in cast("Mapping[object, object]", value).items()}
        if isinstance(value, list | tuple):
            return [self._plain(one) for one in cast("list[object]", value)]
        return value


def _id(message: object) -> object:
    return getattr(message, "id", message)


def _whole(file: Upload) -> Upload:
    if not isinstance(cast("object", file.content), bytes):
        raise WrongInput(f"The content of {file.name} is to be bytes.")
    return file


def _exchange(done: Done) -> Exchange:
    assert isinstance(done, Exchange)
    return done
