"""The tangent field: which way a hand would go at each place.

A colour structure tensor (Di Zenzo 1986) at several widths: quiet places inherit from their clearest neighbours, and
where nothing is near they follow a direction that is given.
"""

import numpy as np

from renderer.paint.raster import Pixels, Plane
from renderer.paint.tools.smooth import LINEAR, gauss, scaled

FINE = 1.2  # pixels of blur before slopes are taken
# Each as wide as this many times the first, and how much it counts.
WIDER = ((3, 0.25), (9, 0.06), (26, 0.02))


def flow(pixels: Pixels, quiet: Plane | float, pull: float, reach: float = 2.0) -> Plane:
    """Return the angle of the tangent everywhere, in radians; `pull` says how much quiet places follow theirs."""
    fine = gauss(pixels, FINE)
    down, right = np.zeros_like(fine), np.zeros_like(fine)
    down[1:-1], right[:, 1:-1] = fine[2:] - fine[:-2], fine[:, 2:] - fine[:, :-2]
    tensor = np.stack([(right * right).sum(2), (down * down).sum(2), (right * down).sum(2)], axis=2)
    # Strong edges must not own everything.
    tensor /= np.sqrt(np.sqrt(tensor[..., 0] + tensor[..., 1])[..., None] + np.float32(1e-5))
    total = gauss(tensor, reach)
    for times, share in WIDER:
        total = total + gauss(tensor, reach * times) * np.float32(share)
    normal = np.broadcast_to(np.asarray(quiet, np.float32) + np.float32(np.pi / 2), total.shape[:2])
    across, along = np.cos(normal), np.sin(normal)
    total = total + np.stack([across**2, along**2, across * along], axis=2) * np.float32(pull)
    angle = 0.5 * np.arctan2(2 * total[..., 2], total[..., 0] - total[..., 1]) + np.pi / 2
    return angle.astype(np.float32)


def field_at(angle: Plane, rows: int, columns: int, smooth: float = 0.0) -> Plane:
    """Return the field at another size, blurred before by so many pixels. A tangent has no sign: twice its angle has."""
    double = np.stack([np.cos(2 * angle), np.sin(2 * angle)], axis=2)
    made = scaled(gauss(double, smooth), rows, columns, LINEAR)
    return (0.5 * np.arctan2(made[..., 1], made[..., 0])).astype(np.float32)
