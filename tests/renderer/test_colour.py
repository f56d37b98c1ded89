"""Colour as light and in OKLab goes there and back, and a palette's areas have only its colours."""

import numpy as np
import pytest

from renderer.paint.colour import apart, hexes, hue, lab, linear, mapped, rgb, shown, tones
from renderer.paint.filters import curved, detailed, evened, gaussian, guided, smoothed, spread
from renderer.paint.inks import best_colours, flat_areas, nearest_colours
from renderer.paint.raster import luminance

COLOURS = np.random.default_rng(1).random((40, 30, 3), dtype=np.float32)


def test_light_and_oklab_come_back_as_they_were() -> None:
    assert np.allclose(shown(linear(COLOURS)), COLOURS, atol=1e-3)
    assert np.allclose(rgb(lab(COLOURS)), COLOURS, atol=3e-3)


def test_oklab_says_what_its_author_says_of_red() -> None:
    red = lab(hexes("#ff0000"))[0]
    assert np.allclose(red, (0.628, 0.225, 0.126), atol=2e-3)
    assert float(apart(hue(red)[1], 389.2)) < 1


def test_a_map_of_colours_is_what_it_maps() -> None:
    assert np.allclose(mapped(COLOURS, lambda colours: colours), COLOURS, atol=0.01)
    assert np.allclose(mapped(COLOURS, lambda colours: 1 - colours), 1 - COLOURS, atol=0.01)


def test_tones_begin_and_end_with_their_stops() -> None:
    made = tones(np.array([[0, 1]], np.float32), hexes("#14213d", "#ff7f6b"))
    assert np.allclose(made[0], hexes("#14213d", "#ff7f6b"), atol=4e-3)


def test_a_guided_filter_smooths_but_keeps_edges() -> None:
    step = np.zeros((64, 64), np.float32)
    step[:, 32:] = 0.8
    rough = step + np.random.default_rng(2).normal(0, 0.03, step.shape).astype(np.float32)
    made = guided(rough, rough, 6, 0.01)
    assert made[:, :24].std() < rough[:, :24].std() / 2
    assert made[:, 34].mean() - made[:, 29].mean() > 0.7
    assert np.abs(gaussian(step, 5)[:, 32] - 0.4).max() < 0.1


@pytest.mark.parametrize("shape", [(9, 8, 3), (8, 200, 3), (300, 40, 3)])
@pytest.mark.parametrize("tone", [0.0, 0.5, 1.0])
def test_filters_leave_plain_pictures_of_any_shape_plain(shape: tuple[int, ...], tone: float) -> None:
    plain = np.full(shape, tone, np.float32)
    for made in (
        smoothed(plain, 5),
        spread(plain),
        evened(plain, 0.5, 40),
        curved(plain, 0.4),
        gaussian(plain, 9, 3),
    ):
        assert made.shape == shape
        assert float(made.std()) < 1e-3
    assert float(detailed(luminance(plain), 1.4, 40).std()) < 1e-3


def test_the_best_colours_are_those_of_the_picture_and_flat_areas_have_no_others() -> None:
    own = hexes("#c8102e", "#f4efe2", "#0a2342")
    labels = np.repeat(np.arange(3), 20)[None].repeat(48, axis=0)
    picture = own[labels]
    found = rgb(best_colours(lab(picture), 3, np.ones(labels.shape), np.random.default_rng(3)))
    assert np.abs(found[:, None] - own[None]).sum(axis=2).min(axis=0).max() < 0.02
    assert (nearest_colours(picture, lab(own)) == labels).all()
    areas = flat_areas(labels, own, 2)
    assert np.abs(areas - picture)[:, [5, 30, 55]].max() < 0.01
