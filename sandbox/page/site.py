"""The page's HTTP side: its files, uploads, the sample picture, and the door to its WebSocket."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web
from yarl import URL

from sandbox.api.bodies import SECONDS_FOR_A_BODY
from sandbox.gateway.gateway import Gateway
from sandbox.page.live import Live
from sandbox.page.panel import Panel
from sandbox.page.uploads import Uploads
from sandbox.page.views import PEOPLE
from sandbox.people.person import Person, Stage
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png

SAMPLE = "harbour.png"
_FOLDER = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Scripts and styles come from here alone, and no script can turn text into HTML (trusted types). Pictures may be in their
# own address: a message that is saved as one is drawn so.
# https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws://{host};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """Routes for browsers on this machine. The page itself needs no login: whoever opens it says who they are."""

    def __init__(self, stage: Stage, people: Callable[[str], Person], gateway: Gateway, panel: Panel) -> None:
        self._people = people
        self._world = stage.world
        self._uploads = Uploads()
        self._live = Live(stage, people, gateway, self._uploads, panel)
        self._files = {path.relative_to(_FOLDER).as_posix(): path for path in _FOLDER.rglob("*.*")}

    def join(self, application: web.Application) -> None:
        """Become part of the server."""
        routes = (
            web.get("/", _local(self.index)),
            web.get("/page/sample.png", _local(self.sample)),
            web.get("/page/live", _local(self.live, same_origin=True)),
            web.post("/page/uploads", _local(self.upload, same_origin=True)),
            web.get("/page/{path:.+}", _local(self.file)),
        )
        application.add_routes(routes)
        application.on_shutdown.append(self._live.close)

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Return the page."""
        return self._static(request, "index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return a script, a style sheet or an icon."""
        return self._static(request, request.match_info["path"])

    async def sample(self, _: web.Request) -> web.StreamResponse:
        """Return a picture to begin with."""
        content = await asyncio.to_thread(_sample)
        return web.Response(body=content, content_type="image/png", headers={hdrs.CACHE_CONTROL: "no-cache"})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Serve the WebSocket of a window. Whoever is not known here is the first of the people."""
        name = request.query.get("as", "")
        return await self._live.connect(request, self._people(name if name in PEOPLE else PEOPLE[0]))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file in, and say under which ticket it is known."""
        content = bytearray()
        try:
            async with asyncio.timeout(SECONDS_FOR_A_BODY):
                async for chunk in request.content.iter_chunked(1 << 16):
                    content += chunk
                    if len(content) > self._world.attachment_size_limit:
                        return web.json_response({"reason": "That file is too large."}, status=413)
        except TimeoutError:
            return web.json_response({"reason": "That file came too slowly."}, status=408)
        upload = Upload(request.query.get("name", "")[:200] or "file", bytes(content))
        return web.json_response({"ticket": self._uploads.keep(upload)})

    def _static(self, request: web.Request, name: str) -> web.StreamResponse:
        path = self._files.get(name)
        if path is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="There is nothing here.")
        headers = {
            hdrs.CONTENT_TYPE: f"{_TYPES[path.suffix]}; charset=utf-8",
            hdrs.CACHE_CONTROL: "no-cache",
            "Content-Security-Policy": _POLICY.format(host=request.host),
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        return web.FileResponse(path, headers=headers)


@functools.cache
def _sample() -> bytes:
    return harbour_png()


def _local(serve: Handler, *, same_origin: bool = False) -> Handler:
    """Let in only who asks for this machine by its own name, so that no page from elsewhere can get in by DNS.

    A browser names the page that asks in Origin; for what changes anything it must be ours.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        host = URL(f"http://{request.host}")
        if host.host not in _LOOPBACK:
            return web.Response(
                status=HTTPStatus.MISDIRECTED_REQUEST, text="This is not served under that name."
            )
        if same_origin and request.headers.get(hdrs.ORIGIN) != f"http://{request.host}":
            return web.Response(status=HTTPStatus.FORBIDDEN, text="Only the page itself may ask for this.")
        response = await serve(request)
        if not response.prepared:
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return guarded
