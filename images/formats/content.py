"""Content: a picture's file taken apart.

Its pixels go to Pillow, alone in a file of their own. What stands beside them (profiles, texts, thumbnails) is read
here, leniently: what does not hold is left out, and never decides whether there is a picture.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, UnidentifiedImageError

from domain.picture import PictureFormat, UnreadablePicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(ABC):
    """What a file holds: the first picture's pixels, and what says how to show them. Nothing is decoded yet."""

    format: PictureFormat
    width: int
    height: int
    pixels: bytes  # a file of the same format with the pixels and nothing beside them
    kept: int = 0  # bytes that the decoder needs besides the pixels, where they hang on the file
    lossless: bool = True
    animated: bool = False
    orientation: int = 1  # as Exif counts them
    profile: bytes | None = None  # ICC: what the numbers mean as colours; None is sRGB

    @abstractmethod
    def decode(self, size: tuple[int, int]) -> tuple[Image.Image, bytes | None]:
        """Return the pixels (L, LA, RGB, RGBA or CMYK), and the profile that they are left with.

        They may come in any size from `size` up. Raises UnreadablePicture, and whatever decoders raise.
        """


def opened(pixels: bytes, format_: PictureFormat, size: tuple[int, int]) -> ImageFile.ImageFile:
    """Open a file that has pixels alone, to be decoded at `size` or above. Raises UnreadablePicture where it is none.

    A JPEG can be decoded at a half, a quarter or an eighth: less memory, and several times faster.

    That Pillow is asked for one format is a security control: with all of them, it would start Ghostscript for an EPS
    file, and a BLP file of 284 bytes takes 680 MB.
    """
    try:
        image = Image.open(BytesIO(pixels), formats=(format_.name,))
    except UnidentifiedImageError:
        raise UnreadablePicture("broken") from None
    image.draft(None, size)
    return image


def placed(image: Image.Image, place: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Return a picture on its canvas; where it does not cover that, there is nothing."""
    if image.size == size:
        return image
    canvas = Image.new("RGBA", size)
    canvas.paste(image, place)
    return canvas
