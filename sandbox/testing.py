"""A local Discord for tests: it runs in a thread of its own, and whatever is asked of it is waited for.

So a test need not await, whatever it is run by. One that does may as well use `sandbox.server.Sandbox` itself.
"""

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pydantic import TypeAdapter

from sandbox.api.faults import Fault
from sandbox.api.rest import Request
from sandbox.control.forms import QUERY, Starting, taken
from sandbox.control.troubles import ADVANCE, DISCONNECT, FAIL
from sandbox.document import document_here
from sandbox.gateway.gateway import Ending
from sandbox.loop import Loop
from sandbox.member import Answer, Member, seconds_of, within
from sandbox.people.modal import Modal
from sandbox.program import Ended, Program
from sandbox.rules.intents import granted
from sandbox.rules.options import Upload, WrongInput
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.plan import DESIGNERS, read_plan
from sandbox.world.reading import WrongFile

__all__ = [
    "Answer",
    "Ended",
    "LocalDiscord",
    "Member",
    "Message",
    "Modal",
    "Program",
    "Upload",
    "WrongFile",
    "WrongInput",
]
__tracebackhide__ = True  # pytest shows the line of the test

SECONDS_TO_START = 30.0
_STARTING = TypeAdapter(Starting)
_LOOK = 0.1  # seconds between two looks at a bot that starts

T = TypeVar("T")
P = ParamSpec("P")


class LocalDiscord:
    """A Discord on this machine, for as long as its `with` lasts, and the bots that were started on it.

    `intents` are privileged ones that the bot was granted, besides what the file `world` says: WrongInput where one is none.
    """

    def __init__(self, *, world: Path | None = None, intents: Iterable[str] = ()) -> None:
        plan, more = DESIGNERS if world is None else read_plan(world), granted(intents)
        self.programs: list[Program] = []
        with contextlib.ExitStack() as ending:
            self._loop = Loop(WrongInput, TimeoutError)
            ending.callback(self._loop.close)
            self.sandbox = self._loop.call(lambda: Sandbox(plan=plan, openapi=document_here()))
            self.sandbox.world.application.intents |= more
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
        self,
        *command: str | Path,
        commands: bool = True,
        timeout: float = SECONDS_TO_START,
        **environment: str | Path,
    ) -> Program:
        """Start a bot, told by DISCORD_TOKEN, DISCORD_API_URL and DISCORD_GATEWAY_URL, and wait until it is connected.

        And, unless not `commands`, until it has registered some. Ended where it ends before, TimeoutError where it is late.
        """
        most = self._loop.call(seconds_of, timeout)
        asked = self._loop.call(taken, _STARTING, {"command": command, "environment": environment})
        program = Program(asked.command, self.sandbox.environment | asked.environment)
        self.programs.append(program)
        for _ in range(round(most / _LOOK)):
            if program.exit_code is not None:
                raise Ended(f"the bot ended with exit code {program.exit_code}: {program.last_words}")
            with contextlib.suppress(TimeoutError):
                self.ready(_LOOK, commands=commands)
                return program
        raise TimeoutError(f"not ready within {most:g} s; the bot says: {program.last_words}")

    def ready(self, timeout: float = SECONDS_TO_START, *, commands: bool = True) -> None:
        """Wait until a bot is connected and, unless not `commands`, has registered some."""
        self._loop.run(within(timeout, lambda seconds: self.sandbox.ready(seconds, commands=commands)))

    def person(self, name: str) -> Member:
        """Return somebody by name: ada and bob are members, mo moderates, olive owns the server, if not described otherwise."""
        person = self._loop.call(lambda: self.sandbox.person(taken(QUERY, {"as": name}).person))
        return Member(self._loop, person, self.sandbox.acting)

    def advance(self, seconds: float) -> None:
        """Move Discord's clock on, so that what takes long there is over: tokens end, limits are forgotten."""
        self._loop.call(lambda: self.sandbox.troubles.advance(taken(ADVANCE, {"seconds": seconds})))

    def fail(self, path: str = "", *, method: str = "*", **how: Any) -> Fault:  # noqa: ANN401 - see control/forms.Fail
        """Let the bot's next request fail that has this text in its path, in one way or another, such as status=500."""
        asked = {"path": path, "method": method, **how}
        return self._loop.call(lambda: self.sandbox.troubles.fail(taken(FAIL, asked)))

    def disconnect(self, how: Ending = "drop") -> None:
        """End the bot's connection: it breaks off, or the bot is asked to "reconnect", or its session "invalidate"d."""
        self._loop.call(lambda: self.sandbox.troubles.disconnect(taken(DISCONNECT, {"how": how})))

    def call(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function does in the thread of the sandbox; for all of `sandbox` that has no name here."""
        return self._loop.call(do, *args, **kwargs)
