"""Photographs and weathers: what each is known for is there, and what it must never do it does not do."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from renderer.paint.blend import blended
from renderer.paint.brush import Task
from renderer.paint.colour import hue, lab
from renderer.paint.enlarge import enlarged_photograph
from renderer.paint.looks import LOOKS
from renderer.paint.painter import Steps, render
from renderer.paint.prompt import Reading
from renderer.paint.raster import Pixels, from_image, luminance, to_image
from renderer.paint.scene.margin import has_margin
from renderer.request import RenderRequest
from tests.renderer.portraits import SKINS, portrait
from tests.renderer.test_scene import landscape

LIT = [name for name, look in LOOKS.items() if look.light]
AIR = [name for name, look in LOOKS.items() if look.light not in {None, "film"}]


def painted(
    picture: Image.Image,
    *names: str,
    strength: float = 0.8,
    colours: tuple[str, ...] = (),
    before: tuple[str, ...] = (),
) -> Pixels:
    request = RenderRequest.model_validate({"prompt": "any", "image_url": "any", "strength": strength})
    task = Task(reading=Reading(names, colours, ()), seed=1, speed="BALANCED", painted=before)
    return from_image(render(picture, request, task, Steps(lambda _percent, _doing: None, 0, 1)))


@pytest.fixture(scope="module")
def park() -> Image.Image:
    """A sky, trees, a red tower."""
    return to_image(landscape()).resize((480, 360), Image.Resampling.LANCZOS)


def chroma(pixels: Pixels) -> float:
    return float(hue(lab(pixels))[0].mean())


@pytest.mark.parametrize("name", ["black_and_white", "film_noir", "infrared"])
def test_what_has_no_colour_is_neutral_at_the_usual_strength(park: Image.Image, name: str) -> None:
    assert chroma(painted(park, name)) < 0.004
    assert chroma(painted(park, "film_noir", "black_and_white")) < 0.004


def test_infrared_turns_leaves_white_and_the_sky_dark(park: Image.Image) -> None:
    before, after = luminance(from_image(park)), luminance(painted(park, "infrared"))
    assert after[240:, :180].mean() > before[240:, :180].mean() + 0.2
    assert after[:60].mean() < before[:60].mean() - 0.25


def test_tilt_shift_is_sharp_in_a_band_and_nowhere_else() -> None:
    rough = np.random.default_rng(3).random((300, 400, 1)).repeat(3, axis=2).astype(np.float32)
    made = luminance(painted(to_image(rough), "tilt_shift"))
    sharp = np.abs(np.diff(made, axis=1)).mean(axis=1)
    assert sharp.max() > 8 * max(sharp[:10].mean(), sharp[-10:].mean())


def test_one_colour_stays_and_the_others_go(park: Image.Image) -> None:
    for colours in (("red",), ()):  # the strongest, where none is named
        seen = hue(lab(painted(park, "one_colour", colours=colours)))[0]
        assert seen[140:280, 215:265].mean() > 0.1
        assert max(seen[:60].mean(), seen[240:, :180].mean()) < 0.01
    assert hue(lab(painted(park, "black_and_white", colours=("green",))))[0][240:, :180].mean() > 0.03


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("name", [name for name in AIR if name != "horror"])
def test_a_face_keeps_its_light_in_every_weather(name: str, skin: tuple[int, int, int]) -> None:
    picture = portrait(skin).resize((500, 400), Image.Resampling.LANCZOS)
    before, after = luminance(from_image(picture)), luminance(painted(picture, name))
    face = (slice(100, 220), slice(170, 270))
    assert after[face].mean() > 0.75 * before[face].mean()


# Fireworks and a rainbow are things that are asked for, and drawn; a light or a weather is not to make a sky up.
@pytest.mark.parametrize("name", [name for name in AIR if name not in {"fireworks", "rainbow"}])
def test_there_is_no_false_sky_before_a_wall(name: str) -> None:
    """A wall behind a head has no clouds, no gradient and no stars: both of its sides stay alike."""
    picture = portrait(SKINS[0], left=72).resize((500, 400), Image.Resampling.LANCZOS)
    wall = luminance(painted(picture, name))[20:120]
    assert abs(wall[:, :90].std() - wall[:, -90:].std()) < 0.06
    assert wall[:, :90].std() < 0.13


@pytest.mark.parametrize("name", ["fog", "rain", "overcast", "sandstorm"])
def test_weather_at_night_is_dark_and_has_no_patch_where_a_sky_was_taken_for_one(name: str) -> None:
    night = landscape((0.05, 0.07, 0.2)) * np.linspace(1.6, 0.4, 240, dtype=np.float32)[:, None]
    night[100:104, 30:34] = 1  # a lamp
    picture = to_image(np.clip(night, 0, 1)).resize((480, 360), Image.Resampling.LANCZOS)
    made = luminance(painted(picture, name))[20:140]
    assert made.mean() < 0.42
    columns = made.mean(axis=0)
    assert np.abs(np.diff(columns[::40])).max() < 0.12


@pytest.mark.parametrize("name", ["rain", "storm", "winter", "blizzard", "autumn", "spring", "wet_window"])
def test_nothing_that_falls_lies_on_a_face(name: str) -> None:
    """A flat face has no finer drawing in the weather than it had without."""
    picture = portrait(SKINS[1]).resize((500, 400), Image.Resampling.LANCZOS)
    cheek = (slice(165, 185), slice(200, 240))
    before, after = (
        luminance(from_image(picture))[cheek],
        luminance(painted(picture, name, strength=1))[cheek],
    )
    assert np.abs(after - after.mean()).max() < np.abs(before - before.mean()).max() + 0.06


@pytest.mark.parametrize("name", ["aurora", "autumn", "spring"])
def test_what_needs_a_sky_is_light_alone_on_a_lawn(name: str) -> None:
    """No curtains, leaves or petals: the same lawn is seen, left and right and above and below alike."""
    rough = np.random.default_rng(12).normal(0, 0.03, (400, 500, 1)).astype(np.float32)
    lawn = np.clip(np.array([0.25, 0.45, 0.15], np.float32) + rough, 0, 1)
    lawn[150:300, 200:300] = (0.9, 0.88, 0.85)
    made = luminance(painted(to_image(lawn), name, strength=1))
    soft = (
        np.asarray(to_image(np.repeat(made[..., None], 3, axis=2)).convert("L").reduce(10), np.float32) / 255
    )
    beside = soft[:, :14]
    assert np.abs(np.diff(beside, axis=0)).max() < 0.09
    assert np.abs(np.diff(beside, axis=1)).max() < 0.09


def test_rain_over_a_print_is_drawn_in_its_inks() -> None:
    print_ = to_image(landscape()).resize((480, 360), Image.Resampling.LANCZOS)
    dry, wet = painted(print_, "ukiyo_e"), painted(print_, "ukiyo_e", "rain")
    lines = luminance(wet) - luminance(dry)
    assert float((lines[:200] > 0.06).mean()) < 0.01  # no white streaks
    assert float((np.abs(np.diff(lines[20:100, :180], axis=1)) > 0.03).mean()) > 0.01
    assert float(luminance(wet).std()) > 0.85 * float(luminance(dry).std())  # and no fog


def test_snow_lies_on_no_portrait() -> None:
    picture = portrait(SKINS[1]).resize((500, 400), Image.Resampling.LANCZOS)
    head = luminance(painted(picture, "winter", strength=1) - from_image(picture))[80:150, 160:280]
    assert float((head > 0.35).mean()) < 0.05


@pytest.mark.parametrize("name", ["polaroid", "vintage", "cyanotype"])
def test_what_has_a_frame_gets_no_second_one(park: Image.Image, name: str) -> None:
    once = to_image(painted(park, name))
    assert has_margin(from_image(once))
    assert not has_margin(from_image(park))
    twice = painted(once, name)
    changed = np.abs(luminance(twice) - luminance(from_image(once)))
    inside = changed[60:-90, 60:-60]
    assert inside.mean() < 0.12


@pytest.mark.parametrize("name", ["fog", "dusk", "winter", "kodachrome", "film_noir"])
def test_the_same_air_or_film_is_not_laid_over_a_picture_twice(park: Image.Image, name: str) -> None:
    once = painted(park, name)
    first = float(np.abs(once - from_image(park)).mean())
    twice = painted(to_image(once), name, before=(name,))
    assert float(np.abs(twice - once).mean()) < 0.35 * first


def test_a_product_before_white_is_not_taken_for_framed() -> None:
    picture = Image.new("RGB", (300, 240), "white")
    ImageDraw.Draw(picture).ellipse((60, 50, 240, 190), fill=(180, 60, 40))
    assert not has_margin(from_image(picture))


def test_light_is_mixed_as_light() -> None:
    black, white = (Image.new("RGB", (9, 300), tone) for tone in ("black", "white"))
    half = blended(black, white, 0.45, light=True).getpixel((4, 299))
    assert half == (188, 188, 188)  # half the light, as sRGB shows it
    assert blended(black, white, 0.5, light=False).getpixel((4, 299)) in {(127, 127, 127), (128, 128, 128)}
    assert blended(black, white, 0.91, light=True).getpixel((0, 0)) == (255, 255, 255)


def test_a_large_photograph_keeps_its_finest_drawing_but_not_in_fog_or_out_of_focus() -> None:
    fine = np.random.default_rng(6).random((300, 400, 1)).repeat(3, axis=2).astype(np.float32) * 0.5 + 0.25
    seen = np.asarray(to_image(fine).resize((200, 150), Image.Resampling.LANCZOS), np.float32) / 255

    def drawing(small: Pixels) -> float:
        return float(
            np.abs(np.diff(from_image(enlarged_photograph(small, seen, to_image(fine)))[..., 0])).mean()
        )

    whole = float(np.abs(np.diff(fine[..., 0])).mean())
    assert drawing(seen) > 0.8 * whole
    assert drawing(seen * 0.3 + 0.5) < 0.4 * whole
    assert drawing(np.full_like(seen, 0.5)) < 0.05 * whole


@pytest.mark.parametrize("name", LIT)
def test_plain_pictures_stay_whole(name: str) -> None:
    for tone in (0, 128, 255):
        made = painted(Image.new("RGB", (60, 40), (tone, tone, tone)), name, strength=1)
        assert made.shape == (40, 60, 3)
        assert np.isfinite(made).all()
