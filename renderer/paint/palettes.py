"""Named palettes, and the colours that a prompt may name."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from renderer.paint.tables import table

Channel = Annotated[int, Field(ge=0, le=255)]
Tone = tuple[Channel, Channel, Channel]
Palette = tuple[Tone, ...]  # from the darkest to the lightest


class Colours(BaseModel):
    """The table of colours."""

    model_config = ConfigDict(extra="forbid")

    palettes: dict[str, Annotated[Palette, Field(min_length=2)]]
    colours: dict[str, Tone]


_table = table("palettes", TypeAdapter(Colours))
PALETTES: Final[Mapping[str, Palette]] = _table.palettes
COLOURS: Final[Mapping[str, Tone]] = _table.colours


def named(name: str) -> Palette:
    """Return the palette of that name; a ValueError where there is none."""
    if name not in PALETTES:
        raise ValueError(f"there is no palette {name}")
    return PALETTES[name]
