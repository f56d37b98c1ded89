"""Style packs: what stands in for a LoRA here. A JSON of a few kB, or any picture whose look is taken.

A pack names hands of the 26-style network, or the 100 numbers by which the other network paints, or
a palette, or finishing steps, or several of these. Where several packs are given, they blend.
"""

import io
from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from renderer.failure import Cause, Failed, Failure, Place
from renderer.paint import drawing, networks
from renderer.paint import finish as f
from renderer.paint.palettes import Tone
from renderer.paint.picture import open_picture
from renderer.paint.touch import Finish

LARGEST: Final = 64 << 10  # bytes of JSON; one with everything in it has 4 kB
TONES: Final = 6

Step = Literal[
    "bloom",
    "canvas",
    "flat",
    "grain",
    "impasto",
    "likeness",
    "muted",
    "outlines",
    "paper",
    "scanlines",
    "vignette",
    "vivid",
]
STEPS: Final[Mapping[Step, Callable[[float], Finish]]] = {
    "bloom": lambda amount: f.bloom(amount, 24),
    "canvas": lambda amount: f.canvas(0.08 * amount),
    "flat": lambda amount: f.smooth(8 * amount),
    "grain": lambda amount: f.grain(0.4 * amount),
    "impasto": lambda amount: f.impasto(2 * amount),
    "likeness": f.likeness,
    "muted": lambda amount: f.vivid(1 - amount),
    "outlines": drawing.outlines,
    "paper": lambda amount: f.paper(0.3 * amount),
    "scanlines": lambda amount: f.scanlines(0.5 * amount),
    "vignette": f.vignette,
    "vivid": lambda amount: f.vivid(1 + amount, amount / 2),
}  # fmt: skip

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0.001, le=1, allow_inf_nan=False)]


class Finishing(BaseModel):
    """One step over the painting."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Step
    amount: Share = 0.5


class Pack(BaseModel):
    """A style pack, as its file says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(max_length=80)] = ""
    nets: Annotated[
        dict[Annotated[int, Field(ge=0, lt=networks.STYLES)], Weight], Field(max_length=networks.STYLES)
    ] = {}
    vector: Annotated[
        list[Annotated[float, Field(ge=-20, le=20, allow_inf_nan=False)]], Field(max_length=networks.VECTOR)
    ] = []
    palette: Annotated[list[Tone], Field(max_length=12)] = []  # from the darkest to the lightest
    post: Annotated[list[Finishing], Field(max_length=8)] = []
    stroke: Annotated[float, Field(ge=0.5, le=3, allow_inf_nan=False)] = 1.2
    colour: Share = 0.15  # how much of the source's own colours stays
    tint: Share = 0.35  # how much the palette counts

    @model_validator(mode="after")
    def _says_something(self) -> "Pack":
        if not (self.vector or self.palette or self.post or self.nets):
            raise ValueError("an empty pack: it needs nets, a vector, a palette or post steps")
        if self.vector and len(self.vector) != networks.VECTOR:
            raise ValueError(f"a vector has {networks.VECTOR} numbers")
        return self


def read_pack(content: bytes, place: Place = ("loras", 0, "path")) -> Pack:
    """Return the pack in a file, or the look of the picture in it."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _from_json(content, place)
    try:
        return pack_of(open_picture(io.BytesIO(content)))
    except Failed as failed:
        no_picture = failed.failure.cause is Cause.NO_PICTURE
        cause = Cause.NEITHER_PACK_NOR_PICTURE if no_picture else failed.failure.cause
        raise Failed(Failure(cause, place, limit=failed.failure.limit)) from None


def pack_of(picture: Image.Image, name: str = "") -> Pack:
    """Return the look of a picture: its style in numbers and its colours."""
    return Pack(
        name=name, vector=[round(number, 4) for number in networks.style_of(picture)], palette=_tones(picture)
    )


def _tones(picture: Image.Image) -> list[tuple[int, int, int]]:
    """Return a few colours of the picture that stand for all of them, from the darkest to the lightest."""
    small = picture.convert("RGB").resize((96, 96), Image.Resampling.BOX)
    few = small.quantize(TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette() or []
    tones = [(few[at], few[at + 1], few[at + 2]) for at in range(0, min(len(few), 3 * TONES), 3)]
    return sorted(tones, key=lambda tone: 0.299 * tone[0] + 0.587 * tone[1] + 0.114 * tone[2])


def _from_json(content: bytes, place: Place) -> Pack:
    if len(content) > LARGEST:
        raise Failed(Failure(Cause.FILE_TOO_LARGE, place, limit=LARGEST))
    try:
        return Pack.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        why = f"{where}: {first['msg']}".removeprefix(": ")
        raise Failed(Failure(Cause.NO_PACK, place, why=why)) from None
