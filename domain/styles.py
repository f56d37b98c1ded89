"""The styles that a member can pick by name: words that are added to the prompt, and LoRAs where there are any."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.errors import UnknownStyle

LORAS_LIMIT = 3  # fal: "List of LoRA weights to apply (maximum 3)."


class Lora(BaseModel):
    """Weights that were trained elsewhere: where they are, and how strongly they count."""

    # Unknown fields are ignored: a job may have been stored by another version than the one that reads it.
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    path: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    scale: float = Field(default=1, ge=0, le=4)


class Style(BaseModel):
    """A named look and what asks for it. A job keeps its style whole: a repeat is the same, whatever the list says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
    words: Annotated[str, StringConstraints(max_length=500)] = ""
    loras: tuple[Lora, ...] = Field(default=(), max_length=LORAS_LIMIT)


BUILT_IN = tuple(
    Style(name=name, words=words)
    for name, words in (
        ("Watercolour", "soft watercolour on cold-pressed paper, loose wet edges"),
        ("Oil painting", "oil painting on canvas, thick visible brushwork"),
        ("Impressionist", "impressionist painting, broken colour, dappled light"),
        ("Starry swirls", "swirling post-impressionist brushwork in the manner of Van Gogh"),
        ("Pencil sketch", "graphite pencil sketch, cross-hatching on white paper"),
        ("Charcoal", "charcoal drawing, smudged shadows, toned paper"),
        ("Ink wash", "ink drawing with brush and wash, black on white"),
        ("Comic", "comic book panel, bold ink lines, halftone dots, flat colour"),
        ("Pop art", "pop art print, saturated flat colours, halftone"),
        ("Woodblock", "ukiyo-e woodblock print, flat colour areas, fine outlines"),
        ("Stained glass", "stained glass window, leaded outlines, glowing colour"),
        ("Mosaic", "mosaic of small tiles"),
        ("Pixel art", "16-bit pixel art, limited palette"),
        ("Low poly", "low poly geometric facets"),
        ("Neon", "cyberpunk neon lights at night, wet reflections"),
        ("Vaporwave", "vaporwave, synthwave sunset gradient, magenta and cyan"),
        ("Blueprint", "technical blueprint, white lines on blue"),
        ("Chalkboard", "chalk drawing on a blackboard"),
        ("Vintage photo", "vintage sepia photograph, faded, grain"),
        ("Film noir", "film noir, high-contrast black and white photography"),
        ("Pastel", "soft pastel drawing, gentle tints, paper grain"),
        ("Travel poster", "vintage travel poster, simplified shapes, bold colour"),
        ("Art deco", "art deco poster, geometric, gold and black"),
        ("Psychedelic", "psychedelic poster, vivid swirling colour"),
    )
)


class Catalogue:
    """The styles of a bot: the built-in ones, and those that its operator adds or puts in their place."""

    def __init__(self, added: Sequence[Style] = ()) -> None:
        self._by_name = {style.name.casefold(): style for style in (*BUILT_IN, *added)}

    @property
    def names(self) -> list[str]:
        """Return the names of all styles."""
        return [style.name for style in self._by_name.values()]

    def find(self, name: str) -> Style:
        """Return the style of that name, whatever its case. Raises UnknownStyle with up to three that look alike."""
        style = self._by_name.get(name.strip().casefold())
        if style is None:
            raise UnknownStyle(name[:50], tuple(self.suggest(name, 3)))
        return style

    def suggest(self, typed: str, most: int) -> list[str]:
        """Return names for what was typed so far: those that contain it, then those that look like it."""
        wanted = typed.strip().casefold()
        containing = [style.name for key, style in self._by_name.items() if wanted in key]
        alike = [
            self._by_name[key].name for key in get_close_matches(wanted, self._by_name, n=most, cutoff=0.7)
        ]
        return list(dict.fromkeys(containing + alike))[:most]
