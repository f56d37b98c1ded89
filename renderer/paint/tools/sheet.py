"""The sheet: the grain that dry sticks catch on, the wrist that leads them, and how far the hand went."""

import numpy as np

from renderer.paint.raster import Pixels, Plane, grid, mix
from renderer.paint.tools.flow import field_at
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import between, evened, gauss
from renderer.paint.tools.streams import Streams
from renderer.paint.touch import Touch

UNHATCHED = 1.0  # pixels of a picture of 1024
HALF = 0.6  # of the size: what is drawn smaller is smoothed more when enlarged


def tooth(random: np.random.Generator, motif: Motif, cell: float = 1.0) -> Plane:
    """Return the grain of paper, 0 to 1: fine, uneven, nothing regular."""
    rows, columns = motif.shape
    fine = gauss(random.random(motif.shape, dtype=np.float32), 0.62 * cell * motif.unit)
    coarse = random.random((rows // 2 + 1, columns // 2 + 1), dtype=np.float32)
    wide = motif.full(gauss(coarse, 0.8 * cell * motif.unit))
    return evened(_standard(fine) + np.float32(0.7) * _standard(wide))


def _standard(values: Plane) -> Plane:
    return (values - np.float32(0.5)) / (values.std() + np.float32(1e-6))


def hatch(
    motif: Motif, random: np.random.Generator, along: Plane | Streams, width: float, share: float = 0.8
) -> Plane:
    """Return strokes of a soft point, 0 to 1: noise of one width, drawn out along a direction."""
    if not isinstance(along, Streams):
        size = (max(2, int(side * share)) for side in motif.shape)
        along = Streams(field_at(along, *size), base=4)
    noise, point = random.random(along.shape, dtype=np.float32), width * share * motif.unit
    drawn = along.smear(gauss(noise, 0.45 * point) - gauss(noise, 1.7 * point))
    return motif.full(evened(gauss(drawn, 1.0 if share < HALF else 0.5)))


def wrist(motif: Motif, random: np.random.Generator, bend: float) -> Plane:
    """Return one direction of the hand, a little bent by the form."""
    lean = random.uniform(0.55, 1.05) * (1 if random.random() < 0.5 else -1)  # noqa: PLR2004 - a coin
    return (lean + bend * np.sin(2 * (motif.angle - lean))).astype(np.float32)


def strayed(motif: Motif, random: np.random.Generator, width: float) -> Plane:
    """Return straight strokes of one swing of the arm, around 0: by them a drawing ends, whatever it shows."""
    lean = random.uniform(0.5, 0.95) * (1 if random.random() < 0.5 else -1)  # noqa: PLR2004 - a coin
    return hatch(motif, random, np.full(motif.half.shape[:2], lean, np.float32), width, 0.5) - np.float32(0.5)


def reached(motif: Motif, random: np.random.Generator, reach: float, ragged: float) -> Plane:
    """Return 0 at the rim of the sheet, above 1 where the hand surely was. The rim gives way to what matters.

    Where the source has a bare rim the hand goes everywhere: that rim is paper already.
    """
    if motif.bare or motif.touch.again:
        return np.full(motif.shape, 2.0, np.float32)
    rows, columns = grid(motif.shape)
    height, width = motif.shape
    edge = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    matters = gauss(np.maximum(motif.skin, motif.detail * np.float32(0.6)), 26 * motif.unit)
    wild = (motif.hills(random, 330, 6, 0.62) - np.float32(0.5)) * np.float32(ragged)
    return (
        edge / np.float32(reach * motif.unit * motif.chosen_between("rim", 0.5, 1.7))
        + wild
        + matters * np.float32(1.3)
    )


def unhatched(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what a drawing shows, where the source was drawn in this look already: its tones, without its lines."""
    return gauss(pixels, UNHATCHED * touch.unit) if touch.again else pixels


def inked(ink: Plane, dark: Pixels, paper: Pixels) -> Pixels:
    """Return ink of one colour on paper of another; 1 is full ink."""
    return mix(paper, dark, np.clip(ink, 0, 1))


def over(first: Plane, second: Plane | float) -> Plane:
    """Return one layer of pigment over another: what neither covers stays bare."""
    return 1 - (1 - first) * (1 - second)


def softened(layer: Plane, motif: Motif, width: float, share: float) -> Plane:
    """Return a layer that is rubbed smooth in faces."""
    return between(layer, gauss(layer, width * motif.unit), motif.skin * np.float32(share))
