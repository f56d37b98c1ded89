"""POST /hooks/fal and /hooks/modelrunner: a host's word that a job has ended.

It is checked, and then only cuts a pause short; so one that comes twice, late or never changes nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from net.seldom import Seldom
from providers.signatures import NotSigned

BODY_SECONDS = 30.0  # a host's word is a few kB
log = logging.getLogger(__name__)


class Signatures(Protocol):
    """Knows a host's hand."""

    async def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise NotSigned where it is not the host's."""
        ...


class _Word(BaseModel):
    """Which request it is about: fal says request_id, modelrunner id."""

    request_id: str = Field(default="", max_length=200)
    id: str = Field(default="", max_length=200)


class Hooks:
    """The routes of those hosts whose hand we know; `tell` is told the ids of requests."""

    def __init__(self, tell: Callable[[str], object], signatures: Mapping[str, Signatures]) -> None:
        self._tell = tell
        self._signatures = signatures
        self._seldom = {name: Seldom() for name in signatures}

    def add_to(self, app: web.Application) -> None:
        """Add the route of each host."""
        for name in self._signatures:
            app.router.add_post(f"/hooks/{name}", self._receive)

    async def _receive(self, request: web.Request) -> web.Response:
        """Check a webhook and pass its word on."""
        name = request.path.rsplit("/", 1)[-1]
        body = await _body_of(request)
        try:
            await self._signatures[name].check(request.headers, body)
            word = _Word.model_validate_json(body)
        except NotSigned as error:
            if self._seldom[name].due():
                log.warning("a webhook for %s was not believed: %s", name, error)
            return web.Response(status=401)
        except ValidationError:
            return web.Response(status=400)
        self._tell(word.request_id or word.id)
        return web.Response(status=204)


async def _body_of(request: web.Request) -> bytes:
    """Return the body, in time and whole; what breaks off is a stranger's business, and nothing for the log."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None
