"""Light and air, in linear light: the sun taken out, a sky in place of the day's, air between, faces that stay lit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import linear, shown
from renderer.paint.filters import gaussian, guided, spread
from renderer.paint.raster import Floats, Pixels, grey, luminance, mix, ramp
from renderer.paint.touch import Touch

RGB = tuple[float, float, float]
TILE: Final = 256  # of a repeated ceiling of clouds
MIDDLE: Final = 0.42  # brightness that stays when the sun is taken out
# At night no sun is there to be taken out, and air has no light but that of lamps: so much of what it has by day.
DARK: Final = np.array([0.10, 0.11, 0.145], np.float32)
KEPT: Final = 0.88  # of its brightness, that a face keeps in all weathers; 0.8 with what falls before it
KEPT_BY_NIGHT: Final = 0.76  # the same in the dark: what is lit as by day looks cut out


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a day without sun, as it is found in a picture."""

    tint: RGB
    exposure: float
    flat: float  # how much of the large lights and shadows is taken out
    chroma: float


@dataclass(frozen=True, slots=True)
class Air:
    """What is between: its own light, how thick, and how much faster it thickens with distance."""

    tint: RGB
    thickness: float
    power: float = 1.6
    patchy: float = 0.18
    near: float = 0.05  # of it before what is nearest


def relit(pixels: Pixels, touch: Touch, day: Light) -> Floats:
    """Return the linear light of a picture on a day without sun; a night has none already, and is dark enough."""
    night = touch.scene.night
    kept = touch.kept
    even = mix(spread(pixels, cut=0.3), pixels, max(night, kept))
    bright = luminance(even)
    large = guided(bright, bright, 50 * touch.unit, 0.02)
    flat = day.flat * (1 - night) * (1 - kept)
    gain = np.clip((MIDDLE + (large - MIDDLE) * (1 - flat)) / (np.maximum(large, 0) + 1e-3), 0.4, 2.2)
    dim = max(night, kept)
    light = linear(even * gain[..., None]) * np.float32(day.exposure + (1 - day.exposure) * dim)
    bright = luminance(light)
    # Spread shadows would glow in colours that no dull light shows.
    chroma = np.float32(day.chroma) * (0.4 + 0.6 * ramp(bright, 0.01, 0.16))
    chroma = chroma + (1 - chroma) * np.float32(kept)
    return mix(grey(bright), light, chroma) * np.array(day.tint, np.float32) ** np.float32(1 - kept)


def under(light: Floats, touch: Touch, sky: Floats, share: float = 1.0) -> Floats:
    """Return the scene with another sky, where it has one that may be replaced and was not. Nowhere else is one false."""
    if touch.again or not touch.scene.outdoors:
        return light
    share = share * 0.3 if touch.sky else share
    dark = 1 + (DARK - 1) * np.float32(touch.scene.night)  # clouds of a day, where one hour has made it night
    return mix(light, sky * dark, touch.scene.sky * np.float32(share))


def clouds(touch: Touch, dark: RGB, light: RGB, cell: float, hard: float = 1.0) -> Floats:
    """Return a ceiling of clouds in perspective, finer and paler towards the horizon."""
    scene, random = touch.scene, touch.random("ceiling")
    down = np.clip(scene.down / scene.horizon, 0, 1)
    tile = rough(random, (TILE, TILE), 60, 5) + 0.5 * np.abs(rough(random, (TILE, TILE), 22, 4)) - 0.4
    across = (scene.right - 0.5) / (1.15 - down) * 37800 / cell + 128
    along = 17640 / cell / (1.15 - down)
    thick = ramp(_between(tile, along, across), -1.2 / hard, 1.3 / hard)
    thick = thick + (1 - thick) * 0.5 * down
    return mix(np.array(dark, np.float32), np.array(light, np.float32), thick)


def _between(tile: Floats, rows: Floats, columns: Floats) -> Floats:
    """Return a repeated tile at any places, straight between its pixels."""
    row, column = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    down, right = (rows - row).astype(np.float32), (columns - column).astype(np.float32)
    upper, lower = row % TILE * TILE, (row + 1) % TILE * TILE
    left, next_ = column % TILE, (column + 1) % TILE
    flat = tile.ravel()
    above = flat[upper + left] * (1 - right) + flat[upper + next_] * right
    below = flat[lower + left] * (1 - right) + flat[lower + next_] * right
    return above * (1 - down) + below * down


def gradient(touch: Touch, stops: Sequence[RGB]) -> Floats:
    """Return a clear sky in these colours, from the zenith to the horizon."""
    down = np.clip(touch.scene.down[:, 0] / touch.scene.horizon, 0, 1)
    places = np.linspace(0, 1, len(stops))
    column = np.stack(
        [np.interp(down, places, [stop[channel] for stop in stops]) for channel in range(3)], axis=1
    )
    return np.broadcast_to(column[:, None].astype(np.float32), touch.source.shape)


def veiled(light: Floats, touch: Touch, air: Air) -> Floats:
    """Return air before things, more with distance, in patches; what is far is softer, and faces stay clear."""
    scene = touch.scene
    random = touch.random("air")
    uneven = np.clip(1 + air.patchy * rough(random, scene.depth.shape, 300 * touch.unit, 3), 0.3, 2)
    seen = np.exp(
        -air.thickness * (1 + 0.7 * scene.night) * (scene.depth ** np.float32(air.power) * uneven + air.near)
    )
    seen = seen + (0.9 - seen) * 0.8 * scene.face
    soft = mix(light, gaussian(light, 2 * touch.unit), ramp(scene.depth, 0.45, 1) * 0.7)
    own = _glowing(light, touch, air)
    if touch.sky and scene.outdoors:
        seen = seen + (1 - seen) * np.float32(touch.kept) * scene.sky
    if touch.kept:
        far = ramp(scene.depth, 0.4, 0.8)[..., None]
        hour = (light * far).sum(axis=(0, 1)) / np.float32(max(float(far.sum()), 1.0))
        own = mix(own, hour.astype(np.float32), touch.kept)
    return mix(own, soft, seen)


def _glowing(light: Floats, touch: Touch, air: Air) -> Floats:
    """Return the light of air: at night what lamps cast into it, near them in their own colour."""
    tint, night = np.array(air.tint, np.float32), touch.scene.night
    if not night:
        return tint
    lamps = light * ramp(luminance(light), 0.12, 0.5)[..., None]
    cast = 1.6 * gaussian(lamps, 28 * touch.unit) + 2.4 * gaussian(lamps, 110 * touch.unit)
    return mix(tint, tint * DARK + cast * (0.4 + 0.6 * tint), night)


def faces_lit(made: Pixels, touch: Touch, kept: float = KEPT) -> Pixels:
    """Return faces with at least a share of the brightness that they had."""
    if not touch.faces:
        return made
    before, after = (gaussian(luminance(one), 24 * touch.unit) for one in (touch.source, made))
    gain = np.clip(kept * before / np.maximum(after, 0.02), 1, 5) ** np.float32(2.2)  # of light
    # A wall behind a neck would glow: light falls on what stands there, and on no more.
    near = np.clip(
        1.2 * gaussian(touch.scene.face * ramp(touch.scene.subject, 0.4, 0.9), 5 * touch.unit), 0, 1
    )
    light = linear(made) * (1 + (gain - 1) * near)[..., None]
    return shown(light / (1 + 0.15 * np.maximum(light - 0.5, 0)))
