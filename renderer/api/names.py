"""Under which names this server answers.

A page in a browser may let its own name lead to this machine (DNS rebinding), and would then be allowed to read
what is answered. So only those names count that cannot be the page's: a Host that is none of them is refused.
"""

import socket
from collections.abc import Collection
from ipaddress import ip_address
from typing import Final

EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - where the operator listens, not where we do


class Names:
    """The names under which it listens, those of this machine to itself, and what the operator allows."""

    def __init__(self, host: str, allowed: Collection[str] = ()) -> None:
        self._names = {"localhost", *map(_plain, (host, *allowed))}
        self._everywhere = host in EVERYWHERE
        if self._everywhere:
            self._names.add(_plain(socket.gethostname()))

    def know(self, name: str) -> bool:
        """Return whether a name, or an address, is one of them. An address cannot be made to lead elsewhere."""
        return _plain(name) in self._names or self._is_own_address(name)

    def _is_own_address(self, name: str) -> bool:
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return self._everywhere or address.is_loopback


def _plain(name: str) -> str:
    return name.lower().rstrip(".")
