"""Gives a picture the colours of another: its own are moved to those, the shortest way that there is.

Sliced optimal transport (Pitié, Kokaram, Dahyot: Automated colour grading using colour distribution transfer, 2007): along
a few directions in turn, the n-th of our colours becomes the n-th of theirs. That is done with a sample, and what was done
to it is a table for all.
"""

from functools import cache
from typing import Final

import numpy as np
from PIL import ImageFilter

from renderer.paint.raster import Floats, Pixels, from_image, to_image

SAMPLE: Final = 4096  # colours of each side
NEARBY: Final = 1024  # of those, what the table is made from
TURNS: Final = 10  # each is three directions; more change nothing that one could see
STEP: Final = 0.8  # of the way in each turn
KNOTS: Final = 11  # of the table, along each side
NEAR: Final = 0.12  # how far a moved colour takes others along
FAR, FAINT = 0.5, 1e-3  # where nothing is near, something far decides

Colours = Floats  # how many, RGB


def recoloured(pixels: Pixels, colours: Colours) -> Pixels:
    """Return the picture in these colours, each about as often as it is among them."""
    own = sampled(pixels)
    table = _table(own, _moved(own, sampled(colours)))
    return from_image(to_image(pixels).filter(ImageFilter.Color3DLUT(KNOTS, table.ravel().tolist())))


def sampled(pixels: Floats) -> Colours:
    """Return some colours of a picture, evenly taken."""
    colours = pixels.reshape(-1, 3)
    return colours[np.linspace(0, len(colours) - 1, SAMPLE).astype(int)].astype(np.float32)


def _moved(own: Colours, wanted: Colours) -> Colours:
    for axes in _directions():
        ours, theirs = own @ axes, np.sort(wanted @ axes, axis=0)
        order = np.argsort(ours, axis=0, kind="stable")
        target = np.empty_like(ours)
        np.put_along_axis(target, order, theirs, axis=0)
        own = (ours + (target - ours) * np.float32(STEP)) @ axes.T
    return own


@cache
def _directions() -> tuple[Floats, ...]:
    """Return axes at right angles, turned at random: the same each time."""
    random = np.random.default_rng(0)
    turned = (np.linalg.qr(random.normal(size=(3, 3)))[0] for _ in range(TURNS))
    return tuple(np.asarray(axes, np.float32) for axes in turned)


def _table(own: Colours, moved: Colours) -> Colours:
    """Return what becomes of each knot: it goes along with the colours around it."""
    some = slice(None, None, SAMPLE // NEARBY)
    knots = _knots()
    distance = ((knots[:, None, :] - own[None, some]) ** 2).sum(axis=2)
    weights = np.exp(distance * np.float32(-0.5 / NEAR**2))
    weights += np.float32(FAINT) * np.exp(distance * np.float32(-0.5 / FAR**2))
    way = weights @ (moved[some] - own[some]) / weights.sum(axis=1, keepdims=True)
    return np.clip(knots + way, 0, 1)


@cache
def _knots() -> Colours:
    """Return the colours of the table, red changing first."""
    side = np.linspace(0, 1, KNOTS, dtype=np.float32)
    blue, green, red = np.meshgrid(side, side, side, indexing="ij")
    return np.stack([red, green, blue], axis=3).reshape(-1, 3)
