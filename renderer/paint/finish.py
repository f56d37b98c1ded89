"""Surfaces and light: paper, canvas, grain, bloom, weather, old film. Each makes a Finish."""

import numpy as np

from renderer.paint import palette
from renderer.paint.chance import grains
from renderer.paint.palettes import named
from renderer.paint.raster import (
    Pixels,
    Plane,
    blur,
    clouds,
    colour,
    flatten,
    grey,
    grid,
    luminance,
    mix,
    noise,
    ramp,
    slopes,
)  # fmt: skip
from renderer.paint.touch import Finish, Touch

HARD = 0.36  # contrast to which none is added
LIGHT = 0.85  # brightness to which no light is added
USUAL = 0.9  # how much of a painting shows at the usual strength of 0.8
AGAIN = 0.12  # how much of a look is laid over one of the same
DRAWN = 0.032  # how much fine drawing a picture has at most before less is put back


def toned(name: str, share: float) -> Finish:
    """Return a finish: a named palette, laid over the brightness."""
    tones = named(name)
    return lambda pixels, _: mix(pixels, palette.toned(pixels, tones), share)


def vivid(factor: float, contrast: float = 0.0) -> Finish:
    """Return a finish: stronger or weaker colours, and contrast.

    What has both gets little more: a picture may come back often.
    """

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        harder = contrast * min(1.0, max(0.0, (HARD - float(luminance(pixels).std())) / 0.1))
        made = palette.contrasted(palette.richer(pixels, factor), harder)
        return mix(made, pixels, touch.in_faces(0.5)) if touch.faces else made

    return finish


def smooth(radius: float) -> Finish:
    """Return a finish of calm areas and sharp borders: it takes away what a brush would not paint."""
    return lambda pixels, touch: mix(flatten(pixels, touch.length(radius)), pixels, touch.in_faces(0.6))


def paper(strength: float, tooth: float = 3.0) -> Finish:
    """Return a finish: the grain of rough paper, lit from the side."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        random = touch.random("paper")
        relief = noise(random, pixels.shape, tooth * touch.unit) + noise(
            random, pixels.shape, 1.3 * touch.unit
        )
        down, right = slopes(relief)
        return np.clip(pixels + ((down + right) * strength)[..., None], 0, 1)

    return finish


def canvas(strength: float) -> Finish:
    """Return a finish: woven cloth under the paint."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        rows, columns = grid(pixels.shape)
        period = max(2.5, 4.2 * touch.unit)
        weave = np.sin(rows * 2 * np.pi / period) * np.sin(columns * 2 * np.pi / period)
        worn = 0.5 + clouds(touch.random("canvas"), pixels.shape, 60 * touch.unit)
        return np.clip(pixels + (weave * worn * strength)[..., None], 0, 1)

    return finish


def impasto(strength: float) -> Finish:
    """Return a finish of thick paint: the brush marks throw light and shadow."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        down, right = slopes(blur(luminance(pixels), 0.6 * touch.unit))
        bristles = noise(touch.random("impasto"), pixels.shape, 2 * touch.unit) - 0.5
        relief = np.clip(-(down + right) * 1.6, -0.12, 0.12) + bristles * 0.05
        return np.clip(pixels + (relief * strength)[..., None], 0, 1)

    return finish


def from_edge(pixels: Pixels) -> Plane:
    """Return how far each pixel is from the nearest side."""
    rows, columns = grid(pixels.shape)
    height, width = pixels.shape[:2]
    return np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))


def frame(width: float, rgb: tuple[int, int, int], inner: tuple[int, int, int] | None = None) -> Finish:
    """Return a finish: a straight border, with a thin line in it; none where there is one already."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        if touch.scene.framed:
            return pixels
        edge, real = from_edge(pixels), max(2.0, width * touch.unit)
        framed = np.where((edge < real)[..., None], colour(*rgb), pixels)
        line = (edge > real * 0.55) & (edge < real * 0.55 + max(1.0, real * 0.14))
        return np.where(line[..., None], colour(*inner), framed) if inner else framed

    return finish


def grain(strength: float, cell: float = 1.2) -> Finish:
    """Return a finish: film grain, strongest in the middle tones."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        rough = grains(touch.random("grain"), pixels.shape, 0.6 * cell * touch.unit) * np.float32(0.2)
        bright, said = luminance(pixels), touch.qualifiers.grain
        rough = rough if said is None else rough * np.float32(said)
        return np.clip(pixels + (rough * strength * (0.35 + 2.6 * bright * (1 - bright)))[..., None], 0, 1)

    return finish


def vignette(strength: float) -> Finish:
    """Return a finish that is darker towards the corners."""

    def finish(pixels: Pixels, _: Touch) -> Pixels:
        rows, columns = grid(pixels.shape)
        height, width = pixels.shape[:2]
        away = np.hypot(rows / height - 0.5, columns / width - 0.5) / 0.707
        return pixels * (1 - strength * ramp(away, 0.45, 1.1))[..., None]

    return finish


def bloom(strength: float, radius: float = 18, threshold: float = 0.55) -> Finish:
    """Return a finish by which bright places shine into their surroundings."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        shine = blur(pixels * ramp(luminance(pixels), threshold, 0.95)[..., None], radius * touch.unit)
        return 1 - (1 - np.clip(pixels, 0, 1)) * (
            1 - np.clip(shine * (strength * _room_for_light(pixels)), 0, 1)
        )

    return finish


def _room_for_light(pixels: Pixels) -> float:
    """Return less where it is bright already, or a picture that comes back again and again would burn out."""
    return min(1.0, max(0.0, (LIGHT - float(luminance(pixels).mean())) / 0.25))


def scanlines(strength: float) -> Finish:
    """Return a finish: the lines of an old screen."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        period = touch.length(5, 3)
        rows, _ = grid(pixels.shape)
        return pixels * (1 - strength * (rows % period < period / 2.5))[..., None]

    return finish


def split_colours(shift: float) -> Finish:
    """Return a finish by which red and blue slip apart, as with a bad lens or tape."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        distance = touch.length(shift)
        moved = pixels.copy()
        moved[:, distance:, 0] = pixels[:, :-distance, 0]
        moved[:, :-distance, 2] = pixels[:, distance:, 2]
        return moved

    return finish


def torn_rows(strength: float) -> Finish:
    """Return a finish by which bands of rows jump sideways: tape that tracks badly."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        random = touch.random("tears")
        height: int = pixels.shape[0]
        jumps = np.zeros(height, np.int64)
        for _ in range(12):
            start = int(random.integers(0, height))
            stop = start + max(2, int(height * random.uniform(0.006, 0.05)))
            jumps[start:stop] = int(random.normal(0, strength * 40 * touch.unit))
        _, columns = grid(pixels.shape)
        # Past a side the row turns back: marks of one side never come in at the other.
        far = np.abs(columns.astype(np.int64) + jumps[:, None]) % max(1, 2 * pixels.shape[1] - 2)
        turned = np.minimum(far, 2 * (pixels.shape[1] - 1) - far)
        return np.take_along_axis(pixels, turned[..., None], axis=1)

    return finish


def blended(pixels: Pixels, touch: Touch) -> Pixels:
    """Mix the source in where the look takes the strength itself: what comes after this stays whole."""
    return mix(touch.source, pixels, touch.strength)


def covering(pixels: Pixels, touch: Touch) -> Pixels:
    """Mix the source in as `blended` does, but nothing of it from the usual strength on: under a drawing it is a ghost."""
    return mix(touch.source, pixels, min(1.0, touch.strength / USUAL))


def kept(pixels: Pixels, touch: Touch) -> Pixels:
    """Lay only a little over a source that was made in this look already: carved or stitched twice it would be lost."""
    return mix(touch.source, pixels, AGAIN) if touch.again else pixels


def scratches(amount: int) -> Finish:
    """Return a finish: upright scratches and dust of a worn print."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        random, worn = touch.random("scratches"), pixels.copy()
        height: int = pixels.shape[0]
        width: int = pixels.shape[1]
        for _ in range(amount):
            column, top = int(random.integers(0, width)), int(random.integers(0, height))
            length = int(random.uniform(0.1, 0.6) * height)
            worn[top : top + length, column] += random.uniform(0.08, 0.3)
        return np.clip(worn, 0, 1)

    return finish


def likeness(share: float, radius: float = 5) -> Finish:
    """Return a finish that puts the source's fine drawing back, so that a face stays that face."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        bright = luminance(touch.source)
        drawing = np.clip(bright - blur(bright, radius * touch.unit), -0.3, 0.3)
        enough = min(1.0, DRAWN / max(float(np.abs(drawing).mean()), 1e-6))
        return np.clip(pixels + grey(drawing * ((share + touch.in_faces(0.5)) * enough)), 0, 1)

    return finish


def faces(share: float) -> Finish:
    """Return a finish that gives faces the source's light and dark, in the colours that they have been painted in."""

    def finish(pixels: Pixels, touch: Touch) -> Pixels:
        if not touch.faces:
            return pixels
        lit = pixels + grey(luminance(touch.source) - luminance(pixels))
        return np.clip(mix(pixels, lit, touch.in_faces(share)), 0, 1)

    return finish
