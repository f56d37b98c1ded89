"""Which addresses the bot talks to, decided before a request is sent: a URL in an answer is somebody's claim.

Origins that the operator configured are trusted as given. Besides them a host's own domains, and for results any
https address that is public (public.py). A key goes to the host's API alone.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from domain import limits


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
        return is_plain(url) and (
            ours
            or (
                parts.scheme == "https"
                and parts.port in (None, 443)
                and "@" not in parts.netloc
                and any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
            )
        )


def is_plain(url: str) -> bool:
    """Return whether a URL is one that can be called.

    `urlsplit` drops line breaks without a word, and httpx refuses them.
    """
    return url.isascii() and url.isprintable() and " " not in url and len(url) <= limits.URL_CHARS
