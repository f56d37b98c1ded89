"""Permissions that are given out: words, the time until which they hold, and a signature over both."""

import secrets
import time
from hashlib import sha256
from hmac import compare_digest, new
from typing import Final

LIFE: Final = 3600
_secret = secrets.token_bytes(32)


def grant(*words: str) -> str:
    """Return a text that nobody else can write. No word may hold a tilde."""
    return _signed("~".join((*words, str(int(time.time()) + LIFE))))


def granted(text: str, purpose: str) -> list[str] | None:
    """Return the words of a grant for this purpose; none where it was not given out here, or is too old."""
    said = text.rpartition("~")[0]
    if not said or not compare_digest(_signed(said).encode(), text.encode()):
        return None
    first, *words, expires = said.split("~")
    return words if first == purpose and int(expires) > time.time() else None


def _signed(said: str) -> str:
    return f"{said}~{new(_secret, said.encode(), sha256).hexdigest()}"
