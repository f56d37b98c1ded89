"""Whether a webhook is from who it says: fal signs with Ed25519, modelrunner with a shared secret.

A true signature proves only who sent it; what ended how is asked of the host (see notices.py).
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field, SecretStr

from providers.answers import Answer, Items, NoAnswer
from providers.bounded import call

DIGITS = 12  # of a time in seconds
# Seconds that a webhook's time may differ from ours: fal's and Standard Webhooks' own figure.
WINDOW = 300
# fal: "cache for at most 24 hours" (https://docs.fal.ai/model-endpoints/webhooks).
KEYS_KEPT = 24 * 60 * 60.0
# Seconds between two fetches of keys that a bad signature may cause: a flood of them is nobody's lever.
KEYS_AGAIN = 60.0


class NotSigned(Exception):
    """The webhook is not from the host, or too old."""


def _fresh(timestamp: str, now: float) -> None:
    told = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= DIGITS
    if not told or abs(now - int(timestamp)) > WINDOW:
        raise NotSigned("its time")


def _raw(header: str) -> bytes:
    """Return the bytes of a header, which may be no text at all."""
    return header.encode("utf-8", "surrogateescape")


class _Key(Answer):
    x: Annotated[str, Field(max_length=100)]


class _Keys(Answer):
    keys: Items[_Key] = ()


class FalSignatures:
    """Checks fal's webhooks against the keys that fal publishes."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Sequence[Ed25519PublicKey]]], now: Callable[[], float] = time.time
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: Sequence[Ed25519PublicKey] = ()
        self._fetched = self._asked = float("-inf")

    async def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise NotSigned unless one of fal's keys has signed this body, now."""
        names = ("Request-Id", "User-Id", "Timestamp", "Signature")
        request_id, user_id, timestamp, signature = (
            headers.get(f"X-Fal-Webhook-{name}", "") for name in names
        )
        _fresh(timestamp, self._now())
        digest = hashlib.sha256(body).hexdigest()
        message = _raw(f"{request_id}\n{user_id}\n{timestamp}\n{digest}")
        try:
            signed = bytes.fromhex(signature)
        except ValueError:
            raise NotSigned("its signature") from None
        if not await self._is_signed(message, signed):
            raise NotSigned("its signature")

    async def _is_signed(self, message: bytes, signature: bytes) -> bool:
        """Try the keys at hand, then once those of this minute: keys change. Good ones stay while none can be had."""
        now = self._now()
        if now - self._fetched < KEYS_KEPT and _any_signed(self._keys, message, signature):
            return True
        if now - self._asked < KEYS_AGAIN:
            return False
        self._asked = now
        keys = await self._fetch()
        if not keys:
            return False
        self._keys, self._fetched = keys, now
        return _any_signed(keys, message, signature)


def _any_signed(keys: Sequence[Ed25519PublicKey], message: bytes, signature: bytes) -> bool:
    for key in keys:
        try:
            key.verify(signature, message)
        except InvalidSignature:
            continue
        return True
    return False


def fal_keys(http: httpx.AsyncClient, rest_url: str) -> Callable[[], Awaitable[Sequence[Ed25519PublicKey]]]:
    """Return what fetches the keys that fal publishes; none where it does not answer with any."""

    async def fetch() -> Sequence[Ed25519PublicKey]:
        try:
            answer = await call(http, "GET", f"{rest_url}/.well-known/jwks.json", headers={})
            published = _Keys.of(answer.raise_for_status().content)
        except (httpx.HTTPError, NoAnswer):
            return ()
        return [key for one in published.keys if (key := _public_key(one.x))]

    return fetch


def _public_key(text: str) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None


class StandardSignatures:
    """Checks webhooks by https://www.standardwebhooks.com: HMAC-SHA256 over id, time and body."""

    def __init__(self, secret: SecretStr, now: Callable[[], float] = time.time) -> None:
        encoded = secret.get_secret_value().removeprefix("whsec_")
        self._secret = base64.b64decode(encoded, validate=True)
        self._now = now

    async def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise NotSigned unless the secret has signed this body, now."""
        identifier, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        _fresh(timestamp, self._now())
        message = _raw(f"{identifier}.{timestamp}.") + body
        expected = hmac.digest(self._secret, message, "sha256")
        signatures = headers.get("webhook-signature", "").split(" ")[:10]
        if not any(hmac.compare_digest(_of_version_1(one), expected) for one in signatures):
            raise NotSigned("its signature")


def _of_version_1(signature: str) -> bytes:
    version, _, encoded = signature.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except ValueError:
        return b""
