"""Lines that an inker would draw: few in foliage, none to fill dark walls, and one around the subject."""

import numpy as np
from PIL import ImageFilter

from renderer.paint.filters import gaussian, sized, small
from renderer.paint.raster import Plane, from_image, ramp, to_image
from renderer.paint.scene.scene import Scene
from renderer.paint.scene.subject import colour_edges


def inked(plane: Plane, width: float, gain: float = 20, cut: float = 0.62) -> Plane:
    """Return ink lines of a width in pixels, drawn from a brightness; more of them with a higher cut.

    XDoG (Winnemöller 2011) on brightness as a share of what is around it, so that dark areas stay open. Where there
    would be many lines, few are drawn.
    """
    near, far, around = (gaussian(plane, width * times) for times in (1, 1.6, 10))
    ink = ramp(cut - 0.75 - gain * (near - far) / (0.18 + 0.82 * around), 0, 0.5)
    return ink * np.clip(1.25 - 1.7 * gaussian(ink, 10 * width), 0.25, 1)


def contour(scene: Scene, width: float, side: int = 256) -> Plane:
    """Return a line around the subject where the picture has an edge too; nothing where the subject is not sure."""
    rows, columns = scene.subject.shape
    if not scene.sure:
        return np.zeros((rows, columns), np.float32)
    edges = colour_edges(small(scene.pixels, side), side)
    edges = np.clip(edges / max(float(np.percentile(edges, 92)), 1e-4), 0, 1)
    wide = from_image(to_image(edges).filter(ImageFilter.MaxFilter(5)))
    near_edge = sized(ramp(gaussian(wide, 1.5), 0.45, 0.75), rows, columns)
    whole = ramp(
        gaussian(scene.subject, max(1.5 * width, 0.004 * max(rows, columns))), 0.42, 0.58
    )  # without specks
    return ramp(0.5 - np.abs(gaussian(whole, width) - 0.5), 0.18, 0.3) * near_edge
