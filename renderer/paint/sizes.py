"""How large pictures are: the presets, the caps, and the smaller size that the networks work at."""

from math import sqrt

from renderer.request import Acceleration, ImageSize, Preset, Speed

Size = tuple[int, int]

# What fal's toolkit means by these names: fal/toolkit/image/image.py in https://github.com/fal-ai/fal
PRESETS: dict[Preset, Size] = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
# "'auto' … capped at ~25MP, up to 8192px per side", says the model's page; here it holds for every size.
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 8192
# Time and memory grow with the area.
INNER_SIDE: dict[Acceleration, int] = {"none": 1024, "low": 896, "regular": 768, "high": 576}
SHORTEST_INNER = 8  # in less there is no slope, no cell and no block to be found
PAINTED = 0.8125  # brushes leave nothing that a fifth more pixels would show
SPEED_SCALE: dict[Speed, float] = {"TURBO": 0.7, "BALANCED": 1.0, "QUALITY": 1.125}


def output_size(wanted: ImageSize | Preset, source: Size) -> Size:
    """Return the size of the pictures that a request asks for."""
    if isinstance(wanted, ImageSize):
        return capped((wanted.width, wanted.height))
    return capped(PRESETS.get(wanted, source))


def capped(size: Size) -> Size:
    """Return the size itself, or the largest of its shape that is allowed."""
    width, height = size
    shrink = min(1.0, LONGEST_SIDE / max(size), sqrt(MOST_PIXELS / (width * height)))
    return max(1, int(width * shrink)), max(1, int(height * shrink))


def inner_size(size: Size, acceleration: Acceleration, speed: Speed, *, painterly: bool = False) -> Size:
    """Return the size at which a picture of this size is painted; above it for QUALITY, which makes finer lines."""
    side = INNER_SIDE[acceleration] * (PAINTED if painterly else 1)
    shrink = min(1.0, side / max(size)) * SPEED_SCALE[speed]
    width, height = (max(SHORTEST_INNER, round(side * shrink)) for side in size)
    return width, height
