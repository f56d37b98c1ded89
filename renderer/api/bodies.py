"""Reads the bodies of requests: bounded each, bounded all together, and not for ever."""

import asyncio
from collections.abc import AsyncIterable
from typing import Final

from aiohttp import web

from renderer.api import parts
from renderer.api.errors import infrastructure_error, too_busy
from renderer.store.room import Claim, NoRoom

MOST_BYTES: Final = 160 << 20  # of all bodies in memory
PATIENCE: Final = 120.0
CHUNK: Final = 1 << 16


def chunks(request: web.Request) -> AsyncIterable[bytes]:
    """The body as it arrives."""
    return request.content.iter_chunked(CHUNK)


async def read_body(request: web.Request, claim: Claim, most: int) -> bytearray:
    """A whole body. The claim holds its bytes until its owner gives them back."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in chunks(request):
                if len(body) + len(chunk) > most:
                    raise web.HTTPRequestEntityTooLarge(most, len(body) + len(chunk))
                claim.grow(len(chunk))
                body += chunk
    except NoRoom:
        raise too_busy("Too many large requests at once") from None
    except TimeoutError:
        raise infrastructure_error(408, "request_timeout", "The body did not arrive in time") from None
    return body


async def read_small(request: web.Request, most: int = 1 << 16) -> bytearray:
    """A body that only says a few words."""
    with request.app[parts.bodies].claim() as claim:
        return await read_body(request, claim, most)
