"""Reads what a body says: JSON within bounds, then a request for pictures."""

import json
from typing import Final

from pydantic import ValidationError

from renderer.api.errors import Refusal, from_validation, model_error
from renderer.failure import Cause, Failed, Failure
from renderer.request import RenderRequest

MOST_VALUES: Final = 50_000
WEIGHTS: Final = (".safetensors", ".ckpt", ".pt", ".pth")


def parse(body: bytearray) -> RenderRequest:
    """Return the request in a body."""
    return checked(loads(body))


def loads(body: bytes | bytearray) -> object:
    """Return the JSON in a body. One that holds very many values would need a hundred times its size in memory."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise _no_json("it holds too many values")
    try:
        # Not pydantic's own reader: this one lets NaN through, so that the field is named that holds it.
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _no_json(str(error)) from None


def checked(content: object) -> RenderRequest:
    """Return the request in a JSON value."""
    try:
        request = RenderRequest.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from None
    for number, lora in enumerate(request.loras):
        if lora.path.partition("?")[0].lower().endswith(WEIGHTS):
            raise Failed(Failure(Cause.WEIGHTS, ("loras", number, "path"), shown=lora.path))
    return request


def _no_json(why: str) -> Refusal:
    return model_error("json_invalid", f"JSON decode error: {why}"[:200], place=())
