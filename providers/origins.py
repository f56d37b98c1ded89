"""Which addresses the bot talks to, decided before a request is sent: a URL in an answer is somebody's claim.

Origins that the operator configured are trusted as given. Besides them a host's own domains, and for results any
https address that is public. A key goes to the host's API alone.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from domain.errors import FailureKind, ProviderFailed


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in one form."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def without_query(url: str) -> str:
    """A URL as it may stand in a log: a query can be a signature."""
    return url.split("?", 1)[0]


@dataclass(frozen=True, slots=True)
class Origins:
    """The addresses of one host: configured origins, and domains whose https subdomains are the host's too."""

    configured: frozenset[str]
    domains: tuple[str, ...] = ()

    def __contains__(self, url: str) -> bool:
        try:
            parts, ours = urlsplit(url), origin(url) in self.configured
        except ValueError:  # a port that is no number, a broken IPv6 address
            return False
        host = parts.hostname or ""
        return ours or (
            parts.scheme == "https"
            and parts.port in (None, 443)
            and not parts.username
            and any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
        )


async def check_public(url: str) -> None:
    """Raise ProviderFailed unless a URL is https and every address of its host is a public one."""
    foreign = ProviderFailed(FailureKind.BAD_RESULT, f"not a public address: {without_query(url)[:200]}")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise foreign from None
    if parts.scheme != "https" or not host or parts.username:
        raise foreign
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProviderFailed(FailureKind.UNAVAILABLE, f"{host[:200]} has no address") from error
    if not all(_is_public(ipaddress.ip_address(address[4][0])) for address in found):
        raise foreign


# Addresses that lead to an IPv4 address inside them: translated, 6to4, Teredo, compatible.
_WRAPPED = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one machine on the internet."""
    wrapped = any(address in network for network in _WRAPPED)
    return address.is_global and not address.is_multicast and not wrapped
