"""Which addresses the server may call: public ones over https, and origins that its operator named."""

import asyncio
import re
import socket
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from net.addresses import is_public

LONGEST_URL: Final = 8192
LOOKED_UP_AT_ONCE: Final = 8
# What ends in a number is an address and no name (https://url.spec.whatwg.org/#ends-in-a-number-checker).
NUMBER: Final = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?|.*:.*", re.IGNORECASE)


class Refused(Exception):
    """An address that is not called, and why."""


class NotPublic(OSError):
    """A name that leads to a private address."""


class Reach:
    """Two ways out: one that knows only the public internet, and one for configured origins."""

    def __init__(self, allowed_origins: Collection[str], seconds: float) -> None:
        self._allowed = {URL(origin).origin() for origin in allowed_origins}
        self._public = _session(PublicResolver(), seconds)
        self._trusted = _session(None, seconds)

    async def close(self) -> None:
        """Give back the connections."""
        await self._public.close()
        await self._trusted.close()

    def session_for(self, url: URL) -> aiohttp.ClientSession:
        """Return the way to an address. To be asked again for each redirect: the second may be a private one."""
        if url.origin() in self._allowed:
            return self._trusted
        if url.scheme != "https" or not url.host:
            raise Refused("only https addresses are fetched")
        if _is_number(url.host) and not is_public(url.host):
            raise Refused("it is not a public address")
        return self._public


class PublicResolver(AbstractResolver):
    """Looks names up, and knows only those that lead to the public internet.

    On threads of its own: a name server that never answers must not hold up the threads that serve files.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKED_UP_AT_ONCE, "names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Those that are checked here are those that are connected to."""
        look_up = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        addresses = [(kind, str(address[0])) for kind, _, _, _, address in found]
        if not addresses or not all(is_public(address) for _, address in addresses):
            raise NotPublic(None, f"{host} is not a public address")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
            )
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """Look nothing up any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def web_address(text: str) -> URL:
    """Return the address in a text that a stranger sent."""
    try:
        url = URL(text) if len(text) <= LONGEST_URL else URL()
    except ValueError:
        url = URL()
    if not url.absolute or url.scheme not in {"http", "https"}:
        raise Refused("it is not a web address")
    return url


def _session(resolver: AbstractResolver | None, seconds: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver),
        timeout=aiohttp.ClientTimeout(total=seconds),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def _is_number(host: str) -> bool:
    return NUMBER.fullmatch(host) is not None
