"""Opening a picture that a stranger sent: few formats, bounded pixels, and one clear error."""

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from renderer.failure import Cause, Failed, Failure, Place
from renderer.paint.mark import Mark, mark_on

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
SHORTEST_SIDE = 8
WHITE = 65_535  # in 16 bits
PLACE: Place = ("image_url",)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def open_picture(path: Path | BinaryIO, place: Place = PLACE) -> Image.Image:
    """Return the picture in a file: first frame, upright, on white, without metadata.

    Raises Failed, which says what of the request is to blame.
    """
    return open_marked(path, place)[0]


def open_marked(path: Path | BinaryIO, place: Place = PLACE) -> tuple[Image.Image, Mark]:
    """Return the same, and what we know of it where we have painted it before."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=FORMATS) as opened:
            _check_size(opened.size, place)
            opened.load()
            return flat(ImageOps.exif_transpose(opened)), mark_on(opened)
    except (Failed, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large(place) from None
    except Exception:  # noqa: BLE001 - a decoder fed with rubbish raises whatever it likes
        raise Failed(Failure(Cause.NO_PICTURE, place)) from None


def flat(image: Image.Image) -> Image.Image:
    """Return the picture as plain RGB; what is transparent becomes white, and 16 bits of grey become 8."""
    if image.mode.startswith("I"):
        return _eight_bits(image).convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits in 8. Pillow's own conversion cuts off instead: all above 255 becomes white."""
    import numpy as np  # noqa: PLC0415 - the server, which asks for FORMATS alone, does without

    grey = np.asarray(image, np.float32)
    if (clear := image.info.get("transparency")) is not None:  # one shade of grey, of 16 bits too
        grey = np.where(grey == clear, np.float32(WHITE), grey)
    return Image.fromarray(np.clip(np.rint(grey / (WHITE / 255)), 0, 255).astype(np.uint8))


def _check_size(size: tuple[int, int], place: Place) -> None:
    # Right after open(), before load(): a header of 34 bytes can declare 178 million pixels.
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_large(place)
    if min(size) < SHORTEST_SIDE:
        raise Failed(Failure(Cause.SIDE_TOO_SHORT, place, limit=SHORTEST_SIDE))


def _too_large(place: Place) -> Failed:
    return Failed(Failure(Cause.TOO_MANY_PIXELS, place, limit=MOST_PIXELS))
