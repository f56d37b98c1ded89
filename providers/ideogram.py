"""Ideogram V4 image-to-image, as both hosts take it: the fields of the model, and the answer to a submit."""

from urllib.parse import quote

from pydantic import JsonValue

from domain.errors import FailureKind
from domain.job import Ticket
from domain.request import PRESETS, SIDE_STEP, MagicPrompt, RestyleRequest, Size
from providers.answers import Answer, Id, Soft, Url
from providers.origins import Origins

_EXPANSION = {MagicPrompt.NONE: "None", MagicPrompt.MEDIUM: "Medium", MagicPrompt.LARGE: "Large"}

# fal's names for what is wrong with a picture (https://docs.fal.ai/errors); modelrunner hands them on in its words.
SOURCE_TROUBLE = {
    "image_too_small": FailureKind.SOURCE_TOO_SMALL,
    "image_too_large": FailureKind.SOURCE_TOO_LARGE,
    "file_too_large": FailureKind.SOURCE_TOO_LARGE,
    "image_load_error": FailureKind.SOURCE_UNREAD,
    "file_download_error": FailureKind.SOURCE_UNREAD,
    "unsupported_image_format": FailureKind.SOURCE_UNREAD,
}


class Submitted(Answer):
    """What a submit answers. Only the id must be there: the addresses can be had from it."""

    request_id: Id
    status_url: Soft[Url] = None
    response_url: Soft[Url] = None
    cancel_url: Soft[Url] = None

    @property
    def name(self) -> str:
        """The id as it may stand in an address."""
        return quote(self.request_id, safe="")

    def ticket(self, own: Ticket, api: Origins) -> Ticket:
        """Return the addresses that were told, where they are the host's, since the key will be sent there; else our own."""
        told = (self.status_url, self.response_url, self.cancel_url)
        ours = (own.status_url, own.response_url, own.cancel_url)
        status, response, cancel = (
            one if one and one in api else other for one, other in zip(told, ours, strict=True)
        )
        return Ticket(id=own.id, status_url=status, response_url=response, cancel_url=cancel)


def fields(
    request: RestyleRequest, source: str, *, safety_checker: bool, exact: bool = False
) -> dict[str, JsonValue]:
    """Return the request in the model's fields, and no others.

    An unknown one may be ignored, or handed on, without a word.
    """
    return {
        "prompt": request.full_prompt,
        "image_url": source,
        "strength": request.strength,
        "num_images": request.images,
        "seed": request.seed,
        "image_size": _image_size(request, 1 if exact else SIDE_STEP),
        "rendering_speed": request.speed.value.upper(),
        "expansion_model": _EXPANSION[request.expansion],
        "acceleration": request.acceleration.value,
        "output_format": request.format.value,
        "enable_safety_checker": safety_checker,
    }


def _image_size(request: RestyleRequest, step: int) -> JsonValue:
    """Return a preset by its name, or both sides: a missing one would be taken for 512."""
    if request.width and request.height:
        return {"width": _stepped(request.width, step), "height": _stepped(request.height, step)}
    return request.size.value if request.size in PRESETS else Size.AUTO.value


def _stepped(side: int, step: int) -> int:
    """Return a side rounded to what the model can paint."""
    return round(side / step) * step
