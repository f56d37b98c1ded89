"""Whether a webhook is from who it says: fal signs with Ed25519, modelrunner with a shared secret.

A true signature proves only who sent it; what ended how is asked of the host (see notices.py).
"""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, Field, SecretStr, ValidationError

from domain import limits
from providers.bounded import call

# Seconds that a webhook's time may differ from ours: fal's and Standard Webhooks' own figure.
WINDOW = 300
# fal: "cache for at most 24 hours" (https://docs.fal.ai/model-endpoints/webhooks).
KEYS_KEPT = 24 * 60 * 60.0
# Seconds between two fetches of keys that a bad signature may cause: a flood of them is nobody's lever.
KEYS_AGAIN = 60.0


class NotSigned(Exception):
    """The webhook is not from the host, or too old."""


def _said(headers: Mapping[str, str], name: str) -> str:
    """A header as a host writes it: short, and of plain characters. Anything else is a stranger's."""
    value = headers.get(name, "")
    if len(value) > limits.SIGNATURE_CHARS or not (value.isascii() and value.isprintable()):
        raise NotSigned(f"its {name}")
    return value


def _fresh(timestamp: str, now: float) -> None:
    if not re.fullmatch("[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > WINDOW:
        raise NotSigned("its time")


class _Key(BaseModel):
    x: str


class _Keys(BaseModel):
    keys: list[_Key] = Field(max_length=20)


class FalSignatures:
    """Checks fal's webhooks against the keys that fal publishes."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Sequence[Ed25519PublicKey]]], now: Callable[[], float] = time.time
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: Sequence[Ed25519PublicKey] = ()
        self._fetched = float("-inf")

    async def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise NotSigned unless one of fal's keys has signed this body, now."""
        names = ("Request-Id", "User-Id", "Timestamp", "Signature")
        request_id, user_id, timestamp, signature = (
            _said(headers, f"X-Fal-Webhook-{name}") for name in names
        )
        _fresh(timestamp, self._now())
        digest = hashlib.sha256(body).hexdigest()
        message = f"{request_id}\n{user_id}\n{timestamp}\n{digest}".encode()
        try:
            signed = bytes.fromhex(signature)
        except ValueError:
            raise NotSigned("its signature") from None
        if not await self._is_signed(message, signed):
            raise NotSigned("its signature")

    async def _is_signed(self, message: bytes, signature: bytes) -> bool:
        """Try the keys at hand, then once those of this minute: keys change."""
        age = self._now() - self._fetched
        if age < KEYS_KEPT and _any_signed(self._keys, message, signature):
            return True
        if age < KEYS_AGAIN:
            return False
        self._fetched = self._now()
        self._keys = await self._fetch() or self._keys  # while it does not answer, those of before hold
        return _any_signed(self._keys, message, signature)


def _any_signed(keys: Sequence[Ed25519PublicKey], message: bytes, signature: bytes) -> bool:
    for key in keys:
        try:
            key.verify(signature, message)
        except InvalidSignature:
            continue
        return True
    return False


def fal_keys(http: httpx.AsyncClient, rest_url: str) -> Callable[[], Awaitable[Sequence[Ed25519PublicKey]]]:
    """Fetches the keys that fal publishes; none where it does not answer with any."""

    async def fetch() -> Sequence[Ed25519PublicKey]:
        try:
            answer = await call(http, "GET", f"{rest_url}/.well-known/jwks.json", headers={})
            published = _Keys.model_validate_json(answer.raise_for_status().content)
            return [Ed25519PublicKey.from_public_bytes(_unpadded(key.x)) for key in published.keys]
        except (httpx.HTTPError, ValidationError, ValueError):
            return ()

    return fetch


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class StandardSignatures:
    """Checks webhooks by https://www.standardwebhooks.com: HMAC-SHA256 over id, time and body."""

    def __init__(self, secret: SecretStr, now: Callable[[], float] = time.time) -> None:
        encoded = secret.get_secret_value().removeprefix("whsec_")
        self._secret = base64.b64decode(encoded, validate=True)
        self._now = now

    async def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise NotSigned unless the secret has signed this body, now."""
        identifier, timestamp = _said(headers, "webhook-id"), _said(headers, "webhook-timestamp")
        _fresh(timestamp, self._now())
        message = f"{identifier}.{timestamp}.".encode() + body
        expected = hmac.digest(self._secret, message, "sha256")
        signatures = _said(headers, "webhook-signature").split(" ")[:10]
        if not any(hmac.compare_digest(_of_version_1(one), expected) for one in signatures):
            raise NotSigned("its signature")


def _of_version_1(signature: str) -> bytes:
    version, _, encoded = signature.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except binascii.Error:
        return b""
