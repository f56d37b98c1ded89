"""The public internet, where nobody configured a host: https alone, and no address of this machine's surroundings.

A name is looked up once, and what was checked is what is connected to: a name server may tell who checks another address
than who connects (DNS rebinding).
"""

import asyncio
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, cast
from urllib.parse import urlsplit

import httpcore

from net.addresses import is_public
from providers.answers import NoAnswer
from providers.origins import is_plain, without_query

TRIED: Final = 4  # addresses of a name; each has the time of one connection
_NAME = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")  # a host's name or its address, as `urlsplit` hands it over


class Foreign(Exception):
    """A URL leads where the bot does not go; its text is the URL, or its host, as it may stand in a log."""


def check_form(url: str) -> tuple[str, int]:
    """Return the host and the port of an https URL that may be called. Raises Foreign."""
    foreign = Foreign(without_query(url))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise foreign from None
    if parts.scheme != "https" or not host or not _NAME.fullmatch(host) or "@" in parts.netloc:
        raise foreign
    if not is_plain(url):
        raise foreign
    return host, port


async def check_public(url: str) -> None:
    """Raise Foreign unless a URL is https and every address of its host is public; NoAnswer where it has none now."""
    host, port = check_form(url)
    try:
        await _addresses(host, port)
    except Foreign:
        raise Foreign(without_query(url)) from None


async def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, all of which are public. Raises Foreign; NoAnswer where it has none now."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # no name at all: a part of it is empty or too long
        raise Foreign(host[:200]) from None
    except OSError as error:
        raise NoAnswer(f"{host[:200]} has no address") from error
    addresses = list(dict.fromkeys(str(address[4][0]) for address in found))
    if not addresses or not all(map(is_public, addresses)):
        raise Foreign(host[:200])
    return addresses


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses alone. TLS still checks the certificate against the name."""

    def __init__(self) -> None:
        # What httpcore itself takes under asyncio; its type is said to be one of two there.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look a name up, check its addresses, and connect to the first that answers. Raises Foreign."""
        try:
            async with asyncio.timeout(timeout):
                *others, last = (await _addresses(host, port))[:TRIED]
        except NoAnswer as error:
            raise httpcore.ConnectError(str(error)) from error
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host[:200]} was not found in time") from error
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)
