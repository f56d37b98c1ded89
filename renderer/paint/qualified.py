"""Makes a painted picture as a prompt qualifies it: few colours, bare paper, another sheet, panels, a border."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from renderer.paint.colour import hue, in_hue, lab, mapped, rgb
from renderer.paint.filters import detailed, gaussian, sized, small, smoothed
from renderer.paint.finish import frame, from_edge
from renderer.paint.inks import best_colours, flat_areas
from renderer.paint.palettes import Tone
from renderer.paint.photo.grain import grained
from renderer.paint.qualifiers import WORDS
from renderer.paint.raster import Floats, Pixels, clouds, colour, luminance, mix, ramp
from renderer.paint.scene.margin import has_margin
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.sheet import strayed
from renderer.paint.touch import Touch

SEEN: Final = 200  # pixels a side at which colours are chosen
OWN: Final = frozenset(
    {"letterpress", "linocut", "woodcut", "engraving", "duotone", "risograph", "limited_palette"}
)  # count by themselves
FLAT: Final = frozenset(WORDS.families["printed"] + WORDS.families["pieced"]) - OWN
REPEATED: Final = frozenset(
    {"pop_art", "screen_print", "pixel_art", "polka_dots"}
)  # the same picture in each panel
SHADE: Final = 0.012  # squared distance in OKLab at which another colour counts by a third
BARE: Final = 55  # percentile of what matters, below which a sheet is left bare
PASTEL: Final = 0.055  # chroma of a pastel tint at most
DARKEST_SHEET: Final = 0.6  # brightness: what is darker is no paper
STRIPS: Final = 3  # panels that are parts of one picture, side by side
GUTTER: Final = 0.014  # of the longer side, between panels


def simplified(source: Pixels, touch: Touch) -> Pixels:
    """Return what a loose hand sees: large shapes; faces a little finer."""
    hand = touch.qualifiers.hand or 0
    if hand <= 0:
        return source
    calm = smoothed(source, 5 * hand * touch.unit)
    return mix(calm, source, touch.in_faces(0.55)) if touch.faces else calm


def qualified(made: Pixels, touch: Touch, names: Sequence[str]) -> Pixels:
    """Return the painting of looks of these names as the prompt qualifies it."""
    said = touch.qualifiers
    own = OWN & {*names} or ("screen_print" in names and len(touch.colours) >= (said.inks or 3))
    if (said.inks or len(touch.exact) > 1) and not own:
        made = _in_few(made, touch, said.inks, names)
    if said.chroma is not None:
        made = mapped(made, lambda colours: _of_chroma(colours, said.chroma or 0))
    if said.white or (said.hand or 0) > 1:
        made = _left_bare(made, touch)
    if said.sheet:
        made = on_sheet(made, said.sheet)
    if (said.grain or 0) > 1:
        made = grained(made, touch, 0.6 * (said.grain or 0), 1.9)
    if said.border and not has_margin(made):
        made = frame(30, said.border)(made, touch)
    return made


def _in_few(made: Pixels, touch: Touch, count: int | None, names: Sequence[str]) -> Pixels:
    """Return the painting in so many colours, or in exactly those that are named as codes; paint only leans to them."""
    few = lab(small(made, SEEN))
    flat = bool(FLAT & {*names})
    if len(touch.exact) > 1:
        known = lab(np.stack([colour(*one) for one in touch.exact]))
        return (
            _exactly(made, known, touch)
            if flat
            else mapped(made, lambda colours: _leaning(colours, known, 0.9))
        )
    sheet = float(np.percentile(few[..., 0], 96)) > 0.9 and flat  # noqa: PLR2004 - bare paper, which is no ink
    if count and len(touch.colours) >= count:  # those that were named
        known = lab(np.stack([colour(*one) for one in touch.colours[:count]] + [_own_sheet(made)] * sheet))
    else:
        weights = 0.3 + 14 * hue(few)[0] + 1.5 * small(touch.scene.face, SEEN)[: few.shape[0], : few.shape[1]]
        known = best_colours(few, (count or 1) + sheet, weights, touch.random("few"))
    if not flat:
        return mapped(made, lambda colours: _leaning(colours, known, 0.85))
    return rgb(known)[_nearest(lab(made), known)] if count is None else _cleanly(made, known, touch)


def _cleanly(made: Pixels, known: Floats, touch: Touch) -> Pixels:
    return flat_areas(_nearest(lab(made), known), rgb(known), max(0.6, 0.9 * touch.unit))


def _exactly(made: Pixels, known: Floats, touch: Touch) -> Pixels:
    """Return the painting in these colours and no others, each of them in it: its range of light is spread over theirs."""
    seen = lab(made)
    bright = detailed(seen[..., 0], 1.15, 40 * touch.unit)
    steps = np.sort(known[:, 0])
    shares = np.percentile(small(bright, SEEN), np.linspace(5, 95, len(steps)))
    shares = np.maximum.accumulate(shares + np.arange(len(shares)) * 1e-4)
    seen[..., 0] = np.interp(bright, shares, steps)
    return (
        _cleanly(rgb(seen), known, touch)
        if len(known) == 1
        else flat_areas(_nearest(seen, known, 1.5), rgb(known), max(0.6, 0.9 * touch.unit))
    )


def _nearest(
    seen: Floats, known: Floats, light: float = 1.0
) -> "np.ndarray[tuple[int, ...], np.dtype[np.intp]]":
    weights = np.array([light, 0.9, 0.9], np.float32)
    return np.stack([(seen - one) ** 2 @ weights for one in known], axis=2).argmin(axis=2)


def _leaning(colours: Floats, known: Floats, share: float) -> Floats:
    """Return colours that keep their light and have the hues of a few."""
    seen = lab(colours)
    away = ((seen[:, None] - known[None]) ** 2 @ np.array([0.6, 1.5, 1.5], np.float32)).astype(np.float32)
    weights = np.exp(-(away - away.min(axis=1, keepdims=True)) / np.float32(SHADE))
    wanted = (weights / weights.sum(axis=1, keepdims=True)) @ known
    return rgb(seen + (wanted - seen) * np.array([0.35, share, share], np.float32))


def _of_chroma(colours: Floats, factor: float) -> Floats:
    """Return stronger or weaker colours; by 0 pale tints of all of them."""
    seen = lab(colours)
    if factor:
        seen[..., 1:] *= np.float32(factor)
        return rgb(seen)
    chroma = np.maximum(hue(seen)[0], 1e-4)
    seen[..., 1:] *= (np.minimum(chroma, PASTEL + 0.25 * chroma) / chroma)[..., None]
    seen[..., 0] = 0.42 + 0.56 * seen[..., 0]
    return rgb(seen)


def _left_bare(made: Pixels, touch: Touch) -> Pixels:
    """Return a sheet on which only what matters is painted; it ends in open strokes."""
    scene, unit, random = touch.scene, touch.unit, touch.random("bare sheet")
    bright = luminance(touch.source)
    detail = gaussian(np.abs(bright - gaussian(bright, 4 * unit)), 30 * unit)
    detail = detail / (np.float32(np.percentile(detail, 95)) + np.float32(1e-4))
    middle = 1 - np.hypot(scene.down - np.float32(scene.focus[0]), scene.right - np.float32(scene.focus[1]))
    matters = 0.7 * np.clip(detail, 0, 1) + 1.1 * middle + 1.5 * gaussian(scene.face, 30 * unit)
    if scene.sure:
        matters = matters + 0.9 * gaussian(scene.subject, 18 * unit)
    matters = matters + 0.4 * (clouds(random, bright.shape, 130 * unit) - 0.5)
    matters = matters + 0.22 * strayed(Motif(made, touch), random, 5)
    matters = matters * ramp(from_edge(made), 0, 60 * unit)
    level = float(np.percentile(small(matters, SEEN), BARE))
    cover = ramp(matters - level, -0.01, 0.09)
    return mix(np.broadcast_to(_own_sheet(made), made.shape), made, cover)


def _own_sheet(made: Pixels) -> Pixels:
    """Return the paper of a painting, where it has some."""
    few = small(made, SEEN).reshape(-1, 3)
    bright = luminance(few)
    sheet = np.median(few[bright >= np.percentile(bright, 94)], axis=0).astype(np.float32)
    pale = float(lab(sheet)[0]) > 0.82 and float(hue(lab(sheet))[0]) < 0.07  # noqa: PLR2004 - as paper is
    return sheet if pale else colour(250, 248, 243)


def on_sheet(made: Pixels, tone: Tone) -> Pixels:
    """Return a drawing on a sheet of another colour: what is bare is that, and all that is laid on it lets it through."""
    own = _own_sheet(made)
    if float(luminance(own)) < DARKEST_SHEET:
        return made
    return np.clip(made * (colour(*tone) / own), 0, 1)


def in_panels(
    source: Pixels, count: int, names: Sequence[str], paint: Callable[[Pixels, int], Pixels]
) -> Pixels:
    """Return so many panels on a white sheet, each painted: the same view, parts that go on, or other views of it."""
    rows, columns = source.shape[:2]
    across = (
        max(1, round((count * columns / rows) ** 0.5))
        if count > STRIPS
        else (count if columns >= 0.8 * rows else 1)
    )
    down = -(-count // across)
    gutter = max(2, round(GUTTER * max(rows, columns)))
    page = np.full_like(source, 0.985)
    for number in range(count):
        row, place = divmod(number, across)
        here = across if row < down - 1 else count - across * (down - 1)
        top, bottom = (round(gutter + (rows - gutter) * (row + end) / down) for end in (0, 1))
        left, right = (round(gutter + (columns - gutter) * (place + end) / here) for end in (0, 1))
        high, wide = bottom - gutter - top, right - gutter - left
        if min(high, wide) < 8:  # noqa: PLR2004 - no picture
            continue
        view = (
            source[top : top + high, left : left + wide]
            if count <= STRIPS and not REPEATED & {*names}
            else _view(source, high, wide, 0 if REPEATED & {*names} else number)
        )
        painted = paint(np.ascontiguousarray(view), 0 if count <= STRIPS else number)
        if number and REPEATED & {*names}:
            painted = mapped(painted, lambda colours, number=number: _turned(colours, number))
        page[top : top + high, left : left + wide] = painted
    return page


def _turned(colours: Floats, number: int) -> Floats:
    """Return colours of other hues: those of the next print of a row."""
    seen = lab(colours)
    chroma, degrees = hue(seen)
    return rgb(in_hue(seen[..., 0], chroma, degrees + 97 * number))


def _view(source: Pixels, high: int, wide: int, number: int) -> Pixels:
    """Return a view for a panel: the whole, then nearer ones from several sides."""
    rows, columns = source.shape[:2]
    scale = max(high / rows, wide / columns)
    closer, down, right = (
        (1.0, 0.5, 0.5),
        (1.9, 0.4, 0.5),
        (1.45, 0.5, 0.15),
        (1.6, 0.8, 0.85),
        (2.4, 0.35, 0.45),
    )[number % 5]
    large = sized(source, max(high, round(rows * scale * closer)), max(wide, round(columns * scale * closer)))
    top, left = round((large.shape[0] - high) * down), round((large.shape[1] - wide) * right)
    return np.clip(large[top : top + high, left : left + wide], 0, 1)
