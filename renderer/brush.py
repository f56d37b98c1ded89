"""Paints one picture at the working size: the looks of a reading, one after the other or mixed."""

from collections.abc import Callable, Mapping

import numpy as np

from renderer import finish as f
from renderer import networks
from renderer.faces import find_faces
from renderer.hands import Hand, by_hand
from renderer.looks import Look
from renderer.palette import from_colours, saturated, toned, with_colour_of
from renderer.prompt import Reading
from renderer.raster import Pixels, mix
from renderer.request import Speed
from renderer.touch import Touch

GUESTS = (0, 2, 5, 12, 14, 23, 25)  # hands that go with all others
TINT = 0.55
IN_FACES = 0.3  # how much of its own light a face keeps under the brush


def painted(source: Pixels, reading: Reading, seed: int, speed: Speed, at: Callable[[int], None]) -> Pixels:
    """The source in the looks that were read from the prompt."""
    touch = Touch(source, seed, find_faces(source))
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
    def ready(pixels: Pixels, on: Touch) -> Pixels:
        for prepare in look.before:
            pixels = prepare(pixels, on)
        return pixels

    if not look.hands:
        return _finished(ready(source, touch), look, touch)
    random = touch.random("hand")
    stroke = look.stroke * float(random.uniform(0.8, 1.25))
    weights = _varied(look.hands, random)
    hand = Hand(lambda canvas: networks.stylise(canvas, weights), stroke, look.calm)
    canvas, paint = by_hand(source, ready, hand, touch, speed)
    paint = f.faces(IN_FACES)(with_colour_of(paint, canvas, look.colour), touch)
    return _finished(mix(canvas, paint, look.cover), look, touch)


def _finished(pixels: Pixels, look: Look, touch: Touch) -> Pixels:
    for finish in look.after:
        pixels = finish(pixels, touch)
    return pixels


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
