"""Colour: named palettes, toning by brightness, saturation, posters, and the colours that a prompt names."""

from collections.abc import Mapping, Sequence

import numpy as np

from renderer.paint.raster import Pixels, Plane, colour, grey, luminance, mix, ramp

Palette = tuple[tuple[int, int, int], ...]  # from the darkest tone to the lightest

PALETTES: Mapping[str, Palette] = {
    "sepia": ((38, 22, 12), (112, 76, 44), (196, 154, 104), (250, 236, 206)),
    "synthwave": ((14, 6, 38), (74, 14, 104), (214, 30, 130), (255, 122, 86), (255, 226, 130)),
    "vaporwave": ((46, 24, 92), (108, 84, 200), (255, 113, 206), (120, 220, 240), (255, 246, 214)),
    "cyberpunk": ((4, 5, 18), (20, 24, 74), (110, 22, 140), (22, 170, 214), (232, 244, 255)),
    "indigo": ((22, 30, 62), (44, 82, 126), (132, 166, 176), (226, 208, 168), (246, 236, 212)),
    "deco": ((12, 18, 28), (16, 66, 74), (150, 108, 40), (222, 182, 92), (248, 236, 206)),
    "autumn": ((44, 20, 14), (128, 44, 18), (206, 98, 28), (240, 172, 62), (255, 236, 188)),
    "winter": ((18, 32, 58), (70, 106, 146), (150, 184, 208), (214, 230, 240), (255, 255, 255)),
    "golden": ((48, 22, 26), (142, 66, 36), (226, 138, 58), (255, 204, 116), (255, 246, 218)),
    "night": ((4, 8, 26), (16, 34, 76), (48, 84, 138), (128, 164, 196), (238, 240, 214)),
    "spring": ((34, 66, 46), (96, 146, 84), (196, 206, 122), (250, 198, 206), (255, 250, 240)),
    "teal": ((6, 24, 32), (20, 74, 86), (126, 118, 104), (240, 164, 100), (255, 238, 214)),
    "horror": ((4, 2, 4), (48, 6, 10), (130, 18, 18), (186, 92, 70), (226, 214, 190)),
    "thermal": ((10, 4, 60), (40, 50, 190), (0, 170, 130), (240, 220, 0), (250, 70, 20), (255, 250, 235)),
    "ocean": ((4, 26, 48), (8, 76, 104), (24, 146, 158), (134, 212, 196), (244, 250, 232)),
    "dream": ((66, 42, 104), (150, 96, 176), (238, 158, 196), (252, 212, 196), (255, 250, 236)),
    "fresco": ((56, 38, 30), (134, 88, 62), (190, 148, 106), (220, 198, 158), (246, 236, 212)),
    "marble": ((58, 58, 66), (132, 132, 138), (196, 195, 194), (232, 230, 226), (252, 251, 248)),
    "cyanotype": ((6, 18, 58), (16, 52, 112), (58, 112, 170), (160, 198, 222), (246, 248, 244)),
    "confectionery": ((74, 44, 66), (168, 92, 112), (238, 160, 156), (250, 208, 176), (255, 246, 222)),
    "faded": ((52, 50, 58), (112, 98, 92), (178, 150, 122), (230, 206, 168), (255, 244, 220)),
    "fauve": ((26, 18, 92), (0, 118, 130), (226, 46, 62), (255, 148, 26), (255, 232, 96)),
}

COLOURS: Mapping[str, tuple[int, int, int]] = {
    "red": (204, 38, 38), "crimson": (176, 18, 48), "scarlet": (226, 44, 24), "burgundy": (112, 18, 40),
    "orange": (240, 126, 28), "amber": (242, 168, 36), "yellow": (246, 212, 52), "golden": (222, 172, 60),
    "gold": (222, 172, 60), "green": (54, 146, 72), "emerald": (16, 138, 92), "lime": (150, 208, 44),
    "olive": (120, 124, 48), "mint": (140, 214, 178), "teal": (18, 130, 136), "turquoise": (40, 188, 186),
    "cyan": (30, 190, 222), "blue": (44, 92, 200), "navy": (22, 38, 92), "azure": (64, 150, 232),
    "cobalt": (22, 70, 170), "purple": (122, 54, 168), "violet": (132, 76, 200), "lavender": (176, 158, 222),
    "lilac": (190, 160, 212), "magenta": (212, 38, 150), "pink": (242, 132, 172), "peach": (250, 184, 146),
    "coral": (246, 118, 98), "brown": (122, 78, 46), "beige": (216, 196, 160), "silver": (178, 186, 196),
    "rose": (226, 110, 136), "ivory": (246, 238, 216), "copper": (186, 104, 60), "bronze": (158, 112, 52),
}  # fmt: skip


RICH = 0.62  # colourfulness to which nothing is added


def toned(pixels: Pixels, palette: Palette) -> Pixels:
    """Each brightness gets its colour from the palette."""
    bright = luminance(pixels)
    stops = np.linspace(0, 1, len(palette))
    channels = [np.interp(bright, stops, [tone[c] / 255 for tone in palette]) for c in range(3)]
    return np.stack(channels, axis=2).astype(np.float32)


def from_colours(names: Sequence[str]) -> Palette:
    """A palette around the colours that somebody named: between a deep shade and a light tint of them."""
    named = sorted((COLOURS[name] for name in names), key=lambda rgb: float(luminance(colour(*rgb))))
    first, last = named[0], named[-1]
    deep = tuple(int(c * 0.16 + 6) for c in first)
    light = tuple(int(255 - (255 - c) * 0.14) for c in last)
    return ((deep[0], deep[1], deep[2]), *named, (light[0], light[1], light[2]))


def saturated(pixels: Pixels, factor: float) -> Pixels:
    """Stronger colours, or weaker ones below 1."""
    return np.clip(mix(grey(luminance(pixels)), pixels, factor), 0, 1)


def richer(pixels: Pixels, factor: float) -> Pixels:
    """Stronger colours, but little more where they are strong already: a picture may come back often."""
    few = pixels[::4, ::4]
    colourful = float((few.max(axis=2) - few.min(axis=2)).mean())
    room = min(1.0, max(0.0, (RICH - colourful) / 0.3))
    return saturated(pixels, 1 + (factor - 1) * room if factor > 1 else factor)


def contrasted(pixels: Pixels, amount: float) -> Pixels:
    """Darker darks and lighter lights."""
    return mix(pixels, np.clip(ramp(pixels, 0, 1), 0, 1), amount)


def stretched(pixels: Pixels) -> Pixels:
    """The full range from black to white, where the picture uses only a part of it."""
    low, high = (float(v) for v in np.percentile(luminance(pixels), [1, 99]))
    return np.clip((pixels - low) / max(high - low, 0.15), 0, 1)


def posterised(pixels: Pixels, levels: int, softness: float = 0.12) -> Pixels:
    """A few flat tones instead of many; colours keep their hue."""
    bright = luminance(pixels)
    scaled = bright * levels
    step = np.floor(scaled)
    target = (step + ramp(scaled - step, 0.5 - softness, 0.5 + softness)) / levels
    gain = (target + 0.02) / (bright + 0.02)
    return np.clip(pixels * gain[..., None], 0, 1)


def with_colour_of(painted: Pixels, source: Pixels, share: float | Plane) -> Pixels:
    """The brightness of the painting with a share of the source's colours."""
    recoloured = source + grey(luminance(painted) - luminance(source))
    return np.clip(mix(painted, recoloured, share), 0, 1)
