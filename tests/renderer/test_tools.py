"""The tools of painted and drawn looks: fields, streams, stripes, and what is worked out of a picture once."""

import numpy as np
import pytest
from PIL import Image

from renderer.paint.hand import cuts, lines, paints, sticks, washes
from renderer.paint.raster import Pixels, Plane, from_image, luminance
from renderer.paint.tools.brushes import Brush, Easel
from renderer.paint.tools.calm import calmed
from renderer.paint.tools.flow import field_at, flow
from renderer.paint.tools.glazes import washes as washes_of
from renderer.paint.tools.motif import Motif
from renderer.paint.tools.smooth import gauss, hills
from renderer.paint.tools.streams import Streams
from renderer.paint.tools.stripes import stripes
from renderer.paint.tools.strokes import Aim, Strokes
from renderer.paint.tools.tone import drawing_tone
from renderer.paint.touch import Finish, Touch

SIDE = 96
LOOKS: dict[str, Finish] = {
    "pen": lines.pen,
    "engraving": lines.engraving,
    "woodcut": cuts.woodcut,
    "linocut": cuts.linocut,
    "oil": paints.oil,
    "impasto": paints.impasto,
    "gouache": paints.gouache,
    "van Gogh": paints.van_gogh,
    "pastel": paints.pastel,
    "pencil": sticks.pencil,
    "charcoal": sticks.charcoal,
    "coloured pencil": sticks.coloured_pencil,
    "watercolour": washes.watercolour,
    "ink wash": washes.ink_wash,
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


def test_strokes_run_along_the_field_and_end_where_the_colour_does() -> None:
    picture = np.repeat(np.where(np.arange(SIDE) < SIDE // 2, 0.1, 0.9)[None], SIDE, axis=0)
    colours = np.repeat(picture[..., None], 3, axis=2).astype(np.float32)
    across = np.zeros((SIDE, SIDE), np.float32)
    x, y = (np.full(1, value, np.float32) for value in (SIDE * 0.4, 20.0))
    long, wide = np.full(1, 60, np.float32), np.full(1, 6, np.float32)
    course = Aim(across, colours, 0.2).course(x, y, long, wide)
    strokes = Strokes((SIDE, SIDE), course, 0.0)
    rows, columns = strokes.at // SIDE, strokes.at % SIDE
    assert columns.max() < SIDE // 2 + 9
    assert np.ptp(columns) > 3 * np.ptp(rows)
    assert abs(float(rows.mean()) - 20) < 1.5


def test_a_finer_brush_comes_where_the_picture_was_missed(scene: Image.Image) -> None:
    source = from_image(scene.resize((256, 192), Image.Resampling.BICUBIC))
    motif = Motif(source, Touch(source, 3))
    easel = Easel(motif, source, motif.angle, np.zeros_like(source))
    broad, fine = Brush(((90, 0.5),)), Brush(((90, 0.5), (20, 0.5)))
    missed = [
        float(np.abs(easel.painted(brush, np.random.default_rng(1)).paint - source).mean())
        for brush in (broad, fine)
    ]
    assert missed[1] < 0.8 * missed[0], missed


def test_a_wash_dries_with_a_darker_rim() -> None:
    picture = np.full((SIDE * 4, SIDE * 4, 3), 0.9, np.float32)
    picture[:, SIDE * 2 :] = 0.2
    motif = Motif(picture, Touch(picture, 3))
    dry = np.zeros(motif.shape, np.float32)
    density = washes_of(motif, np.random.default_rng(1), luminance(picture), ((0.5, 1.0),), dry).mean(axis=0)
    assert density[: SIDE * 2 - 12].max() < 0.01
    assert density[SIDE * 2 - 2 : SIDE * 2 + 4].max() > 1.15 * density[SIDE * 3 :].mean() > 0.7


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_darkens_with_what_it_shows(scene: Image.Image, name: str) -> None:
    source = from_image(scene.resize((512, 384), Image.Resampling.BICUBIC))
    made = luminance(LOOKS[name](source, Touch(source, 3)))
    wide, shown = gauss(made, 16), gauss(Motif(source, Touch(source, 3)).tone, 16)
    assert np.corrcoef(wide.ravel(), shown.ravel())[0, 1] > 0.6
    assert made.std() > 0.1
