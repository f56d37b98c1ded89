"""The press's steps by the names that tables call them by."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.paint.press import spot, swiss, travel
from renderer.paint.touch import Finish

MADE: Final[Mapping[str, Callable[..., Finish]]] = {"mounted": travel.mounted}
WHOLE: Final[Mapping[str, Finish]] = {
    "bauhaus": swiss.bauhaus, "constructivist": swiss.constructivist, "duotone": spot.duotone,
    "palette": spot.palette, "risograph": spot.risograph, "swiss": swiss.swiss, "travel": travel.travel,
}  # fmt: skip
