"""Encode plain pixels as the bytes of a file."""

from io import BytesIO

from PIL import Image

from domain.picture import PictureFormat

# At 92 no difference is seen, also after a style network has looked at it.
BEST_QUALITY = 92


def png(image: Image.Image) -> bytes:
    """Encode without loss. Level 3 takes half the time of the default and is hardly larger."""
    return _encoded(image, PictureFormat.PNG, compress_level=3)


def jpeg(image: Image.Image, quality: int = BEST_QUALITY) -> bytes:
    """Encode with full colour resolution: thin coloured lines stay thin."""
    return _encoded(image, PictureFormat.JPEG, quality=quality, subsampling=0)


def webp(image: Image.Image, quality: int) -> bytes:
    """Encode with loss and with alpha. Method 0 is the fastest, and this one is slow."""
    return _encoded(image, PictureFormat.WEBP, quality=quality, method=0)


def _encoded(image: Image.Image, format_: PictureFormat, **options: int) -> bytes:
    file = BytesIO()
    image.save(file, format_.name, **options)
    return file.getvalue()
