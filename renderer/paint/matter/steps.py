"""The steps of materials by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.matter import ceramic, metal, soft, thread, wool
from renderer.paint.touch import Finish

WHOLE: Final[Mapping[str, Finish]] = {
    "chrome": metal.chrome,
    "delft": ceramic.delft,
    "kintsugi": ceramic.kintsugi,
    "clay": soft.clay,
    "felt": wool.felt,
    "knitted": wool.knitted,
    "woven": wool.woven,
    "quilted": wool.quilted,
    "embroidery": thread.embroidery,
    "gold_foil": metal.gold_foil,
}
