"""Which addresses the server may call: public ones over https, and origins that its operator named."""

import ipaddress
import socket
from collections.abc import Collection

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

LONGEST_URL = 8192


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
        """The way to an address. To be asked again for each redirect: the second may be a private one."""
        if url.origin() in self._allowed:
            return self._trusted
        if url.scheme != "https" or not url.host:
            raise Refused("only https addresses are fetched")
        if _is_address(url.host) and not _is_public(url.host):
            raise Refused("it is not a public address")
        return self._public


class PublicResolver(AbstractResolver):
    """Looks names up, and knows only those that lead to the public internet."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name. Those that are checked here are those that are connected to."""
        found = await aiohttp.ThreadedResolver().resolve(host, port, family)
        if not found or not all(_is_public(result["host"]) for result in found):
            raise NotPublic(None, f"{host} is not a public address")
        return found

    async def close(self) -> None:
        """Nothing is held."""


def web_address(text: str) -> URL:
    """The address in a text that a stranger sent."""
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


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast
