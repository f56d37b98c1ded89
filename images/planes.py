"""Planes: samples of sixteen bits as two pictures of eight, since Pillow has none of three channels with sixteen.

All of it goes strip by strip, so that no picture of sixteen bits is ever there as a whole.
"""

from collections.abc import Iterator, Sequence

from PIL import Image, ImageChops

_STRIP = 128  # rows

WORDS = 65536  # values that a sample of sixteen bits may have

Table = Sequence[int]  # what becomes of each value


def strips(image: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes that cover a picture from its top to its bottom."""
    for top in range(0, image.height, _STRIP):
        yield 0, top, image.width, min(top + _STRIP, image.height)


def keyed(planes: Sequence[tuple[Image.Image, Sequence[int]]]) -> Image.Image:
    """Return alpha that hides the pixels which have the key's value in each band of each plane."""
    alpha = Image.new("L", planes[0][0].size)
    for box in strips(alpha):
        shown = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        for plane, key in planes:
            for band, value in zip(plane.crop(box).split(), key, strict=True):
                other = band.point([0 if sample == value else 255 for sample in range(256)], "L")
                shown = ImageChops.lighter(shown, other)
        alpha.paste(shown, box)
    return alpha


def looked_up(high: Image.Image, low: Image.Image, tables: Sequence[Table]) -> Image.Image:
    """Replace each sample of sixteen bits by what a table of WORDS entries says, one table per band.

    What is in `high` is overwritten. Bands without a table (alpha) keep their high bytes.
    """
    for box in strips(high):
        bands = list(high.crop(box).split())
        lows = low.crop(box).split()
        for at, table in enumerate(tables):
            words = Image.merge("LA", (lows[at], bands[at])).tobytes()  # the low byte first, as I;16 has it
            sixteen = Image.frombytes("I;16", bands[at].size, words).convert("I")
            bands[at] = sixteen.point(table, "L")
        high.paste(Image.merge(high.mode, bands), box)
    return high
