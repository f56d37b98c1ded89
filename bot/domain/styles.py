"""The styles that a member can pick by name: each stands for words that are added to the prompt."""

from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.errors import UnknownStyle


@dataclass(frozen=True, slots=True)
class Style:
    """A named look and the words that ask for it."""

    name: str
    words: str


STYLES = tuple(
    Style(name, words)
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
_BY_NAME = {style.name.casefold(): style for style in STYLES}


def find(name: str) -> Style:
    """The style of that name, whatever its case. Raises UnknownStyle with up to three that look alike."""
    style = _BY_NAME.get(name.strip().casefold())
    if style is None:
        raise UnknownStyle(name[:50], tuple(suggest(name, 3)))
    return style


def suggest(typed: str, most: int) -> list[str]:
    """Names for what was typed so far: those that contain it, then those that look like it."""
    wanted = typed.strip().casefold()
    containing = [style.name for style in STYLES if wanted in style.name.casefold()]
    alike = [_BY_NAME[key].name for key in get_close_matches(wanted, _BY_NAME, n=most, cutoff=0.7)]
    return list(dict.fromkeys(containing + alike))[:most]


def full_prompt(prompt: str, style: str | None) -> str:
    """The words that a host gets: the member's, then the style's."""
    return f"{prompt}, {find(style).words}" if style else prompt
