"""What a request to modelrunner says beside the input: reserved words of its body, and headers.

https://docs.modelrunner.run (webhooks, metadata, data retention)
"""

import json
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from renderer.api import parts
from renderer.api.errors import bad_request, from_validation
from renderer.api.inputs import checked, loads
from renderer.api.terms import checked_webhook, lifetime
from renderer.queue.job import Api, Json, Terms, Webhook
from renderer.request import RenderRequest
from renderer.store.addresses import Reach
from renderer.store.files import LIFETIME

UNSTORED_LIFETIME: Final = 900.0
LONGEST_SHOWN: Final = 10_000
LIFECYCLE_HEADER: Final = "X-Modelrunner-Object-Lifecycle-Preference"
STORE_HEADER: Final = "X-Modelrunner-Store-IO"
LIFE_BOUNDS: Final = (60, 157_680_000)
# Its model is fal's without these two.
NOT_OFFERED: Final = ("loras", "sync_mode")
RESERVED: Final = ("webhook", "webhook_events_filter", "metadata")
Tags = dict[
    Annotated[str, StringConstraints(min_length=1, max_length=64)],
    Annotated[str, StringConstraints(max_length=512)],
]

_some_object = TypeAdapter(dict[str, object])


class Reserved(BaseModel):
    """The words that are taken out of the body before the model sees it."""

    model_config = ConfigDict(strict=True)

    webhook: Annotated[str, StringConstraints(max_length=2048)] | None = None
    webhook_events_filter: Annotated[list[Literal["start", "completed"]], Field(min_length=1)] | None = None
    metadata: Annotated[Tags, Field(max_length=16)] | None = None


def parse(request: web.Request, body: bytearray, account: str) -> tuple[RenderRequest, Terms]:
    """Return the input in a body, and the terms around it."""
    try:
        content = _some_object.validate_python(loads(body))
        reserved = Reserved.model_validate({name: content[name] for name in RESERVED if name in content})
    except ValidationError as error:
        raise from_validation(error) from None
    wanted = checked({name: value for name, value in content.items() if name not in NOT_OFFERED})
    unstored = request.headers.get(STORE_HEADER, "").strip() == "0"
    return wanted, Terms(
        api=Api.MODELRUNNER,
        account=account,
        remembered=UNSTORED_LIFETIME if unstored else LIFETIME,
        media_life=media_life(request.headers),
        webhook=_webhook(request.app[parts.reach], reserved),
        tags=reserved.metadata or {},
        said=_said(wanted),
    )


def media_life(headers: Mapping[str, str]) -> float:
    """Return how many seconds a file shall be kept."""
    said = headers.get(LIFECYCLE_HEADER)
    if said is None:
        return LIFETIME
    try:
        wanted = json.loads(said)
        seconds = wanted["expiration_duration_seconds"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise bad_request(f"{LIFECYCLE_HEADER} must hold expiration_duration_seconds") from None
    if set(wanted) != {"expiration_duration_seconds"}:
        raise bad_request(f"{LIFECYCLE_HEADER} holds more than expiration_duration_seconds")
    least, most = LIFE_BOUNDS
    if seconds is not None and not (isinstance(seconds, int) and least <= seconds <= most):
        raise bad_request(f"expiration_duration_seconds must be {least} to {most}, or null")
    return lifetime(seconds)


def _webhook(reach: Reach, reserved: Reserved) -> Webhook | None:
    events = reserved.webhook_events_filter
    if reserved.webhook is None:
        if events is not None:
            raise bad_request("webhook_events_filter needs a webhook")
        return None
    url = checked_webhook(reach, reserved.webhook).url
    return Webhook(url, frozenset(events or ["completed"]))


def _said(wanted: RenderRequest) -> Json:
    """Return the input as it is remembered: what was given, without megabytes of picture."""
    said = wanted.model_dump(mode="json", include=wanted.model_fields_set)
    if len(wanted.image_url) > LONGEST_SHOWN:
        said["image_url"] = f"{wanted.image_url[:64]}…"
    return said
