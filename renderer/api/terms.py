"""What fal's headers and query ask of the server (https://docs.fal.ai/model-endpoints/queue)."""

import json
import math
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from renderer.api import parts
from renderer.api.errors import bad_request
from renderer.queue.job import Terms, Webhook
from renderer.store.addresses import Reach, Refused, web_address
from renderer.store.files import LIFETIME, LONGEST_LIFETIME

UNSTORED_LIFETIME: Final = 360.0  # fal keeps a result that it may not store for six minutes
LEAST_TIMEOUT: Final = 0.1
MOST_DIGITS: Final = 8
# The newer name first; fal calls the other one deprecated.
START_HEADERS: Final = ("X-Fal-Request-Start-Timeout", "X-Fal-Request-Timeout")
LIFECYCLE_HEADERS: Final = ("X-Fal-Object-Lifecycle-Preference", "X-Fal-Object-Lifecycle")


def fal_terms(request: web.Request) -> Terms:
    """Return the terms of a submit or a direct call."""
    unstored = request.headers.get("X-Fal-Store-IO", "").strip() == "0"
    return Terms(
        remembered=UNSTORED_LIFETIME if unstored else LIFETIME,
        media_life=media_life(request.headers),
        start_within=_start_within(request.headers),
        most_waiting=_most_waiting(request.query),
        webhook=_webhook(request),
    )


def media_life(headers: Mapping[str, str]) -> float:
    """Return how many seconds a file shall be kept."""
    said = next(filter(None, (headers.get(name) for name in LIFECYCLE_HEADERS)), None)
    if said is None:
        return LIFETIME
    try:
        wanted = json.loads(said)
        seconds = wanted.get("expiration_duration_seconds", LIFETIME)
    except (ValueError, AttributeError, RecursionError):
        raise bad_request("The object lifecycle is no JSON object") from None
    if wanted.get("initial_acl") not in ({}, None, {"default": "allow"}):
        raise bad_request("initial_acl is not supported: files are open to all who know their address")
    return lifetime(seconds)


def lifetime(seconds: object) -> float:
    """Return a number of seconds; none means for ever, which is bounded here."""
    if seconds is None:
        return LONGEST_LIFETIME
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise bad_request("expiration_duration_seconds must be a number above 0, or null")
    return min(seconds, LONGEST_LIFETIME)


def checked_webhook(reach: Reach, address: str) -> Webhook:
    """Return an address that may be told, as far as its look tells; its host is looked up when it is called."""
    try:
        url = web_address(address)
        reach.session_for(url)
    except Refused as refused:
        raise bad_request(f"The webhook cannot be called: {refused}") from None
    return Webhook(url)


def _webhook(request: web.Request) -> Webhook | None:
    address = request.query.get("fal_webhook")
    return checked_webhook(request.app[parts.reach], address) if address else None


def _start_within(headers: Mapping[str, str]) -> float | None:
    name = next((name for name in START_HEADERS if name in headers), None)
    if name is None:
        return None
    try:
        seconds = float(headers[name])
    except ValueError:
        seconds = math.nan
    if not LEAST_TIMEOUT < seconds < math.inf:
        raise bad_request(f"{name} must be a number of seconds above {LEAST_TIMEOUT}")
    return seconds


def _most_waiting(query: Mapping[str, str]) -> int | None:
    """Return how many the caller allows to wait before him: he may allow fewer than we do."""
    said = query.get("fal_max_queue_length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else None
