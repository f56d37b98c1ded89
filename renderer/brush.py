"""Paints one picture at the working size: the looks of a reading, one after the other or mixed."""

from collections.abc import Callable, Mapping

import numpy as np

from renderer import networks
from renderer.looks import Look
from renderer.palette import from_colours, toned, with_colour_of
from renderer.prompt import Reading
from renderer.raster import Pixels, blur, edges, luminance, mix, ramp, resized_pixels
from renderer.request import Speed
from renderer.touch import Touch

FINEST, COARSEST = 0.7, 2.4
TINT = 0.55
# Where there is detail, finer strokes are laid over the broad ones, so that a face stays a face.
FINER: Mapping[Speed, tuple[tuple[float, float, float], ...]] = {
    "TURBO": (),
    "BALANCED": ((0.6, 0.12, 0.36),),
    "QUALITY": ((0.65, 0.06, 0.24), (0.42, 0.22, 0.5)),
}


def painted(source: Pixels, reading: Reading, seed: int, speed: Speed, at: Callable[[int], None]) -> Pixels:
    """The source in the looks that were read from the prompt."""
    touch = Touch(source, seed)
    media = [look for look in reading.looks if not look.mood]
    moods = [look for look in reading.looks if look.mood]
    ground, over = (media, moods) if media else (moods[:1], moods[1:])
    canvas = _in_look(source, ground[0], touch, speed)
    for number, look in enumerate(ground[1:], start=1):
        at(10 + 20 * number)
        canvas = mix(canvas, _in_look(source, look, touch, speed), 0.5 / number)
    at(60)
    for mood in over:
        canvas = _finished(canvas, mood, touch)
    at(70)
    if reading.colours:
        canvas = mix(canvas, toned(canvas, from_colours(reading.colours)), TINT)
    return np.clip(canvas, 0, 1)


def _in_look(source: Pixels, look: Look, touch: Touch, speed: Speed) -> Pixels:
    pixels = source
    for prepare in look.before:
        pixels = prepare(pixels, touch)
    if look.hands:
        strokes = with_colour_of(_by_hand(pixels, look, touch, speed), pixels, look.colour)
        pixels = strokes
    return _finished(pixels, look, touch)


def _finished(pixels: Pixels, look: Look, touch: Touch) -> Pixels:
    for finish in look.after:
        pixels = finish(pixels, touch)
    return pixels


def _by_hand(pixels: Pixels, look: Look, touch: Touch, speed: Speed) -> Pixels:
    """The network's painting: broad strokes, then finer ones where there is detail."""
    random = touch.random("hand")
    stroke = look.stroke * float(random.uniform(0.85, 1.2)) * (1.3 if speed == "TURBO" else 1.0)
    weights = _varied(look.hands, random)
    strokes = _at_stroke(pixels, weights, stroke)
    busy = blur(edges(luminance(pixels)), 9 * touch.unit)
    for finer, low, high in FINER[speed]:
        strokes = mix(strokes, _at_stroke(pixels, weights, stroke * finer), ramp(busy, low, high))
    return strokes


def _at_stroke(pixels: Pixels, weights: Mapping[int, float], stroke: float) -> Pixels:
    """A stroke is as wide as the network makes it; on a smaller picture it is larger."""
    rows, columns = pixels.shape[:2]
    size = max(float(np.clip(stroke, FINEST, COARSEST)), max(rows, columns) / networks.LARGEST)
    if size <= 1:
        return networks.stylise(pixels, weights)
    small = resized_pixels(pixels, max(24, int(rows / size)), max(24, int(columns / size)))
    return np.clip(resized_pixels(networks.stylise(small, weights), rows, columns), 0, 1)


def _varied(hands: Mapping[int, float], random: np.random.Generator) -> dict[int, float]:
    """The same hands, a little differently mixed for each seed, and a trace of another one."""
    varied = {hand: weight * float(random.uniform(0.6, 1.4)) for hand, weight in hands.items()}
    guest = (0, 2, 5, 12, 14, 23, 25)[int(random.integers(7))]
    varied[guest] = varied.get(guest, 0.0) + float(random.uniform(0, 0.16))
    return varied
