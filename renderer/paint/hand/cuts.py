"""Relief prints: a block that is cut, inked and worn, alone or over two inks."""

import numpy as np

from renderer.paint.raster import Pixels, Plane, colour, mix, ramp
from renderer.paint.tools.motif import CUT, Motif
from renderer.paint.tools.sheet import inked, unhatched
from renderer.paint.tools.smooth import between, gauss
from renderer.paint.tools.stripes import stripes
from renderer.paint.tools.tone import drawing_tone
from renderer.paint.touch import Touch

PAPER = (243, 235, 216)
BLACKS = (((22, 24, 34), PAPER), ((30, 20, 18), (240, 228, 204)), ((18, 30, 52), (244, 240, 230)))
GOUGE = 4.6  # pixels of half the size from one gouge to the next
KEY = (28, 30, 52)
DARKEST = 330  # of red, green and blue together: what can be read on paper
LEVELS = (0.86, 0.54)  # tones below which the first and the second ink lie
INKS = (
    ((236, 190, 92), (206, 84, 58)),
    ((168, 206, 190), (48, 128, 132)),
    ((240, 196, 170), (96, 128, 88)),
    ((196, 208, 226), (206, 106, 92)),
)


def woodcut(pixels: Pixels, touch: Touch) -> Pixels:
    """Cut one block of wood and print it in black."""
    motif = Motif(unhatched(pixels, touch), touch, CUT)
    return inked(_key_block(motif, motif.random("block"))[0], *motif.sheet(BLACKS))


def linocut(pixels: Pixels, touch: Touch) -> Pixels:
    """Print two inks under a key block, as a reduction print is; the seed chooses the inks."""
    motif = Motif(unhatched(pixels, touch), touch, CUT)
    random = motif.random("block")
    *named, dark = sorted(touch.colours, key=sum, reverse=True) if touch.colours else (KEY,)
    if touch.colours and sum(dark) > DARKEST:  # none of them can be the key block
        named, dark = [*named, dark], KEY
    inks = (
        (named * 2)[:2]
        if named
        else []
        if touch.colours
        else INKS[int(motif.random("inks").integers(len(INKS)))]
    )
    inks = (
        inks[: max(0, touch.qualifiers.inks - 1)] if touch.qualifiers.inks else inks
    )  # the key block is one of them
    ink, worn, tone = _key_block(motif, random)
    print_ = np.broadcast_to(colour(*PAPER), motif.pixels.shape)
    for level, rgb in zip(LEVELS, inks, strict=False):
        border = level - tone - (motif.hills(random, 12, 2) - np.float32(0.5)) * np.float32(0.03)
        print_ = mix(print_, colour(*rgb), ramp(border, -0.008, 0.008) * (0.86 + 0.14 * worn))
    return mix(print_, colour(*dark), ink)


def _key_block(motif: Motif, random: np.random.Generator) -> tuple[Plane, Plane, Plane]:
    """Return the ink of the key block, how well it printed, and the tone that it was cut from."""
    unit = motif.unit
    seen = drawing_tone(motif.full(motif.calmed(5, keep=0.45)))
    gouge = motif.full(stripes(random, motif.field(0.5, 5), GOUGE, 5, 3))
    # One threshold for all would make a black blob of a temple: each place is cut by its surroundings.
    local = 0.5 + (seen - gauss(seen, 55 * unit)) * 0.9 + (seen - 0.5) * 0.5
    tone = between(local, seen, motif.skin * np.float32(0.5))
    ends = (ramp(motif.hills(random, 34, 2), 0.2, 0.8) - 0.5) * 0.18
    ink = ramp(gouge * 0.27 + 0.45 - tone - ends, -0.035, 0.035) * (1 - ramp(tone, 0.62, 0.7))
    solid = ramp(motif.blacks(seen, 2.0, 14, 0.5, 9), 0.4, 0.6) * ramp(0.42 - tone, -0.06, 0.06)
    ink = np.maximum(np.maximum(ink, solid), ramp(motif.contour(1.8), 0.3, 0.5))
    ink = np.maximum(
        ink, ramp(motif.contour(1.1), 0.12, 0.3) * ramp(motif.skin, 0.3, 0.7)
    )  # or bright faces have no mouth
    ink = ramp(gauss(ink, 1.0 * unit), 0.38, 0.62)
    worn = ramp(motif.hills(random, 3, 2) + (motif.hills(random, 200, 2) - 0.5) * 0.3, 0.07, 0.15)
    return ink * (0.12 + 0.88 * worn) * 0.97, worn, tone
