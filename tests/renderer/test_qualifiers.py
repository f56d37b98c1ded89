"""What a prompt says of how a look is made is read in several languages, done where a look can, and told where not."""

from collections.abc import Callable

import numpy as np
import pytest

from renderer.paint.brush import Task, painted
from renderer.paint.colour import hue, lab
from renderer.paint.looks import LOOKS
from renderer.paint.prompt import read
from renderer.paint.qualifiers import MEANS, WORDS, Qualifiers
from renderer.paint.raster import Pixels, colour, luminance
from renderer.paint.scene.margin import has_margin
from renderer.paint.shades import tone
from tests.renderer.portraits import SKINS, portrait

CREAM, YELLOW = (243, 232, 207), (243, 207, 70)


@pytest.mark.parametrize(
    ("prompt", "name", "wanted"),
    [
        ("linocut, one colour, on cream paper", "linocut", {"inks": 1, "sheet": CREAM}),
        ("Bleistiftzeichnung auf gelbem Papier", "pencil", {"sheet": YELLOW}),
        ("a limited palette of 4, in oil", "oil", {"inks": 4}),
        ("Siebdruck in drei Farben", "screen_print", {"inks": 3}),
        ("aquarelle, beaucoup de blanc", "watercolour", {"white": 1.0}),
        ("水彩画、余白たっぷり", "watercolour", {"white": 1.0}),
        ("sumi-e, very few strokes", "ink_wash", {"hand": 2.0}),
        ("engraving with fine lines, no border", "engraving", {"line": 0.6, "border": ()}),
        ("comic in four panels", "comic", {"panels": 4}),
        ("tríptico, tinta", "ink", {"panels": 3}),
        ("portra, soft grain", "portra", {"grain": 0.5}),
        ("limited palette", "limited_palette", {"inks": 5}),
        ("oil, thick", "oil", {"body": 1.0}),
        ("VHS 1987", "vhs", {"year": 1987}),
        ("pastel on dark paper", "pastel", {"ground": (34, 34, 40)}),
        ("comic, thick", "comic", {"line": 1.7}),
        ("polaroid antiga desbotada", "polaroid", {"age": 1.0}),
        ("Öl auf Leinwand, warme Farben", "oil", {"warmth": 1.0}),
        ("noir et blanc, film poussé", "black_and_white", {"grain": 2.4, "contrast": 1.0}),
        ("affiche, aplats, en diagonale", "screen_print", {"flat": 1.0, "tilt": 1.0}),
        ("gouache, ruvida", "gouache", {"tooth": 1.0}),
        ("木版画、ギザギザ", "woodcut", {"jagged": 1.0}),
        ("3 colours", "limited_palette", {"inks": 3}),
    ],
)
def test_what_qualifies_a_look_is_read_and_is_no_look_beside_another(
    prompt: str, name: str, wanted: dict[str, object]
) -> None:
    reading = read(prompt)
    assert reading.names == (name,)
    assert {field: getattr(reading.qualifiers, field) for field in reading.qualifiers.said} == wanted
    assert not reading.missed


def test_the_name_of_a_look_is_no_colour_of_its_sheet() -> None:
    reading = read("charcoal on paper")
    assert (reading.names, reading.qualifiers.sheet) == (("charcoal",), None)


def test_what_a_look_does_not_do_is_told_as_missed() -> None:
    reading = read("black and white on kraft paper, four panels")
    assert not reading.qualifiers.said
    assert {"kraft", "paper", "panels"} <= {*reading.missed}


def test_the_table_speaks_of_looks_and_of_fields_that_there_are() -> None:
    named = {one for names in (*WORDS.families.values(), *WORDS.does.values()) for one in names}
    assert named - {*WORDS.families} <= {*LOOKS}
    assert {*WORDS.said} == {*MEANS}
    fields = {*Qualifiers.__dataclass_fields__} - {"said"}
    assert {*WORDS.does, *WORDS.counted, *(name for said in MEANS.values() for name in said)} <= fields


def made(prompt: str) -> Pixels:
    source = np.asarray(portrait(SKINS[0], times=2), np.float32) / 255
    return painted(
        source, Task(reading=read(prompt), seed=7, speed="TURBO", strength=0.95), lambda _percent: None
    )


def test_a_sheet_has_the_colour_that_was_asked_for() -> None:
    bare = np.percentile(made("pencil drawing on yellow paper"), 97, axis=(0, 1))
    assert np.abs(bare - colour(*YELLOW)).max() < 0.08


def bare_share(prompt: str) -> float:
    bright = luminance(made(prompt))
    return float((bright > np.percentile(bright, 99) - 0.05).mean())


def test_more_of_the_sheet_stays_white_where_that_was_asked_for() -> None:
    assert bare_share("watercolour, lots of white left") > bare_share("watercolour") + 0.2


def test_a_print_has_exactly_the_colours_of_the_prompt_and_all_of_them() -> None:
    codes = "#e63946", "#f1faee", "#1d3557"
    picture = lab(made(f"comic in {' '.join(codes)}"))
    away = np.stack([((picture - lab(colour(*tone(code)))) ** 2).sum(axis=2) for code in codes])
    assert float((away.min(axis=0) < 0.01).mean()) > 0.85
    assert {*away.argmin(axis=0).ravel().tolist()} == {0, 1, 2}


def test_one_ink_prints_in_one_hue() -> None:
    chroma = hue(lab(made("linocut in one colour on white paper")))[0]
    assert float(np.percentile(chroma, 95)) < 0.09


def test_panels_stand_apart_and_a_border_is_drawn_once() -> None:
    picture = luminance(made("comic in 4 panels"))
    assert float(picture[:, picture.shape[1] // 2].min()) > 0.9
    assert has_margin(made("anime with a white border"))


def warmth(picture: Pixels) -> float:
    return float(lab(picture)[..., 2].mean())


def contrast(picture: Pixels) -> float:
    return float(luminance(picture).std())


def colourful(picture: Pixels) -> float:
    return float(hue(lab(picture))[0].mean())


def sharpness(picture: Pixels) -> float:
    return float(np.abs(np.diff(luminance(picture), axis=1)).mean())


def brightness(picture: Pixels) -> float:
    return float(luminance(picture).mean())


@pytest.mark.parametrize(
    ("less", "more", "measure"),
    [
        ("oil, cool tones", "oil, warm tones", warmth),
        ("oil, low contrast", "oil, high contrast", contrast),
        ("oil, faded", "oil", colourful),
        ("gouache, soft", "gouache, crisp edges", sharpness),
        ("gouache", "gouache, rough", sharpness),
        ("gouache", "gouache, worn and scratched", sharpness),
        ("oil", "thick oil", sharpness),
        ("oil, flat shapes", "oil", sharpness),
        ("gouache, darker", "gouache, brighter", brightness),
    ],
)
def test_a_quality_in_plain_words_is_seen(less: str, more: str, measure: Callable[[Pixels], float]) -> None:
    assert measure(made(less)) * 1.06 < measure(made(more))


@pytest.mark.parametrize("prompt", ["woodcut, jagged", "woodcut, diagonal"])
def test_what_reshapes_a_picture_moves_its_contours(prompt: str) -> None:
    assert float(np.abs(made(prompt) - made("woodcut")).mean()) > 0.015


@pytest.mark.parametrize(
    "prompt", ["pastel on dark paper", "coloured pencil on black paper", "ink on black paper"]
)
def test_dark_paper_is_dark_where_nothing_is_drawn(prompt: str) -> None:
    assert float(np.percentile(luminance(made(prompt)), 4)) < 0.2
