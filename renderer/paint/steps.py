"""The finishing steps by the names that tables call them by."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from renderer.paint import cells, drawing, materials
from renderer.paint import finish as f
from renderer.paint.display import steps as display
from renderer.paint.hand import acrylic, cuts, lines, masters, paints, sticks, washes
from renderer.paint.matter import steps as matter
from renderer.paint.photo import steps as photo
from renderer.paint.pieces import steps as pieces
from renderer.paint.press import steps as press
from renderer.paint.touch import Finish
from renderer.paint.weather import steps as weather

# Made of numbers: how strong, how wide, in which colour.
_MADE: Final[Mapping[str, Callable[..., Finish]]] = {
    "bloom": f.bloom, "canvas": f.canvas, "faces": f.faces, "frame": f.frame,
    "grain": f.grain, "likeness": f.likeness,
    "paper": f.paper, "scanlines": f.scanlines, "scratches": f.scratches,
    "smooth": f.smooth, "split_colours": f.split_colours,
    "toned": f.toned, "torn_rows": f.torn_rows, "vignette": f.vignette, "vivid": f.vivid, "craquelure": cells.craquelure,
    **masters.MADE,
    **pieces.MADE,
    **press.MADE,
    **photo.MADE,
}  # fmt: skip
# As they are.
_WHOLE: Final[Mapping[str, Finish]] = {
    "acrylic": acrylic.acrylic, "blended": f.blended, "covering": f.covering, "kept": f.kept, "oil": paints.oil, "palette_knife": paints.impasto, "gouache": paints.gouache, "van_gogh": paints.van_gogh, "pastel": paints.pastel, "watercolour": washes.watercolour,
    "pointillism": cells.pointillism,
    "blueprint": lines.blueprint, "chalkboard": sticks.chalkboard, "sanguine": sticks.sanguine, "scratchboard": lines.scratchboard,
    "charcoal": sticks.charcoal, "coloured_pencil": sticks.coloured_pencil, "wax": sticks.wax, "engraving": lines.engraving,
    "ink_wash": washes.ink_wash, "line_art": drawing.line_art, "pen": lines.pen,
    "pencil": sticks.pencil, "linocut": cuts.linocut, "woodcut": cuts.woodcut,
    "iridescent": materials.iridescent, "marble": materials.marble, "parchment": materials.parchment,

    **masters.WHOLE,
    **matter.WHOLE,
    **pieces.WHOLE,
    **press.WHOLE,
    **display.WHOLE,
    **photo.WHOLE,
    **weather.WHOLE,
}  # fmt: skip
_KINDS: Final[Mapping[object, type | tuple[type, ...]]] = {
    float: (int, float),
    int: int,
    str: str,
    tuple[int, int, int]: tuple,
    tuple[int, int, int] | None: tuple,
}


def step(name: str, *values: object) -> Finish:
    """Return the step of that name, made with these values; a ValueError where it is none, or they are not for it."""
    if name in _WHOLE and not values:
        return _WHOLE[name]
    if name not in _MADE:
        raise ValueError(f"there is no step {name} that takes {len(values)} values")
    return _made(name, _MADE[name], values)


def _made(name: str, make: Callable[..., Finish], values: Sequence[object]) -> Finish:
    try:
        given = inspect.signature(make).bind(*values)
    except TypeError as error:
        raise ValueError(f"{name}: {error}") from None
    for parameter, value in given.arguments.items():
        if not isinstance(value, _KINDS[given.signature.parameters[parameter].annotation]):
            raise ValueError(f"{name}: {value!r} is no {parameter}")  # noqa: TRY004 - a table has no types
    return make(*values)
