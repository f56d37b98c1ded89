"""Pictures of video: a tape, a security camera, a night vision tube; each with what it writes into its corners."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from renderer.paint.chance import rough
from renderer.paint.colour import hexes, linear, shown, tones
from renderer.paint.filters import BILINEAR, BOX, curved, detailed, gaussian, sized, spread
from renderer.paint.fonts import face, font
from renderer.paint.photo.grain import glowing
from renderer.paint.raster import Pixels, fraction, from_image, grey, luminance, mix, moved, ramp
from renderer.paint.tools.smooth import warped
from renderer.paint.touch import Touch

TAPE: Final = 400  # lines of brightness that a tape has; of colour it has a tenth
CAMERA: Final = 380  # the same of a cheap camera
FIGURES: Final = np.array([1.0, 0.62, 0.18], np.float32)  # of a date
GLOW: Final = np.array([1.0, 0.28, 0.03], np.float32)
PHOSPHOR: Final = hexes("#010a03", "#0c3a14", "#2f9a3c", "#9df58a", "#efffe6")
MONITOR: Final = hexes("#06090a", "#2c3634", "#7d8c86", "#c9d6cf", "#f4fbf6")


def vhs(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a frame of a tape: soft, its colours run to the right, its lines tremble, its foot is torn; what it says above."""
    unit, random, (rows, columns) = touch.unit, touch.random("tape"), pixels.shape[:2]
    even = spread(pixels)
    bright = gaussian(luminance(even), 1.5 * unit, 0.6 * unit)
    bright = bright + 0.7 * (bright - gaussian(bright, 4 * unit, 0.1))  # edges ring
    colour = moved(gaussian(even - grey(luminance(even)), 13 * unit, 3 * unit), 0, touch.length(7))
    made = grey(curved(bright, 0.15) * 0.9 + 0.05) + colour * np.array([1.35, 1.05, 1.2], np.float32)
    jitter = gaussian(rough(random, (rows, 8), 3 * unit, 2), 0.1, 1.2 * unit)[:, 4] * np.float32(1.6 * unit)
    torn = ramp(touch.scene.down[:, 0], 0.955, 0.985)
    jitter = jitter + torn * (26 + 22 * rough(random, (rows, 8), 4 * unit)[:, 4]) * np.float32(unit)
    made = warped(
        made, np.zeros((rows, columns), np.float32), np.broadcast_to(jitter[:, None], (rows, columns))
    )
    snow = ramp(rough(random, (rows, columns), max(1.0, 1.2 * unit)), 1.5, 2.2)
    snow = gaussian(snow, 4 * unit, 0.3 * unit) * 2.2
    bands = sum(
        np.exp(-(((touch.scene.down[:, 0] - at) / 0.008) ** 2)) for at in random.uniform(0.05, 0.9, 2)
    )
    made = made + (snow * (0.12 + 0.9 * torn + 0.5 * np.asarray(bands, np.float32))[:, None])[..., None]
    made = _lined(np.clip(made, 0, 1), touch, 0.14)
    return _written(
        made,
        touch,
        (
            ("PLAY", 0.05, 0.06),
            ("SP  0:14:27", 0.05, 0.86),
            (f"JUN 12 {touch.qualifiers.year or 1991}", 0.62, 0.86),
        ),
    )


def security_camera(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a frame of a camera over a door: no colour, few lines, bulging, blown lights, the time and its number."""
    rows, columns = pixels.shape[:2]
    bulging = _bulging(spread(pixels), touch, 0.07)
    scale = CAMERA / max(rows, columns)
    few = max(8, round(rows * scale)), max(8, round(columns * scale))
    seen = sized(sized(luminance(bulging), *few, BOX), rows, columns, BILINEAR)
    seen = seen + 0.8 * (seen - gaussian(seen, 3 * touch.unit))
    seen = curved(np.clip(seen * 1.12 - 0.02, 0, 1), 0.35)
    speck = rough(touch.random("noise"), seen.shape, 2.2 * touch.unit)
    made = glowing(tones(np.clip(seen + 0.045 * speck, 0, 1), MONITOR), 10 * touch.unit, 0.5, 0.75)
    away = np.hypot(touch.scene.right - 0.5, touch.scene.down - 0.5)
    made = _lined(made * (1 - 0.6 * ramp(away, 0.42, 0.78))[..., None], touch, 0.16)
    return _written(
        made,
        touch,
        (
            ("CAM 04", 0.05, 0.06),
            ("REC", 0.8, 0.06),
            (f"{touch.qualifiers.year or 1998}-11-23  02:47:13", 0.05, 0.88),
        ),
    )


def dated(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a photograph into whose corner the camera's back has burnt the date, in glowing orange figures."""
    if touch.again:
        return pixels
    rows, columns = pixels.shape[:2]
    day, month = (int(touch.random("date").integers(1, most)) for most in (29, 13))
    year = (touch.qualifiers.year or 1990 + int(touch.random("year").integers(10))) % 100
    image, high = Image.new("L", (columns, rows)), max(8, round(0.058 * min(rows, columns)))
    at = columns - round(1.3 * high), rows - round(1.2 * high)
    text = f"'{year:02d}  {month:2d}  {day:2d}"
    ImageDraw.Draw(image).text(at, text, fill=255, font=font(high, face("pixel")), anchor="rb")
    words = from_image(image)
    words = gaussian(words, 0.6 * touch.unit)
    light = linear(pixels) + gaussian(words, 7 * touch.unit)[..., None] * GLOW * np.float32(0.9)
    return mix(shown(np.clip(light, 0, 1)), FIGURES, np.clip(words * 1.7, 0, 1))


def night_vision(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what an image intensifier shows: green, lights that bloom, swarming grain, a round field."""
    unit, scene = touch.unit, touch.scene
    bright = detailed(luminance(gaussian(spread(pixels), 0.8 * unit)), 1.3, 40 * unit)
    bright = curved(np.clip(bright * 0.95 + 0.03, 0, 1), 0.3)
    bright = bright + 0.8 * gaussian(np.clip(bright - 0.6, 0, 1), 18 * unit)
    speck = rough(touch.random("swarm"), bright.shape, 1.5 * unit, 2)
    tall = scene.down.shape[0] / scene.down.shape[1]
    wide, high = (1.0, tall) if tall < 1 else (1 / tall, 1.0)
    away = np.hypot((scene.right - 0.5) * wide, (scene.down - 0.5) * high) / (
        0.62 * max(min(tall, 1 / tall), 0.7)
    )
    made = tones(np.clip(bright + 0.07 * speck, 0, 1), PHOSPHOR)
    return _lined(made * (1 - ramp(away, 0.78, 1.02))[..., None], touch, 0.07)


def _bulging(pixels: Pixels, touch: Touch, share: float) -> Pixels:
    """Return a picture as a wide lens bends it: straight lines bow outwards, and the sides come in."""
    right, down = (touch.scene.right - 0.5) * 2, (touch.scene.down - 0.5) * 2
    pull = np.float32(share) * (right**2 + down**2) - np.float32(share)
    rows, columns = pixels.shape[:2]
    return warped(pixels, down * pull * rows / 2, right * pull * columns / 2)


def _lined(pixels: Pixels, touch: Touch, share: float) -> Pixels:
    rows = touch.scene.down * touch.scene.down.shape[0]
    return pixels * (1 - share * (fraction(rows / np.float32(max(3.0, 4 * touch.unit))) > 0.5))[..., None]  # noqa: PLR2004 - every other


def _written(pixels: Pixels, touch: Touch, texts: tuple[tuple[str, float, float], ...]) -> Pixels:
    """Return the picture with what a device writes into it, each from there, in shares of width and height; never twice."""
    if touch.again:
        return pixels
    rows, columns = pixels.shape[:2]
    image = Image.new("L", (columns, rows))
    draw, height = ImageDraw.Draw(image), max(7, round(0.042 * min(rows, columns)))
    for text, right, down in texts:
        draw.text((right * columns, down * rows), text, fill=255, font=font(height))
    words = gaussian(from_image(image), 0.5 * touch.unit)
    shadow = moved(words, touch.length(2), touch.length(2))
    return mix(
        mix(pixels, np.zeros(3, np.float32), shadow * 0.7), np.array([0.94, 0.97, 0.95], np.float32), words
    )
