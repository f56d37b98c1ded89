"""The tools of painted and drawn looks: fields, streams, stripes, and what is worked out of a picture once."""

import numpy as np
import pytest
from PIL import Image

from renderer.paint.hand import cuts, lines
from renderer.paint.raster import Pixels, Plane, from_image, luminance
from renderer.paint.tools.calm import calmed
from renderer.paint.tools.flow import field_at, flow
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import gauss, hills
from renderer.paint.tools.streams import Streams
from renderer.paint.tools.stripes import stripes
from renderer.paint.tools.tone import drawing_tone
from renderer.paint.touch import Finish, Touch

SIDE = 96
LOOKS: dict[str, Finish] = {
    "pen": lines.pen,
    "engraving": lines.engraving,
    "woodcut": cuts.woodcut,
    "linocut": cuts.linocut,
}


def slanting(angle: float) -> Pixels:
    """Return soft bars that lie at an angle."""
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    wave = 0.5 + 0.4 * np.sin((columns * np.sin(angle) - rows * np.cos(angle)) / 4)
    return np.repeat(wave[..., None], 3, axis=2).astype(np.float32)


def noise(seed: int = 0) -> Plane:
    return np.random.default_rng(seed).random((SIDE, SIDE), dtype=np.float32)


def apart(one: Plane, other: float) -> float:
    """How far apart two directions without a sign are, at most but for a few places."""
    turn = np.abs((one - other + np.pi / 2) % np.pi - np.pi / 2)
    return float(np.percentile(turn[12:-12, 12:-12], 95))


def rough(plane: Plane, axis: int) -> float:
    return float(np.abs(np.diff(plane, axis=axis)).mean())


@pytest.mark.parametrize("angle", [0.0, 0.4, 1.2, 2.3])
def test_the_field_follows_the_form(angle: float) -> None:
    field = flow(slanting(angle), 0.0, 2e-3)
    assert apart(field, angle) < 0.1
    assert apart(field_at(field, SIDE, SIDE, 2), angle) < 0.1


def test_where_nothing_is_the_field_follows_the_hand() -> None:
    assert apart(flow(np.full((SIDE, SIDE, 3), 0.5, np.float32), 0.7, 2e-3), 0.7) < 0.01


def test_a_smear_runs_along_the_field_and_not_across_it() -> None:
    smeared = Streams(np.zeros((SIDE, SIDE), np.float32)).smear(noise())
    assert rough(smeared, 1) < 0.35 * rough(smeared, 0)
    assert smeared.mean() == pytest.approx(0.5, abs=0.02)
    assert (smeared == Streams(np.zeros((SIDE, SIDE), np.float32)).smear(noise())).all()


def test_a_smear_leaves_what_is_even_as_it_is() -> None:
    field = hills(np.random.default_rng(1), (SIDE, SIDE), 30) * np.float32(np.pi)
    even = np.full((SIDE, SIDE, 3), 0.25, np.float32)
    assert Streams(field).smear(even) == pytest.approx(even)


@pytest.mark.parametrize("period", [4.0, 6.0])
def test_stripes_are_evenly_spaced(period: float) -> None:
    drawn = stripes(np.random.default_rng(2), np.zeros((SIDE, SIDE), np.float32), period)
    spectrum = np.abs(np.fft.rfft(drawn - drawn.mean(), axis=0)).mean(axis=1)
    assert SIDE / int(spectrum.argmax()) == pytest.approx(period, rel=0.3)
    assert rough(drawn, 1) < 0.5 * rough(drawn, 0)


def test_calm_shapes_keep_their_borders() -> None:
    picture = np.repeat(noise()[..., None], 3, axis=2) * np.float32(0.2)
    picture[:, SIDE // 2 :] += np.float32(0.7)
    calm = luminance(calmed(picture, Streams(flow(picture, 0.0, 2e-3)), 4))
    assert calm[10:-10, 10:38].std() < 0.3 * luminance(picture)[10:-10, 10:38].std()
    assert (np.abs(np.diff(calm, axis=1)).max(axis=1) > 0.3).mean() > 0.9


def test_a_blur_keeps_the_mean_however_wide_it_is() -> None:
    for sigma in (0.0, 0.5, 2.0, 9.0):
        assert gauss(noise(), sigma).mean() == pytest.approx(float(noise().mean()), abs=0.02)
    assert rough(gauss(noise(), 9), 0) < rough(gauss(noise(), 2), 0) < rough(noise(), 0)


def test_a_dark_picture_is_drawn_in_all_tones() -> None:
    dark = np.repeat(noise()[..., None], 3, axis=2) * np.float32(0.15)
    tone = drawing_tone(dark)
    assert float(np.percentile(tone, 90)) > 0.7
    assert np.corrcoef(tone.ravel(), dark[..., 0].ravel())[0, 1] > 0.9


@pytest.mark.parametrize("name", LOOKS)
def test_a_drawn_line_darkens_with_what_it_shows(scene: Image.Image, name: str) -> None:
    source = from_image(scene.resize((512, 384), Image.Resampling.BICUBIC))
    made = luminance(LOOKS[name](source, Touch(source, 3)))
    wide, shown = gauss(made, 16), gauss(Motif(source, Touch(source, 3)).tone, 16)
    assert np.corrcoef(wide.ravel(), shown.ravel())[0, 1] > 0.6
    assert made.std() > 0.15
