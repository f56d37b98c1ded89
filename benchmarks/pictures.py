"""Pictures to measure with: smooth areas, edges and some grain, as photos and paintings have."""

from io import BytesIO

from PIL import Image


def photo(width: int, height: int, *, turn: int = 0) -> Image.Image:
    """A picture of that size; each turn (of four) is another one."""
    grain = Image.effect_noise((width // 8, height // 8), 40).resize((width, height))
    shape = Image.radial_gradient("L").resize((width, height))
    slope = Image.linear_gradient("L").rotate(90 * turn).resize((width, height))
    return Image.merge("RGB", (Image.blend(shape, grain, 0.2), Image.blend(slope, grain, 0.2), shape))


def encoded(picture: Image.Image, format_: str) -> bytes:
    """The file of a picture, made fast rather than small."""
    file = BytesIO()
    picture.save(file, format_, quality=90, compress_level=1, method=0)
    return file.getvalue()
