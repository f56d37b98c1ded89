"""Pixels as everyone expects them: upright, sRGB, eight bits, RGB or RGBA, and nothing beside them."""

from contextlib import suppress
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageFile

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.ImageCmsProfile(
    ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] Pillow leaves it untyped
)


def plain(opened: ImageFile.ImageFile, max_side: int) -> Image.Image:
    """Decode the first frame to plain pixels, scaled down to at most `max_side`."""
    # A JPEG can be decoded at a half, a quarter or an eighth: less memory, and several times faster.
    opened.draft(None, within(opened.size, max_side))
    opened.load()
    orientation, profile = _orientation(opened), opened.info.get("icc_profile")
    image = _eight_bits(opened)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    if profile:
        image = _srgb(image, profile)
    return _bare(image)


def within(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    """The size with the same shape whose longer side is at most `max_side`."""
    factor = min(1.0, max_side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _orientation(image: Image.Image) -> int:
    # A broken EXIF block raises nearly anything; a picture without its EXIF is still a picture.
    with suppress(Exception):
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _eight_bits(image: Image.Image) -> Image.Image:
    """Convert to a mode that can be scaled and that colour profiles know."""
    if image.mode.startswith("I"):
        # Pillow's own conversion of 16-bit grey clips at 255 instead of scaling.
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
        image.info.pop("transparency", None)
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in {"L", "RGB", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert the colours where the profile can be used; otherwise they stay as they are."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    return image


def _bare(image: Image.Image) -> Image.Image:
    """Drop what is not a pixel: metadata, and an alpha channel that hides nothing."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        bare = image
    else:
        bare = image if image.mode == "RGB" else image.convert("RGB")
    # Pillow writes some of `info` into the next file: comments, profiles, XMP.
    bare.info.clear()
    return bare
