"""Reads the bodies of requests: bounded each, bounded all together, and not for ever."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from aiohttp import web

from renderer.api import parts
from renderer.api.errors import Refusal, infrastructure_error, too_busy
from renderer.store.arrivals import Arrival
from renderer.store.room import Claim, NoRoom

MOST_BYTES: Final = 160 << 20  # of all bodies in memory
PATIENCE: Final = 30.0  # seconds for a body, and for each of these bytes a second more
LEAST_PACE: Final = 64 << 10
CHUNK: Final = 1 << 16


def arrival(request: web.Request) -> Arrival:
    """Return the body as a file that arrives."""
    return Arrival(chunks(request), request.content_length or 0)


async def chunks(request: web.Request) -> AsyncGenerator[bytes]:
    """Yield the body as it arrives. It may take a while, and longer the more of it has come."""
    began, size = asyncio.get_running_loop().time(), 0
    while True:
        try:
            async with asyncio.timeout_at(began + PATIENCE + size / LEAST_PACE):
                chunk = await request.content.read(CHUNK)
        except TimeoutError:
            raise infrastructure_error(408, "request_timeout", "The body did not arrive in time") from None
        if not chunk:
            return
        size += len(chunk)
        yield chunk


async def read_body(request: web.Request, claim: Claim, most: int) -> bytearray:
    """Read a whole body. The claim holds its bytes until its owner gives them back."""
    if (request.content_length or 0) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async for chunk in chunks(request):
            if len(body) + len(chunk) > most:
                raise _too_large(most)
            claim.grow(len(chunk))
            body += chunk
    except NoRoom:
        raise too_busy("Too many large requests at once") from None
    return body


async def read_small(request: web.Request, most: int = 1 << 16) -> bytearray:
    """Read a body that only says a few words."""
    with request.app[parts.bodies].claim() as claim:
        return await read_body(request, claim, most)


def _too_large(most: int) -> Refusal:
    return infrastructure_error(413, "file_too_large", f"The body is larger than {most} bytes")
