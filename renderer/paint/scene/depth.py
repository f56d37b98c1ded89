"""How far away things are: a guess that weather and lenses can be hung on."""

from typing import Final

import numpy as np
from PIL import ImageFilter

from renderer.paint.colour import lab
from renderer.paint.filters import gaussian, guided, sized, small
from renderer.paint.raster import Floats, Pixels, Plane, from_image, grid, luminance, mix, to_image

SIDE: Final = 160  # the picture is looked at in this size
# Higher in the picture is farther; so is what has air before it (He and others 2009: no dark channel), is soft, is blue.
HEIGHT, AIR, SOFT, BLUE = 0.62, 0.16, 0.14, 0.08


def find_depth(pixels: Pixels, sky: Plane, subject: Plane) -> Plane:
    """Return how far each pixel is, 0 near to 1 far. The subject stands where its foot is, so that no tower fades at its top."""
    seen = small(pixels, SIDE)
    rows, columns = seen.shape[:2]
    share, above = sized(subject, rows, columns), _closed(sized(sky, rows, columns))
    standing = np.flatnonzero(share.max(axis=1) > 0.5)  # noqa: PLR2004 - half
    foot = HEIGHT * (1 - (int(standing[-1]) + 1) / rows) + 0.1 if len(standing) else 0.1
    guess = _by_air(seen)
    guess = guess + share * 0.75 * (np.float32(foot) - guess)
    guess = gaussian(np.maximum(guess, above * (1 - share)), 1.2)
    cover = sized(guess, pixels.shape[0], pixels.shape[1])
    found = np.clip(guided(luminance(pixels), cover, 0.012 * max(pixels.shape), 8e-4, 512), 0, 1)
    # Bright leaves before a sky are no farther than dark ones: where there is no sky, the guide is forgotten.
    wide, here = 0.008 * max(pixels.shape), 1 - sky
    return np.asarray(
        mix(gaussian(found * here, wide) / (gaussian(here, wide) + np.float32(1e-3)), found, sky)
    )


def _closed(sky: Plane) -> Plane:
    """Return the sky without masts and twigs: they are as far away to air."""
    image = to_image(sky).filter(ImageFilter.MaxFilter(15)).filter(ImageFilter.MinFilter(15))
    return gaussian(np.maximum(sky, from_image(image)), 2.5)


def _by_air(seen: Pixels) -> Floats:
    colours = lab(seen)
    bright = colours[..., 0]
    dark = from_image(to_image(seen.min(axis=2)).filter(ImageFilter.MinFilter(5)))
    soft = 1 - np.clip(gaussian(np.abs(bright - gaussian(bright, 1.2)), 4) / 0.035, 0, 1)
    high = 1 - grid(seen.shape)[0] / seen.shape[0]
    return (HEIGHT * high + AIR * dark + SOFT * soft + BLUE * np.clip(-colours[..., 2] * 8, 0, 1)).astype(
        np.float32
    )
