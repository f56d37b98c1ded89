"""What a request may say: the input schema of fal's `ideogram/v4/image-to-image/lora`.

https://fal.ai/models/ideogram/v4/image-to-image/lora/api
As with fal, a field that the schema does not know is ignored. `style_image_url` is our own.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PROMPT_LIMIT = 10_000
SEED_LIMIT = 2**63  # fal says "integer" and no more; this is what a file, a database and other languages hold

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
    style_image_url: Address | None = None  # a picture whose look is taken
    expansion_model: Expansion = "Medium"
    image_size: ImageSize | Preset = "auto"
    rendering_speed: Speed = "BALANCED"
    acceleration: Acceleration = "none"
    num_images: int = Field(1, ge=1, le=4)
    seed: Annotated[int, Field(ge=-SEED_LIMIT, lt=SEED_LIMIT)] | None = None
    sync_mode: bool = False
    enable_safety_checker: bool = True
    output_format: Format = "jpeg"
    strength: float = Field(0.8, ge=0, le=1, allow_inf_nan=False)
    loras: Annotated[list[LoRA], Field(max_length=3)] = []
