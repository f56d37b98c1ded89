"""What a member asks for: one picture, one prompt, and how to go about it. Neutral of any host."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from domain import limits
from domain.errors import StrengthAtEnd
from domain.styles import Lora, Style
from domain.visible import cleaned

# The hosts' schemas give no bound for a prompt; Discord's own for a string option is 6000 characters
# (https://discord.com/developers/docs/interactions/application-commands). A card shows three lines of it.
PROMPT_LIMIT = 2000
IMAGES_LIMIT = 4
SIDE_MIN, SIDE_MAX, SIDE_STEP = 512, 2048, 16
# One bit less than 32, so that seed + i of the last picture is still a plain 32-bit number anywhere.
SEED_MAX = 2**31 - 1
# fal: "'auto' to match the input image size (capped at ~25MP, up to 8192px per side)".
AUTO_PIXELS_MAX = 25_000_000


class Speed(StrEnum):
    """How many steps the host spends: cheaper and faster, or finer."""

    TURBO = "turbo"
    BALANCED = "balanced"
    QUALITY = "quality"


class MagicPrompt(StrEnum):
    """Whether the host may enrich the prompt before it paints."""

    NONE = "none"
    MEDIUM = "medium"
    LARGE = "large"


class Acceleration(StrEnum):
    """How much finish may be traded for time."""

    NONE = "none"
    LOW = "low"
    REGULAR = "regular"
    HIGH = "high"


class OutputFormat(StrEnum):
    """The file format of the results."""

    JPEG = "jpeg"
    PNG = "png"


class Size(StrEnum):
    """The size of the results: the source's own, a preset, or width x height given by the member."""

    AUTO = "auto"
    SQUARE_HD = "square_hd"
    SQUARE = "square"
    PORTRAIT_4_3 = "portrait_4_3"
    PORTRAIT_16_9 = "portrait_16_9"
    LANDSCAPE_4_3 = "landscape_4_3"
    LANDSCAPE_16_9 = "landscape_16_9"
    CUSTOM = "custom"


# Width and height in pixels, from fal's toolkit (fal-ai/fal, projects/fal/src/fal/toolkit/image/image.py).
PRESETS: dict[Size, tuple[int, int]] = {
    Size.SQUARE_HD: (1024, 1024),
    Size.SQUARE: (512, 512),
    Size.PORTRAIT_4_3: (768, 1024),
    Size.PORTRAIT_16_9: (576, 1024),
    Size.LANDSCAPE_4_3: (1024, 768),
    Size.LANDSCAPE_16_9: (1024, 576),
}


class RestyleRequest(BaseModel):
    """One request, valid by construction: `ValidationError` names the option that is wrong.

    `seed` is always set: the member's, or one that the program drew, so that any result can be asked for again.
    """

    # Unknown fields are ignored: a job may have been stored by another version than the one that reads it.
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, str_strip_whitespace=True)

    # May be empty where a style has words of its own.
    prompt: Annotated[str, BeforeValidator(cleaned)] = Field(default="", max_length=PROMPT_LIMIT)
    seed: int = Field(ge=0, le=SEED_MAX)
    style: Style | None = None
    strength: float = Field(default=0.8, ge=0, le=1)
    images: int = Field(default=1, ge=1, le=IMAGES_LIMIT)
    speed: Speed = Speed.BALANCED
    magic_prompt: MagicPrompt = MagicPrompt.MEDIUM
    size: Size = Size.AUTO
    width: int | None = Field(default=None, ge=SIDE_MIN, le=SIDE_MAX)
    height: int | None = Field(default=None, ge=SIDE_MIN, le=SIDE_MAX)
    format: OutputFormat = OutputFormat.JPEG
    acceleration: Acceleration = Acceleration.NONE
    private: bool = False
    # What a host made of the prompt: a repeat with the same seed sends that, as it is. Version 0.1 wrote "reworded".
    expanded: str | None = Field(
        default=None,
        min_length=1,
        max_length=limits.PROMPT_CHARS,
        validation_alias=AliasChoices("expanded", "reworded"),
    )

    @model_validator(mode="after")
    def _sides_go_with_custom(self) -> Self:
        """Reject half a size: a custom one needs both sides, any other has none."""
        sides = (self.width is not None) + (self.height is not None)
        if sides != (2 if self.size is Size.CUSTOM else 0):
            raise ValueError("width and height go together, with size custom")
        return self

    def varied(self, seed: int, strength: float | None = None) -> Self:
        """Return the request as its member made it, with another seed, and another strength where one is given."""
        return self._with(seed=seed, expanded=None, strength=self.strength if strength is None else strength)

    def stepped(self, step: float) -> Self:
        """Return the request with its strength a step up or down, within its bounds. Raises StrengthAtEnd."""
        strength = round(min(1.0, max(0.0, self.strength + step)), 2)
        if strength == self.strength:
            raise StrengthAtEnd(strength)
        return self._with(strength=strength)

    def fewer(self, images: int) -> Self:
        """Return the request for another number of pictures."""
        return self._with(images=images)

    def reworded(self, words: str | None) -> Self:
        """Return the request that sends what a host made of the prompt, where it made something that can be sent."""
        usable = words.strip()[: limits.PROMPT_CHARS] if words else None
        return self._with(expanded=usable or None)

    def hidden(self, *, private: bool) -> Self:
        """Return the request for the eyes of its member alone, or for all."""
        return self._with(private=private)

    def says_as(self, other: "RestyleRequest") -> bool:
        """Return whether it asks for the same look in the same words."""
        return (self.prompt, self.style) == (other.prompt, other.style)

    def _with(self, **changes: object) -> Self:
        """Return a changed copy that was checked like any other request."""
        return self.model_validate({**self.model_dump(), **changes})

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        """Reject a request without words: the member's, or a style's."""
        if not self.prompt and not (self.style and self.style.around("")):
            raise PydanticCustomError("no_words", "a prompt, or a style with words")
        return self

    @property
    def full_prompt(self) -> str:
        """The words that a host gets: the member's within the style's; or what a host made of them before."""
        if self.expanded:
            return self.expanded
        return self.style.around(self.prompt) if self.style else self.prompt

    @property
    def expansion(self) -> MagicPrompt:
        """Return whether a host may enrich those words: not a second time."""
        return MagicPrompt.NONE if self.expanded else self.magic_prompt

    @property
    def loras(self) -> tuple[Lora, ...]:
        """The LoRAs that the style brings along."""
        return self.style.loras if self.style else ()

    def pixels(self, source: tuple[int, int]) -> int:
        """Return the pixels of one result, for a source of (width, height): what the hosts charge by."""
        if self.width and self.height:
            return self.width * self.height
        width, height = PRESETS.get(self.size, source)
        return min(width * height, AUTO_PIXELS_MAX)
