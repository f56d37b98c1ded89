"""The steps of pieces by the names that tables call them by."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.paint.pieces import bricks, facets, panes, pixels, planes, stones, triangles
from renderer.paint.touch import Finish

MADE: Final[Mapping[str, Callable[..., Finish]]] = {"console": pixels.console}
WHOLE: Final[Mapping[str, Finish]] = {
    "cubist": facets.cubist, "de_stijl": planes.de_stijl,
    "cross_stitch": bricks.cross_stitch, "lego": bricks.lego, "one_bit": pixels.one_bit,
    "few_triangles": triangles.few_triangles, "low_poly": triangles.low_poly, "mosaic": stones.mosaic, "pixel_art": pixels.pixel_art,
    "stained_glass": panes.stained_glass,
}  # fmt: skip
