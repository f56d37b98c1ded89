"""A local Discord for tests: it runs in a thread of its own, and whatever is asked of it is waited for.

So a test need not await, whatever it is run by. One that does may as well use `sandbox.server.Sandbox` itself.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from sandbox.api.faults import Fault
from sandbox.api.rest import Request, api_path
from sandbox.gateway.gateway import ENDINGS, Ending
from sandbox.people.exchange import Exchange
from sandbox.people.modal import Modal
from sandbox.people.person import Choice, Person
from sandbox.program import Ended, Program
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox, document_here
from sandbox.wire import Json
from sandbox.world.message import Message
from sandbox.world.plan import DESIGNERS, read_plan
from sandbox.world.world import Channel

__all__ = ["Answer", "Ended", "LocalDiscord", "Member", "Message", "Modal", "Program", "Upload", "WrongInput"]

SECONDS = 10.0  # that a bot has for whatever is waited for, if not said otherwise
SECONDS_TO_START = 30.0
_LOOK = 0.1  # seconds between two looks at a bot that starts

T = TypeVar("T")
P = ParamSpec("P")


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="local Discord", daemon=True)
        self._thread.start()

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        """Return what comes of it there."""
        __tracebackhide__ = True  # pytest need not show it
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result()

    def call(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function does there, that need not wait."""
        __tracebackhide__ = True

        async def called() -> T:
            return do(*args, **kwargs)

        return self.run(called())

    def close(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


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
        return self._loop.run(self.exchange.until(fits, timeout))

    def followup(self, fits: Callable[[Message], bool] = bool, timeout: float = SECONDS) -> Message:
        """Return a follow-up that fits, once there is one."""
        return self._loop.run(self.exchange.until_followup(fits, timeout))


class Member:
    """Somebody who acts, in the first channel that is theirs if none is named, or in "dm" with the bot.

    What Discord's client would not let them do is WrongInput. What they set off is waited for, until there is something
    to see or the time is over; a timeout of 0 does not wait.
    """

    def __init__(self, loop: Loop, person: Person) -> None:
        self._loop = loop
        self._person = person

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
        return self._answer(self._person.command(name, options, channel=self._place(channel)), timeout)

    def menu(
        self,
        name: str,
        target: "Message | Member",
        *,
        channel: str | int | None = None,
        timeout: float = SECONDS,
    ) -> Answer:
        """Use an entry of the menu on a message or on somebody."""
        on = target._person if isinstance(target, Member) else target  # noqa: SLF001 - one of our own
        return self._answer(self._person.menu(name, on, channel=self._place(channel)), timeout)

    def press(self, message: Message, button: str, *, timeout: float = SECONDS) -> Answer:
        """Press a button, by its label or custom_id."""
        return self._answer(self._person.click(message, button), timeout)

    def select(self, message: Message, select: str, *values: object, timeout: float = SECONDS) -> Answer:
        """Choose in a select, by its placeholder or custom_id."""
        return self._answer(self._person.click(message, select, values), timeout)

    def submit(self, form: Modal, values: Mapping[str, object], *, timeout: float = SECONDS) -> Answer:
        """Fill in a form, by the labels or custom_ids of its fields, and send it."""
        return self._answer(self._person.submit(form, values), timeout)

    def suggestions(
        self, name: str, options: Mapping[str, object], focused: str, *, channel: str | int | None = None
    ) -> list[Choice]:
        """Type into an option of a command, and see what is suggested."""
        place = self._place(channel)
        return self._loop.run(self._person.autocomplete(name, options, focused=focused, channel=place))

    def write(self, text: str = "", *files: Upload, channel: str | int | None = None) -> Message:
        """Write a message."""
        return self._loop.run(self._person.say(text, *files, channel=self._place(channel)))

    def react(self, message: Message, emoji: str) -> None:
        """Put an emoji under a message."""
        self._loop.run(self._person.react(message, emoji))

    def delete(self, message: Message) -> None:
        """Delete a message of their own, or as a moderator anybody's."""
        self._loop.run(self._person.delete(message))

    def messages(self, *, channel: str | int | None = None) -> list[Message]:
        """Return what they see in a channel, oldest first."""
        return self._loop.call(self._person.messages, self._place(channel))

    def message_seen(
        self,
        fits: Callable[[Message], bool],
        *,
        channel: str | int | None = None,
        timeout: float = SECONDS,
    ) -> Message:
        """Return the first message of a channel that fits, once there is one."""
        return self._loop.run(self._person.message_seen(fits, self._place(channel), timeout))

    def commands(self, *, channel: str | int | None = None) -> list[Json]:
        """Return the commands and menu entries that they are offered in a channel."""
        return self._loop.call(self._person.commands, self._place(channel))

    def _place(self, channel: str | int | None) -> Channel | None:
        return self._loop.call(self._person.place, channel)

    def _answer(self, doing: Coroutine[Any, Any, Exchange], seconds: float) -> Answer:
        exchange = self._loop.run(doing)
        if seconds:
            self._loop.run(exchange.settled(seconds))
        return Answer(self._loop, exchange)


class LocalDiscord:
    """A Discord on this machine, for as long as its `with` lasts, and the bots that were started on it."""

    def __init__(self, *, world: Path | None = None) -> None:
        plan = DESIGNERS if world is None else read_plan(world)
        self.programs: list[Program] = []
        with contextlib.ExitStack() as ending:
            self._loop = Loop()
            ending.callback(self._loop.close)
            self.sandbox = self._loop.call(lambda: Sandbox(plan=plan, openapi=document_here()))
            self._ending = ending.pop_all()

    def __enter__(self) -> Self:
        self._loop.run(self.sandbox.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._ending:
            for program in self.programs:
                program.close()
            self._loop.run(self.sandbox.__aexit__(kind, error, trace))

    @property
    def page(self) -> str:
        """The address of its page, to look at it while a test stands still."""
        return f"{self.sandbox.origin}/"

    @property
    def api_url(self) -> str:
        """The base of the REST API."""
        return self.sandbox.api_url

    @property
    def gateway_url(self) -> str:
        """Where the gateway is."""
        return self.sandbox.gateway_url

    @property
    def token(self) -> str:
        """With which the bot logs in."""
        return self.sandbox.bot_token

    @property
    def requests(self) -> list[Request]:
        """All that the bot has asked, in the order of the answers."""
        return list(self.sandbox.requests)

    @property
    def unspoken(self) -> list[str]:
        """What the bot wanted that is not spoken here, a sentence each. A test that expects it clears it."""
        return self.sandbox.unspoken.sentences

    @property
    def violations(self) -> list[str]:
        """Where the bot's requests depart from Discord's document, if there is a copy of it."""
        return self.sandbox.violations

    def start(
        self, *command: str, commands: bool = True, timeout: float = SECONDS_TO_START, **environment: str
    ) -> Program:
        """Start a bot, told by DISCORD_TOKEN, DISCORD_API_URL and DISCORD_GATEWAY_URL, and wait until it is connected.

        And, unless not `commands`, until it has registered some. Ended where it ends before, TimeoutError where it is late.
        """
        program = Program(command, self.sandbox.environment | environment)
        self.programs.append(program)
        for _ in range(round(timeout / _LOOK)):
            if program.exit_code is not None:
                raise Ended(f"the bot ended with exit code {program.exit_code}: {program.last_words}")
            with contextlib.suppress(TimeoutError):
                self.ready(_LOOK, commands=commands)
                return program
        raise TimeoutError(f"not ready within {timeout:g} s; the bot says: {program.last_words}")

    def ready(self, timeout: float = SECONDS_TO_START, *, commands: bool = True) -> None:
        """Wait until a bot is connected and, unless not `commands`, has registered some."""
        self._loop.run(self.sandbox.ready(timeout, commands=commands))

    def person(self, name: str) -> Member:
        """Return somebody by name: ada and bob are members, mo moderates, olive owns the server, if not described otherwise."""
        return Member(self._loop, self._loop.call(self.sandbox.person, name))

    def advance(self, seconds: float) -> None:
        """Move Discord's clock on, so that what takes long there is over: tokens end, limits are forgotten."""
        self._loop.call(self.sandbox.clock.advance, seconds)

    def fail(self, path: str = "", *, method: str = "*", **how: Any) -> Fault:  # noqa: ANN401 - see Faults.add
        """Let the bot's next request fail that has this text in its path, in a way of `Faults.add`, such as status=500."""
        return self._loop.call(lambda: self.sandbox.faults.add(method, api_path(path), **how))

    def disconnect(self, how: Ending = "drop") -> None:
        """End the bot's connection: it breaks off, or the bot is asked to "reconnect", or its session "invalidate"d."""
        self._loop.call(ENDINGS[how], self.sandbox.gateway)

    def call(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function does in the thread of the sandbox; for all of `sandbox` that has no name here."""
        return self._loop.call(do, *args, **kwargs)
