"""Dry points on paper: pencil, charcoal, coloured pencil."""

from collections.abc import Sequence

import numpy as np

from renderer.paint.palette import contrasted, saturated
from renderer.paint.raster import Pixels, Plane, colour, luminance, mix, ramp
from renderer.paint.tools.motif import Motif, Pair
from renderer.paint.tools.sheet import hatch, inked, over, reached, softened, strayed, tooth, unhatched, wrist
from renderer.paint.tools.smooth import between, evened, gauss, warped
from renderer.paint.tools.streams import Streams
from renderer.paint.tools.tone import brightest, darkest
from renderer.paint.touch import Touch

DUST = np.array([0.34, 0.30, 0.29], np.float32)
SHEET = (250, 248, 243)
GRAPHITE = (((44, 44, 50), SHEET), ((52, 48, 48), (246, 241, 230)), ((40, 44, 54), (243, 245, 247)))
TONED = (((22, 20, 20), (217, 201, 178)), ((20, 20, 22), (205, 203, 198)), ((22, 22, 24), (186, 194, 198)))
RED_CHALK = (
    ((128, 50, 32), (238, 222, 194)),
    ((146, 62, 40), (230, 212, 186)),
    ((112, 44, 30), (226, 206, 178)),
)
RED_DUST = np.array([0.80, 0.52, 0.42], np.float32)
NEGATIVE, NEGATIVE_DUST = (((0, 0, 0), (255, 255, 255)),), np.full(3, 0.4, np.float32)
SLATES = ((50, 72, 64), (54, 60, 66), (44, 76, 60))


def pencil(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in graphite: rubbed tone, two hatchings of the wrist, one along the form, contours; it ends in open strokes."""
    motif = Motif(unhatched(pixels, touch), touch)
    random, unit = motif.random("pencil"), motif.unit
    local = (motif.tone - gauss(motif.tone, 14 * unit)) * (0.35 + 0.4 * motif.skin)
    tone: Plane = np.clip(motif.tone + local, 0, 1)
    grain, hand = tooth(random, motif, 1.15), wrist(motif, random, 0.35)
    wide = motif.chosen_between("point", 1.2, 2.2)
    first, second = hatch(motif, random, hand, wide), hatch(motif, random, hand + np.float32(0.8), wide)
    form = hatch(motif, random, motif.streams, 2.4)
    dark = between(1 - tone, motif.full(motif.streams.smear(motif.halved(1 - tone))), 0.3)
    rubbed = ramp(gauss(dark, 5 * unit), 0.35, 1.2) * 0.3
    ink = over(rubbed, ramp(dark * 1.2 + (first - 0.5) * 0.75, 0.34, 1.05) * (0.34 + 0.30 * first))
    ink = over(ink, ramp(dark * 1.2 + (second - 0.5) * 0.75, 0.66, 1.30) * (0.30 + 0.45 * second))
    ink = over(ink, ramp(dark * 1.1 + (form - 0.5) * 0.60, 0.55, 1.20) * (0.28 + 0.45 * form))
    line = motif.contour(0.95)
    ink = over(np.clip(ink * (0.86 + 0.28 * grain), 0, 1), line * (0.62 + 0.38 * grain) * 0.85)
    done = reached(motif, random, 80, 1.8) + strayed(motif, random, 4) * 1.5
    ink = ink * np.maximum(ramp(done, 0.25, 0.85), line * ramp(done, -0.1, 0.6) * 0.55)
    return inked(ink * 0.95, *motif.sheet(GRAPHITE))


def charcoal(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw with the side of the stick: rubbed masses, strokes along the form, solid blacks, chalk lights on warm paper."""
    return _with_a_stick(Motif(unhatched(pixels, touch), touch), TONED, DUST)


def sanguine(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in red chalk on cream paper, heightened with white, as the Carracci and Watteau did."""
    return _with_a_stick(Motif(unhatched(pixels, touch), touch), RED_CHALK, RED_DUST)


def chalkboard(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw in chalk on a wiped slate: what is light is chalk, a little of it coloured."""
    motif = Motif(1 - unhatched(pixels, touch), touch)
    ink = 1 - luminance(_with_a_stick(motif, NEGATIVE, NEGATIVE_DUST, heightened=False))
    wiped = 0.78 + 0.44 * motif.hills(motif.random("wiped"), 200, 3)
    slate = colour(*motif.choice("slate", SLATES)) * wiped[..., None]
    vivid = np.clip(saturated(touch.source, 1.7) * np.float32(0.45) + np.float32(0.55), 0, 1)
    chalk = mix(np.full_like(vivid, 0.95), motif.full(motif.streams.smear(motif.halved(vivid))), 0.6)
    return mix(slate, chalk, np.clip(ink * 0.98 - 0.08, 0, 1))


def _with_a_stick(
    motif: Motif, sheets: Sequence[Pair], dust_tint: Pixels, *, heightened: bool = True
) -> Pixels:
    random, unit = motif.random("charcoal"), motif.unit
    tone: Plane = np.clip(motif.tone + (motif.tone - gauss(motif.tone, 18 * unit)) * 0.45, 0, 1)
    grain, hand, rough = tooth(random, motif, 1.5), wrist(motif, random, 0.5), 1 - motif.skin * 0.65
    long = Streams(motif.angle, 1.5, 4, 3)
    smeared = motif.full(long.smear(gauss(motif.halved(tone), 1.5)))
    mass = between(between(gauss(tone, 8 * unit), smeared, 0.7), tone, motif.skin * 0.5 + 0.1)
    dark = 1 - mass
    side = hatch(motif, random, Streams(hand, base=4, doublings=4), 5.0, 0.5)
    across = hatch(motif, random, hand + np.float32(0.5), 3.0, 0.5)
    form = hatch(motif, random, long, 4.0, 0.5)
    ink = ramp(dark, 0.22, 1.0) * (0.66 + 0.1 * motif.skin)
    broad = dark * 1.25 + ((side - 0.5) * 0.8 + (grain - 0.5) * 0.5) * rough
    ink = over(ink, ramp(broad, 0.50, 1.20) * 0.72)
    strokes = dark * 1.20 + ((form - 0.5) * 0.7 + (grain - 0.5) * 0.4) * rough
    ink = over(ink, ramp(strokes, 0.58, 1.25) * 0.70)
    ink = over(ink, motif.blacks(tone, 2.2, 12, 0.30, 6) * 0.8 * (0.75 + 0.25 * across))
    ink = over(ink, motif.contour(1.9) * 0.85 * ramp(grain, 0.02, 0.45))
    done = ramp(
        reached(motif, random, 90, 1.8) + strayed(motif, random, 9) * 1.3 + (grain - 0.5) * 0.5, 0.2, 1.0
    )
    ink = ink * (0.10 + 0.90 * done)
    dust = np.clip(gauss(ink, 22 * unit) * 0.22 * (0.6 + 0.8 * side), 0, 1)
    black, sheet = motif.sheet(sheets)
    paper = sheet * (1 + (grain - 0.5) * 0.07)[..., None]
    drawn = mix(mix(paper, paper * dust_tint, dust), black, np.clip(ink, 0, 1) * 0.97)
    if not heightened:
        return drawn
    light = ramp(tone + (tone - gauss(tone, 45 * unit)) * 0.5 + (across - 0.5) * 0.25, 0.84, 1.14)
    chalk = light * between(ramp(grain, 0.15, 0.6), 1.0, motif.skin * 0.6) * 0.8 * done
    return mix(drawn, colour(252, 249, 242), chalk)


def coloured_pencil(pixels: Pixels, touch: Touch) -> Pixels:
    """Draw a light layer of the pure colour, a firm one across it, warm over warm, and a dark one along the form."""
    motif = Motif(unhatched(pixels, touch), touch)
    random = motif.random("crayon")
    # A pencil's darkest is no black: shadows are violet and blue.
    lifted = saturated(contrasted(motif.lit, 0.1), 1.45) * np.float32(0.84) + np.array(
        [0.10, 0.09, 0.15], np.float32
    )
    seen = motif.kept(np.clip(lifted, 0, 1))
    grain, hand = tooth(random, motif, 1.3), wrist(motif, random, 0.5)
    one, two = hatch(motif, random, hand, 1.9), hatch(motif, random, hand + np.float32(0.7), 1.7)
    three = motif.full(evened(motif.streams.smear(random.random(motif.half.shape[:2], dtype=np.float32))))
    soft = motif.full(motif.streams.smear(motif.halved(seen)))
    dark, rich, rough = 1 - luminance(seen), brightest(seen) - darkest(seen), grain - np.float32(0.5)
    light = ramp(np.maximum(dark, rich * 0.9) * 1.1 + (one - 0.5) * 0.7 + rough * 0.5, 0.02, 0.75) * 0.8
    firm = ramp(np.maximum(dark * 0.9, rich * 0.55) + (two - 0.5) * 0.7 + rough * 0.5, 0.30, 0.95) * 0.64
    deep = ramp(dark + (three - 0.5) * 0.5 + rough * 0.4, 0.55, 1.1) * 0.9
    first, second, third = (softened(layer, motif, 2.2, 0.55) for layer in (light, firm, deep))
    paper = colour(*SHEET)
    pure = np.clip(seen / (brightest(seen) + np.float32(0.03))[..., None], 0, 1)
    pure = np.clip(mix(pure, soft, 0.55), 0, 1)
    warm, cool = np.array([1, 0.86, 0.80], np.float32), np.array([0.82, 0.88, 1], np.float32)
    turn = np.where((soft[..., 0] > soft[..., 2])[..., None], warm, cool)
    made = mix(paper, paper * pure, first)
    made = mix(made, np.clip(soft * turn, 0, 1), second)
    made = mix(made, np.clip(seen * np.array([0.62, 0.59, 0.72], np.float32), 0, 1), third * np.float32(0.85))
    line = motif.contour(0.9) * 0.75 * (0.5 + 0.5 * grain) * (1 - motif.skin * 0.4)
    made = mix(made, seen * np.float32(0.42), line)
    paper = colour(*touch.qualifiers.ground) if touch.qualifiers.ground else paper
    return mix(
        paper, made, ramp(reached(motif, random, 70, 1.8) + strayed(motif, random, 3) * 1.3, 0.2, 0.95)
    )


def wax(pixels: Pixels, touch: Touch) -> Pixels:
    """Scribble with a child's wax crayons: few pure colours, broad swings that leave paper bare, thick wavering outlines."""
    motif = Motif(unhatched(pixels, touch), touch)
    random, unit = motif.random("wax"), motif.unit
    seen = motif.full(motif.calmed(16, keep=0.5))
    bright = luminance(seen)
    step = np.clip((np.floor(bright * 4) + 0.5) / 4, 0.16, 0.86)
    pure = saturated(np.clip(seen * ((step + 0.08) / (bright + 0.08))[..., None], 0, 1), 1.75)
    grain = tooth(random, motif, 1.8)
    swings = strayed(motif, random, 7) + (strayed(motif, random, 5) - 0.1) * 0.6
    firm = ramp(1 - brightest(pure) * 0.4 - darkest(pure) * 0.6, 0.02, 0.35)
    laid = ramp(swings * 1.2 + (grain - 0.5) * 0.9 + 0.14 + 0.75 * firm, 0.1, 0.6) * (0.3 + 0.7 * firm)
    laid = np.maximum(laid, motif.skin * 0.75)
    made = mix(np.broadcast_to(colour(*SHEET), pixels.shape), pure, laid)
    down, right = ((motif.hills(random, 40, 2) - np.float32(0.5)) * np.float32(9 * unit) for _ in range(2))
    line = np.maximum(motif.contour(3.4), motif.contour(1.4) * motif.skin)
    line = np.asarray(warped(line[..., None], down, right)[..., 0] * ramp(grain, 0.05, 0.5), np.float32)
    return mix(made, pure * np.array([0.3, 0.27, 0.36], np.float32), np.clip(line * 1.1, 0, 0.95))
