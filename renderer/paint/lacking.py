"""What a look draws only where there is something for it: no lightning without a sky. What stays undone is told."""

from typing import Final

from PIL import Image

from renderer.paint.colour import apart, hue
from renderer.paint.faces import find_faces
from renderer.paint.looks import Look, Need
from renderer.paint.raster import from_image
from renderer.paint.scene.scene import Scene

SIDE: Final = 512  # pixels at which a picture is looked at
LEAF: Final = 122  # degrees of OKLab
NEAR: Final = 40
GREEN: Final = 0.035  # chroma
FEWEST: Final = 0.01  # share of a picture that leaves are at least


def lacking(looks: list[Look], picture: Image.Image) -> list[str]:
    """Return what of some looks is not drawn on a picture, in the words in which it is told."""
    wanted = [one for look in looks for one in look.without.items()]
    if not wanted:
        return []
    few = picture.copy()
    few.thumbnail((SIDE, SIDE))
    pixels = from_image(few)
    scene = Scene(pixels, find_faces(pixels))
    return list(dict.fromkeys(told for need, told in wanted if not _has(scene, need)))


def _has(scene: Scene, need: Need) -> bool:
    if need == "sky":
        return scene.outdoors
    chroma, degrees = hue(scene.colours)
    return bool(((apart(degrees, LEAF) < NEAR) & (chroma > GREEN)).mean() > FEWEST)
