"""Opening a picture that a stranger sent: few formats, bounded pixels, and one clear error."""

import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from renderer.api.errors import Failure, model_error

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
SHORTEST_SIDE = 8
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def open_picture(path: Path | BinaryIO) -> Image.Image:
    """The picture in a file: first frame, upright, on white, without metadata."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=FORMATS) as opened:
            _check_size(opened.size)
            opened.load()
            return flat(ImageOps.exif_transpose(opened))
    except (Failure, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception:  # noqa: BLE001 - a decoder fed with rubbish raises whatever it likes
        raise _unreadable() from None


def flat(image: Image.Image) -> Image.Image:
    """The picture as plain RGB; what is transparent becomes white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def _check_size(size: tuple[int, int]) -> None:
    # Right after open(), before load(): a header of 34 bytes can declare 178 million pixels.
    if size[0] * size[1] > MOST_PIXELS:
        raise _too_large()
    if min(size) < SHORTEST_SIDE:
        raise model_error(
            "image_too_small",
            f"Each side of the image needs at least {SHORTEST_SIDE} pixels.",
            ctx={"min_height": SHORTEST_SIDE, "min_width": SHORTEST_SIDE},
        )


def _too_large() -> Failure:
    side = int(MOST_PIXELS**0.5)
    return model_error(
        "image_too_large",
        f"The image has more than {MOST_PIXELS // 10**6} million pixels.",
        ctx={"max_height": side, "max_width": side},
    )


def _unreadable() -> Failure:
    return model_error(
        "image_load_error",
        "Failed to load the image. Please ensure the image file is not corrupted and is in a supported format "
        f"({', '.join(FORMATS)}).",
    )
