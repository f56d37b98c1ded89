"""What is in a picture: its sky, its subject, distance; and what is no sky."""

import numpy as np
import pytest

from renderer.paint.contours import contour, inked
from renderer.paint.faces import Box
from renderer.paint.raster import Pixels, luminance
from renderer.paint.scene.scene import Scene
from renderer.paint.touch import Touch
from renderer.paint.weather.water import rainbow


def landscape(sky: tuple[float, float, float] = (0.5, 0.7, 0.95)) -> Pixels:
    """A sky, a rough meadow, and a red tower before both."""
    pixels = np.empty((180, 240, 3), np.float32)
    pixels[:] = sky
    rough = np.random.default_rng(4).normal(0, 0.09, (70, 240, 1)).astype(np.float32)
    pixels[110:] = np.clip(np.array([0.25, 0.45, 0.2], np.float32) + rough, 0, 1)
    pixels[40:150, 100:140] = (0.75, 0.2, 0.15)
    return pixels


def test_the_sky_is_found_and_ends_at_the_tower_and_the_meadow() -> None:
    scene = Scene(landscape())
    assert scene.outdoors
    assert float(scene.sky[:95, :90].mean()) > 0.95
    assert float(scene.sky[45:, 105:135].mean()) < 0.05
    assert float(scene.sky[120:].mean()) < 0.02
    assert abs(scene.horizon - 110 / 180) < 0.05


def test_a_night_sky_and_a_wall_behind_a_face_are_not_replaced() -> None:
    assert not Scene(landscape((0.05, 0.07, 0.2))).outdoors
    assert not Scene(landscape((0.75, 0.75, 0.76)), (Box(0.2, 0.4, 0.5, 0.6),)).outdoors


def test_the_subject_is_the_tower_and_stands_before_the_sky() -> None:
    scene = Scene(landscape())
    assert float(scene.subject[60:140, 105:135].mean()) > 0.9
    assert float(scene.subject[:90, :80].mean()) < 0.1
    assert float(scene.depth[60, 120]) < float(scene.depth[20, 20]) - 0.3
    assert abs(scene.focus[1] - 0.5) < 0.1
    assert not scene.sure  # its outline goes on through the meadow


def test_what_stands_on_legs_is_cut_out_whole_and_its_shadow_does_not_float() -> None:
    pixels = np.empty((180, 240, 3), np.float32)
    pixels[:] = (0.3, 0.5, 0.2)
    pixels[50:110, 80:160] = pixels[110:165, 80:100] = pixels[110:165, 140:160] = (0.95, 0.93, 0.88)
    pixels[128:150, 108:132] = (0.05, 0.05, 0.15)
    scene = Scene(pixels)
    assert scene.sure
    assert float(scene.subject[60:155, 85:155].min()) > 0.9
    assert float(scene.subject[:, :60].max()) < 0.1


def test_a_spire_belongs_to_what_it_stands_on_and_the_hill_behind_a_house_does_not() -> None:
    pixels = landscape()
    pixels[40:150, 100:140] = (0.75, 0.62, 0.5)
    pixels[20:40, 112:128] = (0.42, 0.45, 0.5)
    assert float(Scene(pixels).subject[24:60, 116:124].mean()) > 0.9
    pixels = landscape()
    pixels[40:60, 100:140] = (0.5, 0.7, 0.95)
    pixels[38:112, 20:] = (0.3, 0.42, 0.3)
    pixels[60:150, 100:140] = (0.75, 0.2, 0.15)
    assert float(Scene(pixels).subject[40:54, 100:140].mean()) < 0.5


@pytest.mark.parametrize("size", [(9, 8), (200, 33), (100, 1024)])
@pytest.mark.parametrize("tone", [0.0, 0.5, 1.0, None])
def test_any_picture_has_a_scene(size: tuple[int, int], tone: float | None) -> None:
    random = np.random.default_rng(5).random((*size, 3), dtype=np.float32)
    scene = Scene(random if tone is None else np.full_like(random, tone))
    for plane in (
        scene.sky,
        scene.subject,
        scene.depth,
        contour(scene, 2),
        inked(luminance(scene.pixels), 1.2),
    ):
        assert plane.shape == size
        assert np.isfinite(plane).all()
        assert -0.01 <= float(plane.min()) <= float(plane.max()) <= 1.01
    assert isinstance(scene.sure, bool)
    assert 0 <= scene.crown <= 1


def test_what_is_seen_is_worked_out_once_for_a_touch() -> None:
    touch = Touch(landscape(), 1)
    assert touch.scene.subject is touch.scene.subject
    assert touch.on(touch.source[::2, ::2]).scene.sky.shape == (90, 120)


def bowl_on_concrete(grain: float) -> Pixels:
    """A grey plain down to the foot of the picture, rough or smooth, and a red bowl before it."""
    random = np.random.default_rng(6)
    pixels = np.full((360, 480, 3), 0.68, np.float32)
    pixels += random.normal(0, grain, (360, 480, 1)).astype(np.float32)
    pixels[120:300, 140:340] = (0.8, 0.2, 0.1)
    return np.clip(pixels, 0, 1)


def test_a_wall_of_concrete_is_no_sky() -> None:
    scene = Scene(bowl_on_concrete(0.02))
    assert not scene.sky.any()
    assert not scene.outdoors
    assert scene.sure
    assert float(scene.subject[150:270, 170:310].mean()) > 0.9
    assert contour(scene, 2)[160:260, 136:144].max() > 0.5


def test_a_new_sky_takes_the_clouds_along_and_leaves_a_white_wall() -> None:
    down, right = np.mgrid[:360, :480].astype(np.float32)
    pixels = np.empty((360, 480, 3), np.float32)
    pixels[:] = (0.25, 0.45, 0.75)
    ragged = np.random.default_rng(8).normal(0, 1, (36, 48)).astype(np.float32)
    lumps = np.kron(ragged, np.ones((10, 10), np.float32))
    away = np.hypot((down - 150) / 70, (right - 130) / 110) + 0.02 * lumps
    cloud = np.clip((1.3 - away) / 0.6, 0, 1)[..., None]
    pixels += (0.95 - pixels) * cloud * np.clip(0.9 + 0.05 * lumps[..., None], 0, 1)
    pixels[200:] = (0.2, 0.3, 0.1)
    pixels[80:260, 330:400] = 0.93
    scene = Scene(np.clip(pixels, 0, 1))
    assert float(scene.sky[110:180, 90:170].mean()) > 0.9
    assert float(scene.sky[100:190, 340:390].mean()) < 0.1
    assert float(scene.sky[230:].mean()) < 0.02


def cloudy(rows: int = 360, columns: int = 480) -> Pixels:
    """A pale sky that grows brighter to its foot, with a grey cloud."""
    down, right = np.mgrid[:rows, :columns].astype(np.float32)
    pixels = np.empty((rows, columns, 3), np.float32)
    pixels[:] = (0.72, 0.78, 0.86)
    pixels += (0.2 * down / rows)[..., None] * np.array([1, 0.9, 0.6], np.float32)
    cloud = np.clip(1.2 - np.hypot((down - 50) / 40, (right - 400) / 90), 0, 1)[..., None]
    return pixels - 0.12 * cloud


def grained(pixels: Pixels, where: np.ndarray[tuple[int, int], np.dtype[np.bool_]], grain: float) -> Pixels:
    """The same with the grain of rock, slate or leaves in a part of it."""
    rough = np.random.default_rng(11).normal(0, grain, (*where.shape, 1)).astype(np.float32)
    return np.clip(pixels + rough * where[..., None], 0, 1).astype(np.float32)


def test_a_pale_mountain_in_the_colours_of_the_sky_stands_before_it() -> None:
    pixels = cloudy()
    down, right = np.mgrid[:360, :480].astype(np.float32)
    mountain = down > 110 + 30 * np.sin(right / 60) + 6 * np.sin(right / 7)
    pixels[mountain] = (0.60, 0.66, 0.76)
    pixels[270:] = (0.3, 0.45, 0.2)
    scene = Scene(grained(pixels, mountain, 0.03))
    assert scene.outdoors
    assert float(scene.sky[:70].mean()) > 0.97
    assert float(scene.sky[mountain].mean()) < 0.01


def test_slate_roofs_spires_and_a_mast_stay_and_the_sky_between_and_behind_them_is_whole() -> None:
    pixels = cloudy()
    down, right = np.mgrid[:360, :480].astype(np.float32)
    roofs = np.zeros((360, 480), np.bool_)
    for middle, top, wide in ((90, 60, 40), (240, 120, 12), (300, 90, 30)):
        roofs |= (np.abs(right - middle) < wide * np.clip((down - top) / (230 - top), 0, 1)) & (down < 230)
    pixels[roofs] = (0.47, 0.50, 0.56)
    pixels[230:] = (0.7, 0.55, 0.4)
    mast = np.abs(right - 420) < 2
    pixels[mast] = (0.2, 0.2, 0.2)
    scene = Scene(grained(pixels, roofs | (down >= 230), 0.03))
    assert float(scene.sky[roofs].mean()) < 0.06
    assert float(scene.sky[230:].mean()) < 0.01
    assert float(scene.sky[180:220, 150:210].mean()) > 0.97
    assert float(scene.sky[60:220, 430:470].mean()) > 0.97
    edge = scene.sky[
        150:220, 30:60
    ]  # at the slope of the first roof, no lumps: half is reached where the roof begins
    assert float(np.abs((edge > 0.5) - (~roofs[150:220, 30:60]).astype(np.float32)).mean()) < 0.03


def test_what_is_bright_or_blue_above_and_fades_away_or_goes_down_to_the_foot_is_no_sky() -> None:
    down, right = np.mgrid[:360, :480].astype(np.float32)
    away = np.hypot((down - 20) / 220, (right - 240) / 320)
    lamp = np.repeat(np.clip(1.05 - 0.75 * away, 0.2, 1)[..., None], 3, axis=2).astype(np.float32)
    water = cloudy()
    water[140:260, 160:320] = (0.1, 0.12, 0.15)  # a stone in a smooth lake: the lake is all around it
    wall = np.full((360, 480, 3), 0.3, np.float32)
    wall[:260, 230:] = (0.93, 0.93, 0.92)  # and beside it a dark room
    for pixels in (lamp, water, wall):
        assert not Scene(pixels).sky.any()


def test_the_lake_behind_a_shore_is_no_sky() -> None:
    pixels = cloudy()
    pixels[150:154] = (0.35, 0.38, 0.3)
    pixels[154:230] = pixels[140] - 0.05
    pixels[230:] = (0.55, 0.5, 0.4)
    scene = Scene(grained(pixels, np.mgrid[:360, :480][0] >= 230, 0.05))
    assert float(scene.sky[:140].mean()) > 0.97
    assert float(scene.sky[165:].mean()) < 0.01


def test_an_outline_through_the_midst_of_things_is_not_trusted() -> None:
    grey = np.clip(np.random.default_rng(9).normal(0.5, 0.12, (180, 240, 1)), 0, 1).astype(np.float32)
    fur = np.repeat(grey, 3, axis=2)
    scene = Scene(fur, (Box(0.3, 0.35, 0.6, 0.6),))
    assert not scene.sure
    assert not contour(scene, 2).any()


def test_what_is_in_the_air_behind_lies_on_no_face_and_on_no_subject_even_if_its_outline_is_not_sure() -> (
    None
):
    grey = np.clip(np.random.default_rng(9).normal(0.5, 0.12, (180, 240, 1)), 0, 1).astype(np.float32)
    pixels = np.repeat(grey, 3, axis=2)
    touch = Touch(pixels, 3, (Box(0.3, 0.35, 0.6, 0.6),))
    assert not touch.scene.sure
    assert float(touch.scene.near[60:100, 95:135].min()) > 0.8
    bow = np.ptp(rainbow(pixels, touch), axis=2) - float(np.ptp(rainbow(pixels, touch)[100, 110]))
    assert float(bow[60:100, 95:135].max()) < 0.15 < float(bow[:, 170:].max())
