"""Ideogram V4 image-to-image, as both hosts take it: the fields of the model, and the answer to a submit."""

from pydantic import JsonValue

from domain.request import PRESETS, SIDE_STEP, MagicPrompt, RestyleRequest, Size
from providers.answers import Answer, Id, Soft, Url

_EXPANSION = {MagicPrompt.NONE: "None", MagicPrompt.MEDIUM: "Medium", MagicPrompt.LARGE: "Large"}


class Submitted(Answer):
    """What a submit answers. Only the id must be there: the addresses can be had from it."""

    request_id: Id
    status_url: Soft[Url] = None
    response_url: Soft[Url] = None
    cancel_url: Soft[Url] = None


def fields(request: RestyleRequest, source: str, *, safety_checker: bool) -> dict[str, JsonValue]:
    """The request in the model's fields, and no others: an unknown one may be ignored, or handed on, without a word."""
    return {
        "prompt": request.full_prompt,
        "image_url": source,
        "strength": request.strength,
        "num_images": request.images,
        "seed": request.seed,
        "image_size": _image_size(request),
        "rendering_speed": request.speed.value.upper(),
        "expansion_model": _EXPANSION[request.expansion],
        "acceleration": request.acceleration.value,
        "output_format": request.format.value,
        "enable_safety_checker": safety_checker,
    }


def _image_size(request: RestyleRequest) -> JsonValue:
    """A preset by its name, or both sides: a missing one would be taken for 512."""
    if request.width and request.height:
        return {"width": _stepped(request.width), "height": _stepped(request.height)}
    return request.size.value if request.size in PRESETS else Size.AUTO.value


def _stepped(side: int) -> int:
    """A side rounded to what the model can paint."""
    return round(side / SIDE_STEP) * SIDE_STEP
