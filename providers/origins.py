"""Which addresses the bot talks to, decided before a request is sent: a URL in an answer is somebody's claim.

Origins that the operator configured are trusted as given. Besides them a host's own domains, and for results any
https address that is public. A key goes to the host's API alone.
"""

import asyncio
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from domain import limits
from net.addresses import is_public
from providers.answers import NoAnswer


class Foreign(Exception):
    """A URL leads where the bot does not go; its text is the URL as it may stand in a log."""


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, in one form."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


def without_query(url: str) -> str:
    """Return a URL as it may stand in a log: a query can be a signature."""
    return url.split("?", 1)[0][:200]


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
        return _is_plain(url) and (
            ours
            or (
                parts.scheme == "https"
                and parts.port in (None, 443)
                and not parts.username
                and any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
            )
        )


_NAME = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")  # a host's name or its address, as `urlsplit` hands it over


def _is_plain(url: str) -> bool:
    """Return whether a URL is one that can be called.

    `urlsplit` drops line breaks without a word, and httpx refuses them.
    """
    return url.isascii() and url.isprintable() and " " not in url and len(url) <= limits.URL_CHARS


async def check_public(url: str) -> None:
    """Raise Foreign unless a URL is https and every address of its host is public; NoAnswer where it has none now."""
    foreign = Foreign(without_query(url))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError:
        raise foreign from None
    if (
        parts.scheme != "https"
        or not host
        or not _NAME.fullmatch(host)
        or parts.username
        or not _is_plain(url)
    ):
        raise foreign
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # no name at all: a part of it is empty or too long
        raise foreign from None
    except OSError as error:
        raise NoAnswer(f"{host[:200]} has no address") from error
    if not all(is_public(str(address[4][0])) for address in found):
        raise foreign
