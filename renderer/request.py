"""What a request may say: the input schema of fal's `ideogram/v4/image-to-image/lora`.

https://fal.ai/models/ideogram/v4/image-to-image/lora/api
As with fal, a field that the schema does not know is ignored.
"""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from renderer.api.errors import Failure, Place, from_validation, model_error

PROMPT_LIMIT = 10_000
MOST_VALUES = 50_000
WEIGHTS = (".safetensors", ".ckpt", ".pt", ".pth")

Preset = Literal[
    "auto", "square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"
]
Speed = Literal["TURBO", "BALANCED", "QUALITY"]
Acceleration = Literal["none", "low", "regular", "high"]
Expansion = Literal["None", "Medium", "Large"]
Format = Literal["jpeg", "png"]
Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=PROMPT_LIMIT)]
# A bound makes pydantic look at the letters too: half a surrogate pair is no text.
Address = Annotated[str, StringConstraints(max_length=50_000_000)]


class ImageSize(BaseModel):
    """A size in pixels; what is left out is 512, as with fal."""

    model_config = ConfigDict(frozen=True)

    width: int = Field(512, gt=0, le=14142)
    height: int = Field(512, gt=0, le=14142)


class LoRA(BaseModel):
    """A style pack, or a picture whose look is taken, and how strongly it counts."""

    model_config = ConfigDict(frozen=True)

    path: Address
    scale: float = Field(1, ge=0, le=4, allow_inf_nan=False)


class RenderRequest(BaseModel):
    """One request for pictures."""

    model_config = ConfigDict(frozen=True)

    prompt: Prompt
    image_url: Address
    expansion_model: Expansion = "Medium"
    image_size: ImageSize | Preset = "auto"
    rendering_speed: Speed = "BALANCED"
    acceleration: Acceleration = "none"
    num_images: int = Field(1, ge=1, le=4)
    seed: int | None = None
    sync_mode: bool = False
    enable_safety_checker: bool = True
    output_format: Format = "jpeg"
    strength: float = Field(0.8, ge=0, le=1, allow_inf_nan=False)
    loras: Annotated[list[LoRA], Field(max_length=3)] = []


def parse(body: bytearray) -> RenderRequest:
    """The request in a body, or the failure that says what is wrong with it."""
    return checked(loads(body))


def loads(body: bytes | bytearray) -> object:
    """The JSON in a body. One that holds very many values would need a hundred times its size in memory."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise _no_json("it holds too many values")
    try:
        # Not pydantic's own reader: this one lets NaN through, so that the field is named that holds it.
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _no_json(str(error)) from None


def checked(content: object) -> RenderRequest:
    """The request in a JSON value."""
    try:
        request = RenderRequest.model_validate(content)
    except ValidationError as error:
        raise from_validation(error) from None
    for number, lora in enumerate(request.loras):
        if lora.path.partition("?")[0].lower().endswith(WEIGHTS):
            raise no_weights(lora.path, ("loras", number, "path"))
    return request


def no_weights(address: str, place: Place) -> Failure:
    """A LoRA's weights are refused, and told why."""
    return model_error(
        "feature_not_supported",
        "The built-in model has no diffusion network for these weights to change: it runs trained style "
        "networks. Give a style pack or a picture whose look is to be taken, or name the style in the prompt.",
        place=place,
        shown=address,
    )


def _no_json(why: str) -> Failure:
    return model_error("json_invalid", f"JSON decode error: {why}"[:200], place=())
