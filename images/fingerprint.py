"""The fingerprint of a picture, taken from its pixels."""

from PIL import Image

from domain.fingerprint import SIDE, Fingerprint
from images.ground import grounded


def fingerprint(image: Image.Image) -> Fingerprint:
    """Return how a picture (RGB or RGBA, upright, sRGB) fingerprints."""
    opaque, _ = grounded(image)
    return Fingerprint(tuple(opaque.resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()))
