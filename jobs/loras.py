"""Whose LoRAs a server's own styles may use: an address is somebody's claim until it is checked.

The bot itself fetches none of them; but a host does, and what it fetches counts as what we sent it.
"""

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

from domain.errors import BadLora
from domain.styles import Style
from providers.answers import NoAnswer
from providers.origins import Origins, origin
from providers.public import Foreign, check_public

PATIENCE = 3.0  # seconds for a name to be looked up


class LoraHosts:
    """The hosts that the operator allows: domains, over https and with what is below them; or whole origins, as given."""

    def __init__(self, hosts: Sequence[str]) -> None:
        self._names = tuple(hosts)
        configured = frozenset(origin(host) for host in hosts if "://" in host)
        self._allowed = Origins(configured, tuple(host for host in hosts if "://" not in host))

    def allow(self, style: Style) -> bool:
        """Return whether all LoRAs of a style lie where they may."""
        return all(lora.path in self._allowed for lora in style.loras)

    async def check(self, style: Style) -> None:
        """Raise BadLora unless all LoRAs of a style lie where they may, and not where only this machine comes."""
        for number, lora in enumerate(style.loras, 1):
            await self._check(number, lora.path)

    async def _check(self, number: int, url: str) -> None:
        try:
            parts = urlsplit(url)
            named, configured = parts.hostname, origin(url) in self._allowed.configured
        except ValueError:  # a port that is no number, a broken IPv6 address
            raise BadLora(number, "address") from None
        if not named or not url.isascii() or not url.isprintable() or " " in url:
            raise BadLora(number, "address")
        if parts.username is not None or parts.password is not None:
            raise BadLora(number, "password")
        if not configured and parts.scheme != "https":
            raise BadLora(number, "https")
        if url not in self._allowed:
            raise BadLora(number, "host", self._names)
        if not configured:
            await self._check_public(number, url)

    async def _check_public(self, number: int, url: str) -> None:
        """Raise BadLora where a name leads to no public address. One that has none for us may have one for the host."""
        try:
            await asyncio.wait_for(check_public(url), PATIENCE)
        except Foreign:
            raise BadLora(number, "private") from None
        except (NoAnswer, TimeoutError):
            return
