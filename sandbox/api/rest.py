"""What happens to every REST request on its way to its route: faults, limits, its body, authorisation, the log."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import hdrs, web

from sandbox.api.bodies import BODY, read_body
from sandbox.api.faults import Faults
from sandbox.api.ratelimits import RateLimits
from sandbox.api.response import answer
from sandbox.api.routes import Handler, Route, served
from sandbox.rules.refusal import NotSpoken, Refused, unauthorised
from sandbox.world.body import Body
from sandbox.world.unspoken import Unspoken
from sandbox.world.world import World

BASE = "/api/v10"
_AGAINST = web.RequestKey("against", tuple[str, ...])
_READ = web.RequestKey("read", bool)  # the body, whole; what is too large, or not theirs to ask, is not
# For these the token in the path is all. The gateway's address is for everybody, and
# who comes for a token of another kind has none.
_WITHOUT_BOT_TOKEN = re.compile(r"/(interactions|webhooks)/|/gateway$|/oauth2/token")


def api_path(text: str = "") -> str:
    """Return a pattern for the paths of the API that have a text in them."""
    return f"^{BASE}/.*{re.escape(text)}" if text else f"^{BASE}/"


class Departures(Protocol):
    """Where a request departs from Discord's document."""

    violations: list[str]
    notes: list[str]


class Document(Protocol):
    """Discord's own document, which both sides are held against."""

    def departures(self, method: str, path: str, body: object | None) -> Departures:
        """Return where a request departs from it."""
        ...

    def mistakes(self, method: str, path: str, status: int, answer: object | None) -> list[str]:
        """Return where an answer departs from it."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """A request of the bot, and how it was answered (0: not at all)."""

    method: str
    path: str  # without /api/v10
    status: int
    json: object
    files: tuple[str, ...]
    at: float
    against: (
        tuple[str, ...] | None
    )  # where it departs from Discord's document; None where it was not held against it


class Rest:
    """The API under /api/v10."""

    def __init__(self, world: World, faults: Faults, document: Document | None, unspoken: Unspoken) -> None:
        self._world = world
        self._faults = faults
        self._document = document
        self._unspoken = unspoken
        self._limits = RateLimits(world.clock)
        self.requests: list[Request] = []
        self.violations: list[str] = []  # of the bot
        self.notes: list[str] = []  # what it sends that Discord does not know, and ignores
        self.mistakes: list[str] = []  # of the sandbox
        self.tell: Callable[[Request], None] = lambda _: None  # who wants to know of each

    def application(self, routes: Iterable[Route]) -> web.Application:
        """Return the routes behind one gate."""

        @web.middleware
        async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._serve(request, handler)

        application = web.Application(middlewares=[gate])
        application.add_routes(served(routes))
        return application

    async def another_version(self, request: web.Request) -> web.Response:
        """Refuse what is asked of another version of the API."""
        said = self._unspoken.note(f"The sandbox speaks {BASE} alone, and not {request.path}.")
        return answer(NotSpoken(said).body(), NotSpoken.STATUS)

    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path.removeprefix(BASE)
        request[BODY] = Body()
        try:
            response = await self._faults.around(request, lambda: self._limited(request, path, handler))
        except ConnectionResetError:
            self._log(request, path, 0)
            return web.Response()  # which goes nowhere: aiohttp tells the terminal of what is raised
        self._log(request, path, response.status)
        return response

    async def _limited(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        headers, refusal = self._limits.take(request.method, path)
        if refusal is not None:
            return refusal
        response = await self._handled(request, path, handler)
        response.headers.update(headers)
        return response

    async def _handled(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        response = await self._answered(request, path, handler)
        if self._document is not None and response.status != NotSpoken.STATUS:
            self._compare(self._document, request, response)
        return response

    async def _answered(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        try:
            self._authorise(request, path)
            request[BODY] = await read_body(request, self._world.attachment_size_limit)
            request[_READ] = True
            return await handler(request)
        except Refused as refused:
            if isinstance(refused, NotSpoken):
                self._unspoken.note(refused.message)
            return answer(refused.body(), refused.status)
        except web.HTTPError as error:  # no such route, or not with this method
            return answer({"message": f"{error.status}: {error.reason}", "code": 0}, error.status)

    def _authorise(self, request: web.Request, path: str) -> None:
        if _WITHOUT_BOT_TOKEN.match(path):
            return
        if request.headers.get(hdrs.AUTHORIZATION) != f"Bot {self._world.application.token}":
            raise unauthorised()

    def _compare(self, document: Document, request: web.Request, response: web.StreamResponse) -> None:
        method, path = request.method, request.path_qs
        if _READ in request:
            departures = document.departures(method, path, request[BODY].json)
            request[_AGAINST] = tuple(departures.violations)
            self.violations += departures.violations
            self.notes += departures.notes
        body = response.body if isinstance(response, web.Response) else None
        said: object = json.loads(body) if isinstance(body, bytes) and body else None
        self.mistakes += document.mistakes(method, path, response.status, said)

    def _log(self, request: web.Request, path: str, status: int) -> None:
        body, at = request[BODY], self._world.clock.time()
        files = tuple(file.name for file in body.files.values())
        against = request.get(_AGAINST)
        self.requests.append(Request(request.method, path, status, body.json, files, at, against))
        self.tell(self.requests[-1])
