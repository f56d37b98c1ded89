"""The page's HTTP side: its files, uploads, the sample picture, and the door to its WebSocket."""

import asyncio
import functools
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web

from sandbox.gateway.gateway import Gateway
from sandbox.local import check_page, guarded, read_upload
from sandbox.page.live import Live
from sandbox.page.panel import Panel
from sandbox.page.views import personae
from sandbox.people.acting import Acting
from sandbox.people.person import Person, Stage
from sandbox.sample import harbour_png

SAMPLE = "harbour.png"
_FOLDER = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Scripts and styles come from here alone, and no script can turn text into HTML (trusted types). Pictures may be in their
# own address: a message that is saved as one is drawn so.
# https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' ws://{host};"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)


class Site:
    """Routes for browsers on this machine. The page itself needs no login: whoever opens it says who they are."""

    def __init__(
        self, stage: Stage, people: Callable[[str], Person], acting: Acting, gateway: Gateway, panel: Panel
    ) -> None:
        self._people = people
        self._world = stage.world
        self._acting = acting
        self._live = Live(stage, acting, gateway, panel)
        self._files = {path.relative_to(_FOLDER).as_posix(): path for path in _FOLDER.rglob("*.*")}

    def join(self, application: web.Application) -> None:
        """Become part of the server."""
        routes = (
            web.get("/", guarded(self.index)),
            web.get("/page/sample.png", guarded(self.sample)),
            web.get("/page/live", guarded(self.live, check_page)),
            web.post("/page/uploads", guarded(self.upload, check_page)),
            web.get("/page/{path:.+}", guarded(self.file)),
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
        known = [user.name for user in personae(self._world)]
        wanted = request.query.get("as", "").lower()
        name = next((one for one in known if one.lower() == wanted), known[0])
        return await self._live.connect(request, self._people(name))

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file in, and say under which ticket it is known."""
        upload = await read_upload(request, self._world.attachment_size_limit)
        return web.json_response({"ticket": self._acting.uploads.keep(upload)})

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
