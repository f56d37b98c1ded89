"""The steps of screens by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.display import anime, night, retro
from renderer.paint.touch import Finish

WHOLE: Final[Mapping[str, Finish]] = {
    "anime": anime.anime, "neon": night.neon, "thermal": night.thermal, "synthwave": retro.synthwave, "vaporwave": retro.vaporwave,
}  # fmt: skip
