"""Colour as light and as the eye has it: linear light, OKLab, hues, tones along stops, and maps of colours.

Light is added and multiplied in linear RGB; colours are compared, mixed and turned in OKLab
(https://bottosson.github.io/posts/oklab/): brightness, then green to red, then blue to yellow.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from PIL import ImageFilter

from renderer.paint.raster import Floats, Pixels, Plane, from_image, to_image

_STEPS: Final = 65535  # of the tables: light needs more than 256, or shadows would be banded
_VALUES: Final = np.arange(_STEPS + 1, dtype=np.float64) / _STEPS
# The curve of sRGB (IEC 61966-2-1), both ways: straight in the deepest shadows, a power above.
_STRAIGHT: Final = 0.0031308  # of light
_LINEAR: Final[Floats] = np.where(
    _VALUES <= 12.92 * _STRAIGHT, _VALUES / 12.92, ((_VALUES + 0.055) / 1.055) ** 2.4
).astype(np.float32)
_SHOWN: Final[Floats] = np.where(
    _VALUES <= _STRAIGHT, _VALUES * 12.92, 1.055 * _VALUES ** (1 / 2.4) - 0.055
).astype(np.float32)
_CONES: Final[Floats] = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_AXES: Final[Floats] = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_CONES: Final[Floats] = np.linalg.inv(_CONES).astype(np.float32)
_FROM_AXES: Final[Floats] = np.linalg.inv(_AXES).astype(np.float32)
FULL: Final = 0.21  # chroma that gets no stronger
NODES: Final = 33  # of a map of colours, each way: as many as film makers use


def linear(pixels: Floats) -> Floats:
    """Return the light of what is shown."""
    return _LINEAR[_indices(pixels)]


def shown(light: Floats) -> Floats:
    """Return how light is shown; what is too bright becomes white."""
    return _SHOWN[_indices(light)]


def _indices(values: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    return (np.clip(values, 0, 1) * np.float32(_STEPS) + np.float32(0.5)).astype(np.uint16)


def lab(pixels: Floats) -> Floats:
    """Return colours in OKLab; the last axis is colour in all that follows."""
    return lab_of_light(linear(pixels))


def lab_of_light(light: Floats) -> Floats:
    """Return the colours of linear light in OKLab."""
    return np.cbrt(np.maximum(light, 0) @ _CONES.T) @ _AXES.T


def light_of_lab(colours: Floats) -> Floats:
    """Return the linear light of colours in OKLab."""
    return (colours @ _FROM_AXES.T) ** 3 @ _FROM_CONES.T


def rgb(colours: Floats) -> Floats:
    """Return how colours in OKLab are shown."""
    return shown(light_of_lab(colours))


def hue(colours: Floats) -> tuple[Floats, Floats]:
    """Return chroma (0 grey, 0.3 as strong as a screen can) and hue in degrees of colours in OKLab."""
    return np.hypot(colours[..., 1], colours[..., 2]), np.degrees(
        np.arctan2(colours[..., 2], colours[..., 1])
    ) % 360


def enriched(colours: Floats, factor: float) -> Floats:
    """Return stronger colours in OKLab, the less the stronger they are: beyond what a screen can show all is one red."""
    chroma = np.sqrt(colours[..., 1] ** 2 + colours[..., 2] ** 2)
    gain = 1 + np.float32(factor - 1) * np.clip(1 - chroma / np.float32(FULL), 0, 1)
    made = np.array(colours, np.float32)
    made[..., 1:] *= gain[..., None]
    return made


def in_hue(brightness: Floats, chroma: Floats, degrees: Floats) -> Floats:
    """Return colours in OKLab by their brightness, chroma and hue in degrees."""
    turn = np.radians(degrees)
    return np.stack([brightness, chroma * np.cos(turn), chroma * np.sin(turn)], axis=-1).astype(np.float32)


def apart(degrees: Floats, from_: Floats | float) -> Floats:
    """Return how far hues are from one, 0 to 180 degrees."""
    return np.abs((degrees - from_ + 180) % 360 - 180)


def hexes(*codes: str) -> Pixels:
    """Return colours that are written as #rrggbb, one a row."""
    return np.array([list(bytes.fromhex(code.removeprefix("#"))) for code in codes], np.float32) / np.float32(
        255
    )


def tones(plane: Plane, stops: Floats, at: Sequence[float] | None = None) -> Pixels:
    """Return a brightness in the colours of stops, evenly spread or at these brightnesses; between them in OKLab."""
    places = np.linspace(0, 1, len(stops)) if at is None else np.asarray(at)
    scale, colours = np.linspace(0, 1, 1024), lab(stops)
    between = np.stack([np.interp(scale, places, colours[:, axis]) for axis in range(3)], axis=-1)
    return rgb(between.astype(np.float32))[(np.clip(plane, 0, 1) * 1023 + 0.5).astype(np.int32)]


def mapped(pixels: Pixels, change: Callable[[Floats], Floats]) -> Pixels:
    """Return a picture whose colours are changed, worked out for 33³ of them only and applied by Pillow."""
    scale = np.linspace(0, 1, NODES, dtype=np.float32)
    blue, green, red = np.meshgrid(scale, scale, scale, indexing="ij")
    table = change(np.stack([red, green, blue], axis=-1).reshape(-1, 3))
    cube = ImageFilter.Color3DLUT(NODES, np.clip(table, 0, 1).astype(np.float32).ravel())
    return from_image(to_image(pixels).filter(cube))
