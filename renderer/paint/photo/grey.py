"""Photographs without colour, or with one: black and white, noir, infrared, all but one colour taken away."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from renderer.paint.colour import apart, hue, in_hue, lab, linear, rgb, shown
from renderer.paint.filters import FINE, curved, detailed, gaussian, guided, smoothed, spread
from renderer.paint.palettes import Tone
from renderer.paint.photo.grain import glowing, grained
from renderer.paint.photo.studio import key_light
from renderer.paint.raster import Floats, Pixels, Plane, colour, grey, luminance, mix, ramp
from renderer.paint.tools.tone import brightest
from renderer.paint.touch import Touch

LEAF: Final = 122  # degrees of OKLab
GREY: Final = 0.02  # mean difference of channels in what has no colour
STRONG: Final = 0.05  # chroma from which a named colour has a hue to be looked for


def in_grey(pixels: Pixels, red: float, green: float, blue: float) -> Plane:
    """Return how bright a film without colour makes a picture that is as sensitive to each."""
    return shown(linear(pixels) @ np.array([red, green, blue], np.float32))


def black_and_white(pixels: Pixels, touch: Touch) -> Pixels:
    """Return a print in black, white and neutral grey, with its middle tones brought out; one colour where one is named."""
    if touch.colours:
        return one_colour(pixels, touch)
    if (
        float(np.ptp(pixels[::8, ::8], axis=2).mean())
        < GREY
        < float(np.ptp(touch.source[::8, ::8], axis=2).mean())
    ):
        return pixels  # another look has made it so already
    bright = detailed(in_grey(spread(pixels), 0.42, 0.48, 0.10), 1.35, 40 * touch.unit)
    return grained(grey(curved(bright, 0.45)), touch, 0.35)


def noir(pixels: Pixels, touch: Touch) -> Pixels:
    """Return one hard light on the subject, and night around it; faces stay lit."""
    unit = touch.unit
    bright = detailed(in_grey(spread(pixels), 0.22, 0.62, 0.16), 1.3, 90 * unit)  # more red would burn faces
    made = grey(curved(shown(linear(curved(bright, 0.7)) * key_light(touch, 0.16) * 1.05), 0.55))
    return grained(glowing(made, 14 * unit, 0.5, 0.6), touch, 0.55, 1.6)


def infrared(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what infrared film sees: leaves white, the sky nearly black, skin pale, lights that bloom."""
    scene, unit = touch.scene, touch.unit
    even, light = spread(pixels), linear(spread(pixels))
    chroma, degrees = hue(scene.colours)
    leaves = (
        ramp(-apart(degrees, LEAF), -52, -22)
        * ramp(chroma, 0.015, 0.045)
        * (1 - scene.sky)
        * (1 - scene.face)
    )
    leaves = np.clip(guided(luminance(even), leaves, 6 * unit, 1e-3), 0, 1)
    bright = np.maximum(light @ np.array([1.15, 0.25, -0.4], np.float32), 0)
    bright = bright * np.float32(min(1.0, 0.62 / max(float(np.percentile(bright[::8, ::8], 88)), 1e-3)))
    bright = np.minimum(bright, 1)
    lit = np.clip(brightest(light) * 2.1 + 0.16, 0, 1) ** np.float32(0.62)
    bright = bright + (lit - bright) * leaves * 0.96
    if scene.outdoors:
        bright = bright * (1 - scene.sky * (0.86 - 0.35 * scene.down))  # darkest above
    skin = np.clip(light[..., 0] * 0.8 + 0.05, 0, 1)
    made = shown(bright + (skin - bright) * scene.face * 0.75)
    glow = gaussian(np.clip(made - 0.55, 0, 1), 16 * unit)
    made = 1 - (1 - curved(detailed(made, 1.25, 40 * unit), 0.25)) * (
        1 - glow * 0.75 * (1 - 0.7 * scene.face)
    )
    return grained(grey(made), touch, 0.4, 1.5)


def aerochrome(pixels: Pixels, touch: Touch) -> Pixels:
    """Return what false colour infrared film sees: leaves and grass crimson and pink, skies and water deep and cold."""
    scene, unit = touch.scene, touch.unit
    chroma, degrees = hue(scene.colours)
    leaves = (
        ramp(-apart(degrees, LEAF), -55, -24)
        * ramp(chroma, 0.015, 0.045)
        * (1 - scene.sky)
        * (1 - scene.face)
    )
    leaves = np.clip(guided(luminance(touch.source), leaves, 6 * unit, 1e-3), 0, 1)
    even = lab(spread(pixels))
    bright = even[..., 0]
    depth = np.clip(0.06 + 1.1 * chroma, 0, 0.2)
    red = in_hue(np.clip(bright * 1.02 + 0.05, 0, 1), depth, 6 - 12 * ramp(bright, 0.4, 0.9))
    rest = in_hue(
        bright * 0.96,
        np.minimum(chroma * 1.05 + 0.012, 0.2),
        degrees - 14 * ramp(-apart(degrees, 250), -70, -50),
    )
    # All lights are a little pink; cloth and coats are much more so, which is seen where no leaves are.
    few = 1 - _step(float(leaves.mean()), 0.06, 0.2)
    rest[..., 1] += (0.035 + 0.05 * few) * ramp(bright, 0.25, 0.9) * (1 - scene.sky) * (1 - 0.6 * scene.face)
    cloth = few * ramp(0.1 - chroma, 0, 0.06) * (1 - scene.sky) * (1 - scene.face)
    rest = mix(
        rest, in_hue(np.clip(bright * 0.9 + 0.16, 0, 1), 0.1 + 0 * bright, 358 + 0 * bright), 0.75 * cloth
    )
    made = rgb(mix(rest, red, leaves))
    return grained(glowing(curved(made, 0.25), 12 * unit, 0.3, 0.75), touch, 0.35)


def _step(value: float, low: float, high: float) -> float:
    return float(np.clip((value - low) / (high - low), 0, 1))


def one_colour(pixels: Pixels, touch: Touch) -> Pixels:
    """Return one colour in a picture that has no other: the named one, or the picture's strongest."""
    unit, calm = touch.unit, lab(smoothed(touch.source, 7 * touch.unit, 0.002))
    chroma, degrees = hue(calm)
    cover = np.zeros(chroma.shape, np.float32)
    rich = ramp(chroma / (0.25 + calm[..., 0]), 0.05, 0.1)  # dark colours are colours with less chroma
    named = [_nearest(one, chroma, degrees) for one in _hues(touch.colours)]
    for middle in named or [_strongest(chroma * (0.15 + touch.scene.subject), degrees)]:
        width = 21 if 5 < middle < 95 else 32  # noqa: PLR2004 - red, orange, yellow are near each other
        cover = np.maximum(cover, ramp(-apart(degrees, middle), -width - 5, -width + 5) * rich)
    cover *= 1 - 0.95 * touch.scene.face * (
        1 - ramp(chroma, 0.13, 0.17)
    )  # skin is no colour that anybody means
    cover = np.clip(
        guided(luminance(touch.source), gaussian(cover, 1), 4 * unit, 4e-4, FINE) * 1.15 - 0.05, 0, 1
    )
    bright = curved(detailed(in_grey(spread(pixels), 0.3, 0.6, 0.1), 1.25, 40 * unit), 0.35)
    kept = rgb(lab(pixels) * np.array([1, 1.18, 1.18], np.float32))
    return grained(mix(grey(bright), kept, cover), touch, 0.3)


def _hues(tones: Sequence[Tone]) -> list[float]:
    named = [hue(lab(colour(*tone))) for tone in tones]
    return [float(degrees) for chroma, degrees in named if float(chroma) > STRONG]


def _nearest(named: float, chroma: Plane, degrees: Floats) -> float:
    """Return the hue that things have which are called by a named one: yellow petals are nearly orange."""
    aside = (degrees - named + 180) % 360 - 180
    weights = chroma * ramp(chroma, 0.05, 0.14) * ramp(-np.abs(aside), -38, -16)
    total = float(weights.sum())
    return named + float((weights * aside).sum()) / total if total > 1 else named


def _strongest(chroma: Plane, degrees: Floats) -> float:
    """Return the hue that most of the picture's colour has."""
    weights = (chroma * ramp(chroma, 0.05, 0.14)).ravel()
    counts = np.bincount((degrees.ravel() / 10).astype(np.intp) % 36, weights, 36)
    counts = counts + 0.5 * (np.roll(counts, 1) + np.roll(counts, -1))
    return float(np.argmax(counts) * 10 + 5)
