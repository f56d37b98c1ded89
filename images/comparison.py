"""Before and after in one picture: side by side, or one wiped over the other. Words are for the card, in its language."""

from collections.abc import Sequence

from PIL import Image, ImageOps

from domain.picture import Comparison

# On a phone the whole is some 400 points wide; opened, each side of it has the pixels of a screen.
_HEIGHT = 1024
_WIDTH = 4096
_THIN = 256  # heights of the divider in that of the picture
_WHITE = (255, 255, 255)


def joined(before: Image.Image, after: Image.Image, how: Comparison) -> Image.Image:
    """Return two RGB pictures as one, with a thin divider between them."""
    return _beside((before, after)) if how is Comparison.BESIDE else _wiped(before, after)


def _beside(both: Sequence[Image.Image]) -> Image.Image:
    """Put both side by side, at one height: that of the higher one, as far as there is room."""
    height = min(_HEIGHT, max(image.height for image in both))
    wide = sum(image.width / image.height for image in both)
    height = max(1, min(height, int((_WIDTH - _divider(height)) / wide)))
    left, right = (
        _sized(image, (max(1, round(image.width * height / image.height)), height)) for image in both
    )
    whole = Image.new("RGB", (left.width + _divider(height) + right.width, height), _WHITE)
    whole.paste(left)
    whole.paste(right, (whole.width - right.width, 0))
    return whole


def _wiped(before: Image.Image, after: Image.Image) -> Image.Image:
    """Lay the left half of one over the other; cropped to its shape where it has another, as image models do."""
    factor = min(1.0, _HEIGHT / after.height, _WIDTH / after.width)
    size = max(1, round(after.width * factor)), max(1, round(after.height * factor))
    whole = _sized(after, size)
    half, divider = size[0] // 2, _divider(size[1])
    whole.paste(ImageOps.fit(before, size, Image.Resampling.LANCZOS).crop((0, 0, half, size[1])))
    whole.paste(_WHITE, (half - divider // 2, 0, half - divider // 2 + divider, size[1]))
    return whole


def _divider(height: int) -> int:
    return max(2, height // _THIN)


def _sized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.copy() if image.size == size else image.resize(size, Image.Resampling.LANCZOS)
