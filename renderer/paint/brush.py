"""Paints one picture at the working size: the looks of a reading, one after the other or mixed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, get_args

import numpy as np

from renderer.paint import finish as f
from renderer.paint import networks
from renderer.paint.borrowed import Scaled, in_packs
from renderer.paint.exemplar import Exemplar, in_look_of
from renderer.paint.faces import find_faces
from renderer.paint.hand.masters import graded
from renderer.paint.hands import Hand, by_hand, with_strokes
from renderer.paint.inscription import Inscription
from renderer.paint.looks import LOOKS, Light, Look
from renderer.paint.palette import saturated, with_colour_of
from renderer.paint.palettes import Tone
from renderer.paint.prompt import Reading
from renderer.paint.qualified import FLAT, in_panels, qualified, simplified
from renderer.paint.qualities import aslant, given, shaped
from renderer.paint.raster import Pixels, mix
from renderer.paint.shades import tone
from renderer.paint.tint import inked, neutral, tinted
from renderer.paint.touch import Touch
from renderer.request import Speed

GUESTS = (0, 2, 5, 12, 14, 23, 25)  # hands that go with all others
# How much of a painting leans to the colours of the prompt, besides what is in them, and how near it comes to their brightness.
IN_PAINT, IN_PRINT = (0.3, 0.78), (0.75, 0.85)
IN_AIR = (0.3, 0.15)  # of weather: "icy blue frost", "orange haze"
DRAWN = frozenset({"ink", "pencil", "charcoal", "engraving", "woodcut"})
LINES = DRAWN | {"line_art"}
LINED = 0.22  # how light the darkest line over paint is
ADDED = 0.5  # how much a medium of the prompt shows over the look of a picture
SETTLED = 0.8  # how much of its colours a painting keeps under another of the same look
BRIEFLY = 0.25  # how much of the same air, hour or film is laid over a picture that has it
THINNER = 0.5  # how much of a hand's painting shows on one of the same look
CALMER = 0.35  # how much less the light turns on what was painted: from one to the next it would run away
ORDER: Final[tuple[Light, ...]] = get_args(Light)
# How much of its colours stays in the weather that comes with it.
OF_THE_HOUR, OF_THE_SEASON = 0.65, 0.5
USUAL = 0.9  # how much of a painting shows at the usual strength
SHADED, LIT_AS_IT = 0.85, 0.25  # how near to a palette its colours come, and their brightness
IN_FACES = 0.3  # how much of its own light a face keeps under the brush


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be painted, besides the source."""

    reading: Reading
    seed: int
    speed: Speed
    strength: float = 1.0  # how much of the painting shows
    packs: tuple[Scaled, ...] = ()
    exemplar: Exemplar | None = None
    again: tuple[Inscription, ...] = ()  # what is on the source already, and wanted again
    painted: tuple[str, ...] = ()  # the looks in which the source was painted before, one after the other

    @property
    def shown(self) -> bool:
        """Return whether it was shown how the picture shall look, so that no look is invented."""
        return bool(self.packs) or self.exemplar is not None

    @property
    def whole(self) -> bool:
        """Return whether one of the looks takes the strength itself, so that the painting is not blended later."""
        whole = any(look.whole for looks in _media_and_moods(self) for look in looks)
        return whole or self.reading.qualifiers.reshapes

    @property
    def light(self) -> bool:
        """Return whether only light, air and film are other than they were."""
        return not self.shown and all(look.light for looks in _media_and_moods(self) for look in looks)


def painted(source: Pixels, task: Task, at: Callable[[int], None]) -> Pixels:
    """Return the source in the look of a picture, then in those that were read from the prompt and those of packs."""
    reading = task.reading
    if reading.qualifiers.panels and "warhol" not in reading.names:  # which is panels already
        return in_panels(
            source, reading.qualifiers.panels, reading.names, lambda part, number: _panel(part, number, task)
        )
    # What is printed in one of them is printed in a colour: black and white are others beside it.
    colours = tuple(sorted((tone(name) for name in reading.colours), key=neutral))
    source = aslant(source) if reading.qualifiers.tilt else source
    # Flat colours show every trace of a photograph: such looks rise earlier.
    share = 1 - (1 - task.strength) ** 2 if task.whole else 1.0
    exact = tuple(tone(name) for name in reading.colours if name.startswith("#"))
    touch = Touch(
        source,
        task.seed,
        find_faces(source),
        share,
        colours,
        exact,
        reading.qualifiers,
        lined=bool(LINES & {*reading.names}),
    )
    source = shaped(simplified(source, touch), touch)
    lit = canvas = _in_other_light(source, touch.random("light"), CALMER if task.painted else 1.0)
    media, moods = _media_and_moods(task)
    before = [LOOKS[name] for name in task.painted if name in LOOKS]
    last = (
        bool(media) and media[0].pieces
    )  # what is made of pieces is made last: a mood over it would blur them
    at(10)
    if task.exemplar:
        canvas = mix(source, in_look_of(task.exemplar, canvas, touch, task.speed), share)
        lit = canvas
    if not last:
        over = ADDED if task.exemplar else 1.0
        canvas = mix(canvas, _in_media(canvas, media, before, touch, task.speed), over)
    at(40)
    if task.packs:
        canvas = mix(canvas, in_packs(canvas, lit, task.packs, touch, task.speed), share)
    at(55)
    canvas = _with_moods(canvas, moods, before, _after(touch, canvas, media[0]) if media else touch)
    if last:
        canvas = _in_media(canvas, media, before, touch, task.speed)
    at(70)
    for shade in task.reading.shades:
        canvas = mix(canvas, graded(shade, SHADED, LIT_AS_IT)(canvas, touch), share)
    looks = [*media, *moods]
    if colours and len(exact) < 2 and not _has_its_colours(media, moods):  # noqa: PLR2004 - a palette, which is kept to below
        canvas = mix(canvas, _in_colours(canvas, colours, looks, reading.names), share)
    if reading.qualifiers.said or len(exact) > 1:
        canvas = mix(canvas, given(qualified(canvas, touch, reading.names), touch), min(1.0, share / USUAL))
    return np.clip(canvas, 0, 1)


def _panel(part: Pixels, number: int, task: Task) -> Pixels:
    """Return one of several panels painted, each by another seed."""
    alone = replace(task.reading, qualifiers=replace(task.reading.qualifiers, panels=None))
    return painted(part, replace(task, reading=alone, seed=task.seed + 101 * number), lambda _percent: None)


def _has_its_colours(media: list[Look], moods: list[Look]) -> bool:
    """Return whether named colours tint nothing: they are its inks, over which no other light lies, or of things on a film."""
    looks = [*media, *moods]
    inks = any(look.inks for look in media) and not moods
    return inks or (bool(looks) and all(look.light == "film" for look in looks))


def _in_colours(canvas: Pixels, colours: Sequence[Tone], looks: list[Look], names: Sequence[str]) -> Pixels:
    """Return a painting in the colours of the prompt: a print's inks, a drawing's lines, paint among other paint, tinted air."""
    if DRAWN & {*names}:
        return inked(canvas, colours)
    least, light = IN_AIR if all(look.light for look in looks) else IN_PRINT if FLAT & {*names} else IN_PAINT
    return tinted(canvas, colours, least, light)


def _media_and_moods(task: Task) -> tuple[list[Look], list[Look]]:
    """Return media and moods, a mood alone as a medium. Where it was shown how it shall look, no look is invented."""
    looks = task.reading.looks if task.reading.named or not task.shown else []
    media = [look for look in looks if not look.mood]
    moods = sorted((look for look in looks if look.mood), key=lambda look: ORDER.index(look.light or "air"))
    return (media, moods) if media or task.shown else (moods[:1], moods[1:])


def _in_media(source: Pixels, media: list[Look], painted: list[Look], touch: Touch, speed: Speed) -> Pixels:
    """Two paints are mixed half and half, three by thirds, and lines drawn over them.

    What is made of flat areas or of pieces stays alone: laid over another it would be a double exposure.
    """
    lines = [look for look in media if look.lines]
    paints = [look for look in media if not look.lines]
    if any(look.whole for look in paints):
        paints = [next(look for look in paints if look.whole)]
    canvas = source
    for number, look in enumerate(paints or lines[:1], start=1):
        canvas = mix(canvas, _in_medium(source, look, painted, touch, speed), 1 / number)
    for look in lines if paints else lines[1:]:
        canvas = _lined(canvas, _in_medium(source, look, painted, touch, speed))
    return canvas


def _in_medium(source: Pixels, look: Look, painted: list[Look], touch: Touch, speed: Speed) -> Pixels:
    """Return the source in one medium. What was painted in it already is painted in it thinly."""
    again = touch.where_painted(look in painted)
    made = _in_look(source, look, again, speed)
    if look.hands and again.again:
        made = mix(source, with_colour_of(made, source, SETTLED), THINNER)
    if look.light and again.again:  # twice through the same air or film would be too much of it
        made = mix(source, made, BRIEFLY)
    return made if look.whole else mix(source, made, touch.strength)


def _lined(paint: Pixels, drawn: Pixels) -> Pixels:
    """Return paint with a drawing over it, whose paper is taken for nothing: lines darken, and never all to black."""
    paper = np.percentile(drawn.reshape(-1, 3), 90, axis=0).astype(np.float32)
    ink = np.clip(drawn / np.maximum(paper, np.float32(0.05)), 0, 1)
    return paint * (LINED + (1 - LINED) * ink)


def _with_moods(pixels: Pixels, moods: list[Look], painted: list[Look], touch: Touch) -> Pixels:
    for mood in moods:
        again = touch.where_painted(mood in painted)
        made = _finished(pixels, mood, again)
        if mood.light and again.again:
            made = mix(pixels, made, BRIEFLY)
        pixels = made if mood.whole else mix(pixels, made, touch.strength)
        touch = _after(touch, pixels, mood)
    return pixels


def _after(touch: Touch, pixels: Pixels, look: Look) -> Touch:
    """Return what is known of a picture after a look: another season or hour, or that it is of paint or ink by now."""
    if look.light is None and not look.mood:
        return touch.on_paper()
    if look.light not in {"season", "hour"}:
        return touch
    kept = OF_THE_HOUR if look.sky else OF_THE_SEASON if look.light == "season" else 0.0
    return touch.later(pixels, look.dark, sky=look.sky, kept=kept)


def _in_look(source: Pixels, look: Look, touch: Touch, speed: Speed) -> Pixels:
    def ready(pixels: Pixels, on: Touch) -> Pixels:
        for prepare in look.before:
            pixels = prepare(pixels, on)
        return pixels

    if not look.hands:
        return _finished(ready(source, touch), look, touch)
    random = touch.random("hand")
    stroke = look.stroke * float(random.uniform(0.75, 1.35)) * touch.qualifiers.breadth
    weights = _varied(look.hands, random)
    hand = Hand(lambda canvas: networks.stylise(canvas, weights), stroke, look.calm, look.brush)
    canvas, paint = by_hand(source, ready, hand, touch, speed)
    skin = (
        0.6 * (1 - look.colour) * min(1, 3 * look.colour)
    )  # where colours count at all, skin keeps more of its own
    colour = look.colour + touch.in_faces(skin)
    paint = f.faces(IN_FACES)(with_colour_of(paint, canvas, colour), touch)
    return _finished(with_strokes(paint, source, hand, touch, look.cover), look, touch)


def _finished(pixels: Pixels, look: Look, touch: Touch) -> Pixels:
    for finish in look.after:
        pixels = finish(pixels, touch)
    return pixels


def _varied(hands: Mapping[int, float], random: np.random.Generator) -> dict[int, float]:
    """Return the same hands, a little differently mixed for each seed, and a trace of another one."""
    varied = {hand: weight * float(random.uniform(0.5, 1.5)) for hand, weight in hands.items()}
    guest = GUESTS[int(random.integers(len(GUESTS)))]
    varied[guest] = varied.get(guest, 0.0) + float(random.uniform(0, 0.25))
    return varied


def _in_other_light(source: Pixels, random: np.random.Generator, turn: float) -> Pixels:
    """Return the source a little warmer or cooler, paler or richer: no two seeds see it alike."""
    warmth, richness, power = (random.uniform(-span, span) * turn for span in (0.11, 0.25, 0.22))
    lit = source * np.array([1 + warmth, 1, 1 - warmth], np.float32)
    return saturated(np.clip(lit, 0, 1) ** np.float32(1 + power), float(1 + richness))
