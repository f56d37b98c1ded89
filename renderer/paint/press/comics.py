"""Comics: a page of a comic book, and one from a film that is made like one."""

from typing import Final

import numpy as np

from renderer.paint.colour import enriched, hexes, lab, rgb
from renderer.paint.contours import contour, inked
from renderer.paint.filters import curved, detailed, evened, gaussian, spread
from renderer.paint.press.areas import calmed, cut, on
from renderer.paint.press.screens import dots, ruled
from renderer.paint.raster import Floats, Pixels, Plane, fraction, grid, luminance, mix, moved, ramp
from renderer.paint.threads import together
from renderer.paint.touch import Touch

INK: Final = "#100c16"
# Of the ground behind a hero: two strong inks and a bright one.
SHARDS: Final = (
    ("#ff2d78", "#4a1f8f", "#16c7f2"),
    ("#e0232e", "#1a2a8f", "#ffd23b"),
    ("#12c2b0", "#c81d8a", "#2a1b6e"),
    ("#ff7a1a", "#7a1fc0", "#ff3d8b"),
)


def comic(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint flat colours in steps of light, printer's dots in the shade, and brush lines over them."""
    calm, colours, bright = _coloured(pixels, touch, 1.5)
    angle = 20 + 50 * touch.random("screen").random()
    flat = rgb(_stepped(colours, bright, 4.2, 0.85))
    cover = np.clip(0.66 - bright, 0, 0.45) * ramp(0.66 - bright, 0, 0.1)
    shade = dots(cover, 7.5 * touch.unit, float(angle), 0.14)
    flat = mix(flat, flat * hexes("#6a3f8f")[0], shade * 0.6 * (1 - 0.6 * touch.scene.face))
    flat = np.clip(flat * np.float32(1.06), 0, 1)
    return on(flat, hexes(INK)[0], _lines(calm, bright, touch, 0.24))


def _coloured(pixels: Pixels, touch: Touch, richness: float) -> tuple[Pixels, Floats, Plane]:
    """Return the picture in calm areas, the same in OKLab with richer colours, and its brightness with its detail."""
    even, unit = evened(spread(pixels), 0.4, 45 * touch.unit), touch.unit
    calm = calmed(even, touch, 7, 3)
    colours = lab(calm)
    bright = detailed(colours[..., 0], 1.25, 40 * unit)
    return (
        calm,
        enriched(colours, richness),
        np.clip(bright + 0.07 * touch.scene.face, 0, 1),
    )


def _stepped(colours: Floats, bright: Plane, steps: float, share: float) -> Floats:
    """Return colours whose brightness rises in steps."""
    stepped = np.floor(bright * steps) / steps + 0.5 / steps - 0.02
    stepped = mix(bright, gaussian(stepped.astype(np.float32), 1), share)
    return np.concatenate([stepped[..., None], colours[..., 1:]], axis=2)


def _lines(calm: Pixels, bright: Plane, touch: Touch, black: float) -> Plane:
    """Return brush lines, the deepest shadows filled, and the subject's outline."""
    lines = inked(luminance(calm), max(0.6, 1.6 * touch.pen), cut=0.64)
    filled = np.maximum(lines, ramp(black - bright, 0, 0.05))
    return np.clip(np.maximum(filled, contour(touch.scene, max(0.8, 2.4 * touch.pen)) * 0.95), 0, 1)


def manga(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in black on white: brush lines, solid blacks, and two screens of dots in the shade; nothing is grey."""
    calm, _, bright = _coloured(pixels, touch, 1)
    tone = gaussian(curved(np.clip(bright, 0, 1), 0.5), 1.2 * touch.unit)
    cover = 0.16 * ramp(0.58 - tone, 0, 0.02) + 0.2 * ramp(0.38 - tone, 0, 0.02)
    screen = dots(cover * (1 - 0.8 * touch.scene.face), 6.5 * touch.unit, 45, 0.12)
    ink = np.maximum(screen, _lines(calm, bright, touch, 0.22))
    return mix(
        np.broadcast_to(hexes("#fbfaf7")[0], pixels.shape), np.broadcast_to(hexes(INK)[0], pixels.shape), ink
    )


def spider(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint violet shade and hot light in dots, shards of two colours behind the subject, and the inks out of register."""
    unit, scene = touch.unit, touch.scene
    calm, colours, bright = _coloured(pixels, touch, 1.75)
    tinted = _stepped(colours, bright, 4.2, 0.8)
    # Cold, violet shadows and warm lights, whatever the light was.
    shade = ramp(0.6 - bright, 0, 0.35) * (1 - 0.45 * scene.face)
    warm = ramp(bright - 0.6, 0, 0.3) * (1 - 0.5 * scene.face)
    tinted = tinted + np.stack([0.03 * warm, 0.05 * shade + 0.02 * warm, 0.04 * warm - 0.1 * shade], axis=2)
    # Where nothing can be told apart, all is printed a little apart.
    near = gaussian(cut(touch) if scene.sure else np.full_like(bright, 0.45), 6 * unit)
    flat = rgb(tinted)
    if scene.sure:
        flat = mix(_shards(flat, touch), flat, ramp(near, 0.35, 0.65))
    printed = _apart(_screened(flat, bright, near, touch), 9 * unit, 1.25 - 0.95 * near)
    ink = _lines(calm, bright, touch, 0.26)
    hatching = ruled(ramp(0.4 - bright, 0, 0.06) * 0.45, 8 * unit, 51, 0.16)
    ink = np.maximum(ink, hatching * ramp(0.4 - bright, 0, 0.06) * 0.8)
    slip = touch.length(4)
    ghost = 1 - 0.85 * near
    printed = on(printed, hexes("#16c7f2")[0], moved(ink, slip // 2, -slip) * 0.55 * ghost)
    printed = on(printed, hexes("#ff2d78")[0], moved(ink, -slip // 2, slip) * 0.5 * ghost)
    return on(printed, hexes("#12081c")[0], ink)


def _shards(flat: Pixels, touch: Touch) -> Pixels:
    """Return the ground behind the subject in rays of two or three inks that burst from it, with its own light in them."""
    scene, random = touch.scene, touch.random("shards")
    down, right = scene.focus
    turn = np.arctan2(scene.down - down, scene.right - right) / np.float32(2 * np.pi) + np.float32(
        random.random()
    )
    edges = np.sort(random.random(17))
    inks = lab(hexes(*SHARDS[int(random.integers(len(SHARDS)))]))
    ray = np.searchsorted(edges, fraction(turn))
    own = lab(flat)
    chosen = inks[random.integers(0, len(inks), len(edges) + 1)].astype(np.float32)[ray]
    chosen[..., 0] = chosen[..., 0] * 0.55 + own[..., 0] * 0.5
    strong = 0.6 if scene.outdoors else 0.85
    return rgb(mix(own, chosen, strong))


def _screened(flat: Pixels, bright: Plane, near: Plane, touch: Touch) -> Pixels:
    """Return violet dots in the shade, pale ones in the light, and magenta ones in the far ground."""
    unit, down = touch.unit, touch.scene.down
    shade, light, far = together(
        lambda: dots(np.clip(0.64 - bright, 0, 0.5) * 1.1, 10 * unit, 22) * ramp(0.64 - bright, 0, 0.12),
        lambda: dots(np.clip(bright - 0.6, 0, 0.4) * 1.2, 11 * unit, 68) * ramp(bright, 0.58, 0.78),
        lambda: dots(
            np.clip(0.52 - 0.84 * np.abs(down - 0.5), 0, 0.5) * ramp(bright, 0.35, 0.7), 18 * unit, 45
        ),
    )
    made = mix(flat, flat * hexes("#4a1f8f")[0], shade * 0.68 * (1 - 0.45 * touch.scene.face))
    made = mix(made, 1 - (1 - made) * (1 - hexes("#ffbf59")[0]), light * 0.36)
    return on(made, hexes("#ff2d9b")[0], far * (1 - near) * 0.5)


def _apart(pixels: Pixels, distance: float, share: Plane) -> Pixels:
    """Return red and blue moved apart, as far as a share of the distance says."""
    width: int = pixels.shape[1]
    (_, columns), made = grid(pixels.shape), pixels.copy()
    for channel, side in ((0, -1), (2, 1)):
        source = np.clip(columns + side * distance * share, 0, width - 1).astype(np.int64)
        made[..., channel] = np.take_along_axis(pixels[..., channel], source, axis=1)
    return made
