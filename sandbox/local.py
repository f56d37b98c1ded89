"""What is for this machine alone, and not for the bot: who may ask for it, and files on their way in."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import hdrs, web
from yarl import URL

from sandbox.api.bodies import SECONDS_FOR_A_BODY, coding_of
from sandbox.rules.options import Upload

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_NAME = 200
_CHUNK = 1 << 16
# https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
_FROM_HERE = {"same-origin", "none"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NotServed(Exception):
    """Somebody asked who may not, or for what cannot be: why, in a sentence, and the HTTP status that says so."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def check_host(request: web.Request) -> None:
    """Let in only who asks for this machine by its own name, so that no page from elsewhere can get in by DNS."""
    try:
        name = URL(f"http://{request.host}").host
    except ValueError:
        name = None
    if name not in LOOPBACK:
        raise NotServed(HTTPStatus.MISDIRECTED_REQUEST, "This is not served under that name.")


def check_page(request: web.Request) -> None:
    """Let in only our own page: a browser names the page that asks in Origin."""
    if request.headers.get(hdrs.ORIGIN) != f"http://{request.host}":
        raise NotServed(HTTPStatus.FORBIDDEN, "Only the page itself may ask for this.")


def check_program(request: web.Request) -> None:
    """Let in programs, which name no page, and our own page; no page from elsewhere, and no picture or link on one."""
    origin = request.headers.get(hdrs.ORIGIN, f"http://{request.host}")
    if origin != f"http://{request.host}" or request.headers.get("Sec-Fetch-Site", "none") not in _FROM_HERE:
        raise NotServed(HTTPStatus.FORBIDDEN, "A page from elsewhere may not ask for this.")


def guarded(serve: Handler, *checks: Callable[[web.Request], None]) -> Handler:
    """Return a handler for whom the checks let in."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            for check in (check_host, *checks):
                check(request)
            response = await serve(request)
        except NotServed as refused:
            response = told(refused)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    return answer


def told(refused: NotServed) -> web.Response:
    """Return the answer that says why."""
    return web.json_response({"reason": refused.reason}, status=refused.status)


async def read_bounded(request: web.Request, most: int, what: str) -> bytes:
    """Return a body of so many bytes at most. `what` is what it is called to who sent it."""
    content = bytearray()
    if coding := coding_of(request):
        reason = f"That {what} is in the Content-Encoding {coding}: send it as it is."
        raise NotServed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, reason)
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for chunk in request.content.iter_chunked(_CHUNK):
                content += chunk
                if len(content) > most:
                    raise NotServed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"That {what} is too large.")
    except TimeoutError:
        raise NotServed(HTTPStatus.REQUEST_TIMEOUT, f"That {what} came too slowly.") from None
    return bytes(content)


async def read_upload(request: web.Request, most: int) -> Upload:
    """Return the file that a request brings, which its query names."""
    name = request.query.get("name", "")[:LONGEST_NAME] or "file"
    return Upload(name, await read_bounded(request, most, "file"))
