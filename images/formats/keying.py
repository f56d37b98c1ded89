"""Keying: a colour that stands for "nothing here" becomes alpha."""

from collections.abc import Sequence

from PIL import Image, ImageChops

from images.strips import strips


def keyed(planes: Sequence[tuple[Image.Image, Sequence[int]]]) -> Image.Image:
    """Return alpha that hides the pixels whose bands are all as the key says, in each of the planes."""
    alpha = Image.new("L", planes[0][0].size)
    for box in strips(alpha):
        shown = alpha.crop(box)
        for plane, key in planes:
            for band, value in zip(plane.crop(box).split(), key, strict=True):
                differs = band.point([255 * (sample != value) for sample in range(256)])
                shown = ImageChops.lighter(shown, differs)
        alpha.paste(shown, box)
    return alpha
