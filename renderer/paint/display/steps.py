"""The steps of screens by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.display import anime, blocks, lights, night, retro
from renderer.paint.touch import Finish

WHOLE: Final[Mapping[str, Finish]] = {
    "anime": anime.anime, "heaven": anime.heaven, "code_rain": blocks.code_rain, "typed": blocks.typed, "block_world": blocks.block_world, "fifteen_bit": blocks.fifteen_bit, "circuit": lights.circuit, "night_city": lights.night_city, "neon": night.neon, "thermal": night.thermal, "synthwave": retro.synthwave, "vaporwave": retro.vaporwave,
}  # fmt: skip
