"""Embroidery: satin stitch in few colours of thread along the forms, on linen."""

import numpy as np

from renderer.paint.chance import rough
from renderer.paint.colour import hue, in_hue, rgb
from renderer.paint.filters import evened, gaussian, smoothed, spread
from renderer.paint.inks import flat_areas
from renderer.paint.press.areas import inked_areas
from renderer.paint.raster import Pixels, Plane, fraction, grid, mix, ramp, slopes
from renderer.paint.threads import each, together
from renderer.paint.tools.motif import CUT, Motif
from renderer.paint.tools.stripes import stripes
from renderer.paint.touch import Touch

THREADS = 16  # colours
THICK = 2.9  # pixels of half the size from thread to thread
STITCH = 26.0  # pixels that a thread lies on the cloth


def embroidery(pixels: Pixels, touch: Touch) -> Pixels:
    """Stitch it: threads that shine where they turn to the light, ends that shift, seams pressed in between colours."""
    unit, scene = touch.unit, touch.scene
    even = evened(spread(pixels), 0.35, 45 * unit, 0.54)
    broad, fine = together(lambda: smoothed(even, 8 * unit), lambda: smoothed(even, 3 * unit))
    calm = mix(broad, fine, scene.face)
    labels, inks = inked_areas(calm, touch, THREADS)
    chroma, degrees = hue(inks)
    inks = in_hue(0.16 + 0.76 * inks[:, 0], np.clip(chroma * 1.2, 0, 0.2), degrees)
    flat = flat_areas(labels, rgb(inks), 2.2 * unit)
    flat = mix(flat, even, 0.12 + 0.62 * scene.face)
    motif = Motif(flat, touch, CUT)
    threads = motif.full(stripes(touch.random("threads"), motif.field(0.5, 7), THICK * max(0.5, unit), 4, 3))
    round_ = np.clip(0.5 + 0.5 * threads, 0, 1)
    raised = 1 - 0.6 * np.maximum(scene.face, motif.skin)
    light = 1 + raised * (0.52 * round_**0.8 - 0.38 + 0.16 * _turned(motif))
    light = light * (0.90 + 0.18 * _ends(touch, motif))
    steps = each(lambda channel: np.hypot(*slopes(gaussian(flat[..., channel], unit))), range(3))
    seam = steps[0] + steps[1] + steps[2]
    light = light * (1 - 0.45 * ramp(seam, 0.05, 0.3))
    made = flat * light[..., None]
    shine = ramp(round_, 0.72, 1) * (0.16 + 0.14 * _turned(motif))
    return np.clip(1 - (1 - np.clip(made, 0, 1)) * (1 - shine[..., None] * 0.8), 0, 1)


def _turned(motif: Motif) -> Plane:
    """Return how much threads lie across the light from the upper left, -1 to 1: satin shines by its direction."""
    return motif.full(np.cos(2 * (motif.angle - np.float32(np.pi / 4))).astype(np.float32))


def _ends(touch: Touch, motif: Motif) -> Plane:
    """Return where stitches dive into the cloth, 0, and lie on it, 1: along each thread, not side by side."""
    rows, columns = grid(motif.shape)
    angle = motif.full(np.cos(motif.angle)), motif.full(np.sin(motif.angle))
    along = (columns * angle[0] + rows * angle[1]) / np.float32(STITCH * touch.unit)
    along = along + rough(touch.random("ends"), motif.shape, 4 * touch.unit) * np.float32(0.35)
    return 1 - ramp(np.abs(fraction(along) - 0.5) * 2, 0.62, 1.0)
