"""Pixels as everyone expects them: upright, sRGB, eight bits, RGB or RGBA, and nothing beside them."""

from PIL import Image

from images.colour.conversion import in_srgb
from images.formats.content import Content

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Colours are scaled by their weight, so that what is transparent does not shine through.
_WEIGHED = {"LA": "La", "RGBA": "RGBa"}


def plain(content: Content, max_side: int) -> Image.Image:
    """Decode to plain pixels, scaled down to at most `max_side`: RGBA where something is transparent, else RGB."""
    size = within((content.width, content.height), max_side)
    image, profile = _decoded(content, size)
    if profile:
        image = in_srgb(image, profile)
    if content.orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[content.orientation])
    return _bare(image)


def within(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    """Return the size of the same shape whose longer side is at most `max_side`."""
    factor = min(1.0, max_side / max(size))
    width, height = (max(1, round(side * factor)) for side in size)
    return width, height


def _decoded(content: Content, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
    """Decode, and scale down; each step lets go of the one before it, since the largest pictures have 200 MB."""
    image, profile = content.decode(size)
    if image.size == size:
        return image, profile
    mode = image.mode
    if mode in _WEIGHED:
        image = image.convert(_WEIGHED[mode])
    image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image if image.mode == mode else image.convert(mode), profile


def _bare(image: Image.Image) -> Image.Image:
    """Drop what is not a pixel: metadata, and an alpha channel that hides nothing."""
    hides = image.mode in _WEIGHED and image.getchannel("A").getextrema() != (255, 255)
    mode = "RGBA" if hides else "RGB"
    bare = image if image.mode == mode else image.convert(mode)
    # Pillow writes some of `info` into the next file: comments, profiles, XMP.
    bare.info.clear()
    return bare
