"""Colour: what a profile makes of the numbers, written as sRGB. Profiles are judged by what they do, never by name."""

from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageChops, ImageCms

from images.colour import codepoints, icc

_SRGB = ImageCms.ImageCmsProfile(BytesIO(codepoints.SRGB))

_STEPS = range(0, 256, 17)
_GREYS = Image.frombytes("L", (256, 1), bytes(range(256)))
# Greys, and what surrounds all colours: each primary, and each pair of them.
_COLOURS = Image.frombytes(
    "RGB",
    (len(_STEPS), 7),
    bytes(step * (mask >> band & 1) for mask in range(1, 8) for step in _STEPS for band in range(3)),
)
# What littlecms finds wrong with a profile speaks of the profile alone.
_UNUSABLE = (ImageCms.PyCMSError, OSError, ValueError)
_ROUNDED = 1  # by so much two that mean the same may differ


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture (L, LA, RGB, RGBA or CMYK) with its colours as sRGB, and its alpha as it was.

    Where the profile cannot be used, or is for other numbers than these, the colours stay as they are.
    """
    if image.mode not in {"LA", "RGBA"}:
        return _converted(image, profile)
    alpha = image.getchannel("A")
    image = _converted(image.convert("L" if image.mode == "LA" else "RGB"), profile)
    image.putalpha(alpha)
    return image


def means_srgb(profile: bytes, mode: str) -> bool:
    """Return whether a profile leaves a picture (L or RGB) as it is."""
    with suppress(*_UNUSABLE):
        ours = "L" if icc.space(profile) == icc.GREY else "RGB"
        return _keeps(_transform(profile, ours), _GREYS.convert(ours) if mode == "L" else _COLOURS)
    return True


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    with suppress(*_UNUSABLE):
        match icc.space(profile), image.mode:
            case (icc.GREY, "L") | (icc.RGB, "L"):
                return _greys(image, profile)
            case (icc.RGB, "RGB"):
                transform = _transform(profile, "RGB")
                return image if _keeps(transform, _COLOURS) else transform.apply(image)
            case (icc.CMYK, "CMYK"):
                return _transform(profile, "CMYK").apply(image)
            case _:
                return image
    return image


def _greys(image: Image.Image, profile: bytes) -> Image.Image:
    """What becomes of each of 256 greys is all there is to know."""
    mode = "L" if icc.space(profile) == icc.GREY else "RGB"
    transform = _transform(profile, mode)
    if _keeps(transform, ramp := _GREYS.convert(mode)):
        return image
    red, green, blue = (band.tobytes() for band in transform.apply(ramp).split())
    if red == green == blue:
        return image.point(red)
    return Image.merge("RGB", [image.point(table) for table in (red, green, blue)])


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform:
    """Return what a profile does. Raises one of _UNUSABLE, also where it makes everything the same."""
    transform = ImageCms.buildTransform(ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB, mode, "RGB")
    seen = transform.apply(_GREYS.convert(mode)).convert("L")
    if len(set(seen.tobytes())) == 1:
        raise ValueError("black and white are the same")
    return transform


def _keeps(transform: ImageCms.ImageCmsTransform, colours: Image.Image) -> bool:
    """Whether colours come out as they went in."""
    seen = transform.apply(colours)
    return max(ImageChops.difference(seen, colours.convert("RGB")).tobytes()) <= _ROUNDED
