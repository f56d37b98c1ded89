"""The steps of screens by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.display import retro
from renderer.paint.touch import Finish

WHOLE: Final[Mapping[str, Finish]] = {
    "synthwave": retro.synthwave, "vaporwave": retro.vaporwave,
}  # fmt: skip
