"""What goes over the wire between Discord and the bot, told to a program, and troubled by it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from sandbox.control.forms import checked, read_query
from sandbox.control.routes import body, delete, get, post, within
from sandbox.control.troubles import ADVANCE, DISCONNECT, FAIL, Troubles
from sandbox.control.views import entry
from sandbox.record import Record
from sandbox.wire import Json


class Ready(Protocol):
    """Waits for the bot, and unless not `commands` until it has registered some."""

    def __call__(self, timeout: float, *, commands: bool) -> Awaitable[object]:
        """Wait so many seconds at most."""
        ...


class Wire:
    """The routes of the connection. `there` says what there is, and `ready` waits for the bot."""

    def __init__(
        self, troubles: Troubles, record: Record, *, there: Callable[[], Json], ready: Ready
    ) -> None:
        self._troubles = troubles
        self._record = record
        self._there = there
        self._ready = ready

    def routes(self) -> list[web.RouteDef]:
        """Return what this answers."""
        return [
            *(get(path, self.there, "wait", "commands") for path in ("", "/")),
            get("/events", self.events, "after", "wait"),
            post("/clock", self.advance),
            post("/faults", self.fail),
            delete("/faults", self.clear),
            post("/disconnect", self.disconnect),
        ]

    async def there(self, request: web.Request) -> Json:
        """Tell what there is, at the latest when the wait for the bot is over."""
        query = read_query(request.query)
        await within(query.wait, lambda seconds: self._ready(seconds, commands=query.commands))
        return self._there()

    async def events(self, request: web.Request) -> list[Json]:
        """Tell what has gone over the wire after an entry; where nothing has, wait for something."""
        query = read_query(request.query)

        async def new(seconds: float) -> None:
            await self._record.changed.until(lambda: self._record.after(query.after), seconds)

        await within(query.wait, new)
        return [entry(one) for one in self._record.after(query.after)]

    async def advance(self, request: web.Request) -> Json:
        """Move the clock on."""
        return {"now": self._troubles.advance(checked(ADVANCE, await body(request)))}

    async def fail(self, request: web.Request) -> Json:
        """Let the bot's next requests fail."""
        self._troubles.fail(checked(FAIL, await body(request)))
        return {}

    async def clear(self, _: web.Request) -> Json:
        """Let nothing fail any more."""
        self._troubles.clear()
        return {}

    async def disconnect(self, request: web.Request) -> Json:
        """End the bot's connections."""
        self._troubles.disconnect(checked(DISCONNECT, await body(request)))
        return {}
