"""The CDN's HTTP side: GET and HEAD of files under their signed links."""

from aiohttp import hdrs, web

from sandbox.api.faults import Faults
from sandbox.world.cdn import Cdn


class Files:
    """The routes of files. They are no part of the API: a link is all the authorisation that they ask for."""

    def __init__(self, cdn: Cdn, faults: Faults) -> None:
        self._cdn = cdn
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Return what this answers."""
        folders = ("attachments", "ephemeral-attachments")
        return [web.get(f"/{folder}/{{owner}}/{{file}}/{{name}}", self.get) for folder in folders]

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Return a file."""
        try:
            return await self._faults.around(request, lambda: self._serve(request))
        except ConnectionResetError:
            return web.Response()  # which goes nowhere

    async def _serve(self, request: web.Request) -> web.Response:
        found = self._cdn.open(request.path, request.query)
        if found is None:
            return web.Response(status=404, text="This content is no longer available.")
        headers = {
            hdrs.CONTENT_TYPE: found.content_type or "application/octet-stream",
            hdrs.CACHE_CONTROL: "public, max-age=31536000",
            # The page has this origin too: what somebody attached must not run as the page.
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=found.content, headers=headers)
