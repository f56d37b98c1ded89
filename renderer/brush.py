"""Paints one picture at the working size: the looks of a reading, one after the other or mixed."""

from collections.abc import Callable, Mapping

import numpy as np

from renderer import networks
from renderer.looks import Look
from renderer.palette import from_colours, saturated, toned, with_colour_of
from renderer.prompt import Reading
from renderer.raster import Pixels, blur, edges, luminance, mix, ramp, resized_pixels
from renderer.request import Speed
from renderer.touch import Touch

NETWORK_SIDES: Mapping[Speed, tuple[int, int]] = {
    "TURBO": (400, 640),
    "BALANCED": (480, 832),
    "QUALITY": (560, 1024),
}
GUESTS = (0, 2, 5, 12, 14, 23, 25)  # hands that go with all others
TINT = 0.55
# Where there is detail, finer strokes are laid over the broad ones, so that a face stays a face.
FINER: Mapping[Speed, tuple[tuple[float, float, float], ...]] = {
    "TURBO": (),
    "BALANCED": ((0.65, 0.12, 0.36),),
    "QUALITY": ((0.65, 0.06, 0.24), (0.42, 0.22, 0.5)),
}


def painted(source: Pixels, reading: Reading, seed: int, speed: Speed, at: Callable[[int], None]) -> Pixels:
    """The source in the looks that were read from the prompt."""
    touch = Touch(source, seed)
    canvas = _in_other_light(source, touch.random("light"))
    media = [look for look in reading.looks if not look.mood]
    moods = [look for look in reading.looks if look.mood]
    if not media:
        media, moods = moods[:1], moods[1:]
    early = media[0].pieces  # what is made of pieces is made last: a mood over it would blur them
    if early:
        canvas = _with_moods(canvas, moods, touch)
    at(10)
    canvas = _in_media(canvas, media, touch, speed)
    at(60)
    if not early:
        canvas = _with_moods(canvas, moods, touch)
    at(70)
    if reading.colours:
        canvas = mix(canvas, toned(canvas, from_colours(reading.colours)), TINT)
    return np.clip(canvas, 0, 1)


def _in_media(source: Pixels, media: list[Look], touch: Touch, speed: Speed) -> Pixels:
    """Two media are mixed half and half, three by thirds."""
    canvas = _in_look(source, media[0], touch, speed)
    for number, look in enumerate(media[1:], start=2):
        canvas = mix(canvas, _in_look(source, look, touch, speed), 1 / number)
    return canvas


def _with_moods(pixels: Pixels, moods: list[Look], touch: Touch) -> Pixels:
    for mood in moods:
        pixels = _finished(pixels, mood, touch)
    return pixels


def _in_look(source: Pixels, look: Look, touch: Touch, speed: Speed) -> Pixels:
    pixels = source
    for prepare in look.before:
        pixels = prepare(pixels, touch)
    if look.hands:
        paint = with_colour_of(_by_hand(pixels, look, touch, speed), pixels, look.colour)
        pixels = mix(pixels, paint, look.cover)
    return _finished(pixels, look, touch)


def _finished(pixels: Pixels, look: Look, touch: Touch) -> Pixels:
    for finish in look.after:
        pixels = finish(pixels, touch)
    return pixels


def _by_hand(pixels: Pixels, look: Look, touch: Touch, speed: Speed) -> Pixels:
    """The network's painting: broad strokes, then finer ones where there is detail."""
    random = touch.random("hand")
    stroke = look.stroke * float(random.uniform(0.8, 1.25))
    weights = _varied(look.hands, random)
    strokes = _at_stroke(pixels, weights, stroke, speed)
    busy = blur(edges(luminance(pixels)), 9 * touch.unit)
    for finer, low, high in FINER[speed]:
        strokes = mix(strokes, _at_stroke(pixels, weights, stroke * finer, speed), ramp(busy, low, high))
    return strokes


def _at_stroke(pixels: Pixels, weights: Mapping[int, float], stroke: float, speed: Speed) -> Pixels:
    """A stroke is as wide as the network makes it; on a smaller picture it is larger."""
    rows, columns = pixels.shape[:2]
    longest = max(rows, columns)
    # A small picture is enlarged first: brush strokes as wide as its face would leave nothing of it.
    side = min(max(longest / stroke, NETWORK_SIDES[speed][0] / stroke**0.5), NETWORK_SIDES[speed][1])
    height, width = max(8, round(rows * side / longest)), max(8, round(columns * side / longest))
    strokes = networks.stylise(np.clip(resized_pixels(pixels, height, width), 0, 1), weights)
    return np.clip(resized_pixels(strokes, rows, columns), 0, 1)


def _varied(hands: Mapping[int, float], random: np.random.Generator) -> dict[int, float]:
    """The same hands, a little differently mixed for each seed, and a trace of another one."""
    varied = {hand: weight * float(random.uniform(0.5, 1.5)) for hand, weight in hands.items()}
    guest = GUESTS[int(random.integers(len(GUESTS)))]
    varied[guest] = varied.get(guest, 0.0) + float(random.uniform(0, 0.25))
    return varied


def _in_other_light(source: Pixels, random: np.random.Generator) -> Pixels:
    """The source a little warmer or cooler, paler or richer: no two seeds see it alike."""
    warmth, richness, power = (
        random.uniform(-0.07, 0.07),
        random.uniform(0.85, 1.25),
        random.uniform(0.85, 1.17),
    )
    lit = source * np.array([1 + warmth, 1, 1 - warmth], np.float32)
    return saturated(np.clip(lit, 0, 1) ** np.float32(power), float(richness))
