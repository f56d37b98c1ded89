"""The ground: what is put under a picture that is partly transparent, since image models know no transparency.

So nobody is sent colours that were erased, and what is drawn stands out from what is under it.
"""

from PIL import Image, ImageChops, ImageFilter

from domain.picture import Ground

_LOOK = 1024  # pixels; enough to tell
_EDGE = 16  # by so much a pixel is more opaque than one beside it
_DARK, _LIGHT = 64, 192  # of 255: what is darker, or as light, is hardly seen on black, or on white
_FEW = 1 / 4


def grounded(image: Image.Image) -> tuple[Image.Image, Ground | None]:
    """Return a picture (RGB or RGBA) without transparency, and what was put under it."""
    if image.mode != "RGBA":
        return image, None
    ground = _ground(image)
    flat = Image.new("RGB", image.size, ground)
    flat.paste(image, mask=image)
    return flat, ground


def _ground(image: Image.Image) -> Ground:
    """Return what least of the edge is lost on; white, where that is but a little."""
    seen = _edge(image.reduce(max(1, max(image.size) // _LOOK)))
    dark, middle, light = sum(seen[:_DARK]), sum(seen[_DARK:_LIGHT]), sum(seen[_LIGHT:])
    if light <= _FEW * sum(seen):
        return "white"
    lost: dict[Ground, int] = {"white": light, "black": dark, "grey": middle}
    return min(lost, key=lambda ground: lost[ground])


def _edge(image: Image.Image) -> list[int]:
    """Count how light the pixels are that border on more transparent ones; without such, all that are visible."""
    grey, alpha = image.convert("L"), image.getchannel("A")
    edge = ImageChops.subtract(alpha, alpha.filter(ImageFilter.MinFilter(3)))
    sharp = edge.point([255 * (step >= _EDGE) for step in range(256)])
    return grey.histogram(sharp if sharp.getbbox() else alpha)
