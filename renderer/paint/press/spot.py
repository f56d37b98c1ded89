"""Prints in few inks: risograph, duotone, screen print, and the very colours that a prompt names."""

from typing import Final

import numpy as np

from renderer.paint.colour import hexes, hue, lab, light_of_lab, linear, mapped, rgb, shown, tones
from renderer.paint.filters import curved, detailed, evened, small, spread
from renderer.paint.inks import best_colours, flat_areas
from renderer.paint.press.areas import calmed
from renderer.paint.press.screens import dots, paper, specks
from renderer.paint.raster import Floats, Pixels, clouds, colour, luminance, mix, moved
from renderer.paint.touch import Touch

# What printers load together; each list is one choice of a seed.
RISO: Final = (
    ("#ff48b0", "#0078bf"),
    ("#ffe800", "#ff48b0", "#0078bf"),
    ("#ff6c2f", "#00838a"),
    ("#ffb511", "#f15060", "#3d5588"),
)
DUOS: Final = (("#14213d", "#ff7f6b"), ("#1b1145", "#3fe0b0"), ("#3a0ca3", "#ffd166"), ("#0b3d3b", "#ffb3c6"))
FIVES: Final = (
    ("#0b132b", "#1c7293", "#f4d35e", "#ee964b", "#faf0ca"),
    ("#2b2d42", "#8d99ae", "#ef233c", "#ffb4a2", "#edf2f4"),
    ("#1b3a2f", "#588157", "#dda15e", "#bc4749", "#fefae0"),
)
ANGLES: Final = (0, 75, 15)  # degrees of the screens: apart, so that no pattern arises between them
MOST: Final = 3
LIGHT: Final = 0.45  # brightness of an ink in which no shadow can be printed


def risograph(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a real separation on rough paper: an amount of each ink for every colour, screened, out of register."""
    inks = _inks(touch)
    even = evened(spread(pixels), 0.25, 45 * touch.unit)
    amounts = mapped(even, lambda colours: _separated(colours, inks))
    sheet = paper(touch, "#f4efe2")
    light, random = linear(sheet), touch.random("register")
    for number, ink in enumerate(linear(inks)):
        share = curved(np.clip(amounts[..., number] * 1.24 - 0.03, 0, 1), 0.55)
        share = share + specks(touch, f"drum {number}", 1.3) * 0.5 * np.sqrt(share * (1 - share))
        slip = np.round(random.normal(0, 2.4, 2) * touch.unit)
        screen = moved(dots(share, 5 * touch.unit, ANGLES[number], 0.16), int(slip[0]), int(slip[1]))
        worn = 0.97 + 0.07 * (clouds(random, screen.shape, 70 * touch.unit) - 0.5)
        light = light * (1 - np.clip(screen * worn, 0, 1)[..., None] * (1 - ink))
    return shown(light)


def _inks(touch: Touch) -> Pixels:
    named = touch.colours[:MOST]
    if not named and (count := touch.qualifiers.inks):
        known = [inks for inks in RISO if len(inks) == min(max(count, 2), MOST)]
        return hexes(*known[int(touch.random("inks").integers(len(known)))])[: max(1, count)][::-1]
    if not named:
        return hexes(*RISO[int(touch.random("inks").integers(len(RISO)))])
    inks = np.stack([colour(*one) for one in named])
    if min(lab(inks)[:, 0]) > LIGHT + 0.2 and len(named) < MOST:  # then one more prints the shadows
        inks = np.concatenate([inks, hexes("#34365c")])
    return inks


def _separated(colours: Pixels, inks: Pixels) -> Pixels:
    """Return the amounts of up to three inks whose densities add up to that of a colour: least squares, none below 0."""
    strong = lab(np.clip(colours * np.float32(0.95) + np.float32(0.03), 0, 1)) * np.array(
        [1, 0.5 * len(inks), 0.5 * len(inks)], np.float32
    )
    wanted = -np.log(np.clip(light_of_lab(strong), 0.006, 1))
    density = -np.log(np.clip(linear(inks), 0.02, 1))
    both = density @ density.T
    step = np.float32(0.9 / np.linalg.norm(both, 2))
    amounts = np.zeros((len(wanted), MOST), np.float32)
    for _ in range(14):  # gradient steps, projected back to what can be printed
        off = amounts[:, : len(inks)] @ density - wanted
        amounts[:, : len(inks)] = np.clip(amounts[:, : len(inks)] - off @ density.T * step, 0, 1)
    return amounts


def duotone(pixels: Pixels, touch: Touch) -> Pixels:
    """Print a dark and a light ink: shadows in one, lights in the other, white only in the brightest."""
    if touch.colours:
        named = sorted((colour(*one) for one in touch.colours[:2]), key=lambda one: float(lab(one)[0]))
        ends = np.stack([named[0], named[-1]] if len(named) > 1 else _pair(named[0]))
    else:
        ends = hexes(*DUOS[int(touch.random("duo").integers(len(DUOS)))])
    deep = ends[0] * np.float32(min(0.75, 0.3 / max(float(lab(ends[0])[0]), 0.1)))
    stops = np.stack([deep, ends[0], ends[1], mix(ends[1], np.ones(3, np.float32), 0.55)])
    bright = detailed(luminance(spread(pixels)), 1.3, 40 * touch.unit)
    return tones(curved(bright, 0.45), stops, (0, 0.16, 0.74, 1))


def _pair(one: Pixels) -> list[Pixels]:
    """Return one colour with a light tint where it is dark, and with a deep shade where it is light."""
    if float(lab(one)[0]) < LIGHT + 0.15:
        return [one, mix(one, np.ones(3, np.float32), 0.8)]
    return [one * np.float32(0.2), one]


def palette(pixels: Pixels, touch: Touch) -> Pixels:
    """Paint flat areas in exactly the colours that the prompt names; in five of the seed's choice if it names none."""
    few = exact(touch)
    even, known = spread(pixels), lab(few)
    calm = calmed(even, touch, 7, 3)
    wanted = lab(calm)
    bright = detailed(wanted[..., 0], 1.2, 40 * touch.unit)
    bright = mix(bright, detailed(wanted[..., 0], 1.8, 25 * touch.unit), touch.scene.face)
    # Brightness is spread over the range that these colours have: shares of the picture onto their own steps.
    steps = np.sort(known[:, 0])
    shares = np.percentile(small(bright, 200), np.linspace(4, 96, len(steps)))
    shares = np.maximum.accumulate(shares + np.arange(len(shares)) * 1e-4)
    wanted[..., 0] = np.interp(bright, shares, steps)
    wanted[..., 1:] *= 1.3
    weights = np.array([1.6, 0.55, 0.55], np.float32)
    away = np.stack([((wanted - one) ** 2 @ weights) for one in known], axis=2)
    return flat_areas(away.argmin(axis=2), few, 2 * touch.unit)


def exact(touch: Touch) -> Pixels:
    """Return the colours of the prompt, one a row: with black or white where it names only one."""
    if not touch.colours:
        count = touch.qualifiers.inks
        if count and count != len(FIVES[0]):  # those that suit the picture best
            few = lab(small(spread(touch.source), 120))
            inks = best_colours(few, count, 0.3 + 8 * hue(few)[0], touch.random("few"))
            return rgb(inks * np.array([1, 1.25, 1.25], np.float32))
        return hexes(*FIVES[int(touch.random("five").integers(len(FIVES)))])
    few = np.stack([colour(*one) for one in touch.colours])
    if len(few) > 1:
        return few
    other: Floats = np.full((1, 3), 1.0 if float(lab(few[0])[0]) < LIGHT + 0.2 else 0.05, np.float32)
    return np.concatenate([few, other])
