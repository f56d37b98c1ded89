"""Colours and parts of a picture are read with the word beside them: "dark green" is no night, and a dark sky neither."""

import numpy as np
import pytest

from renderer.paint.colour import hue, lab
from renderer.paint.prompt import read
from renderer.paint.shades import tone
from tests.renderer.test_qualifiers import made


@pytest.mark.parametrize(
    ("prompt", "names", "colours"),
    [
        ("linocut, one ink, dark green", ("linocut",), ("dark green",)),
        ("Linolschnitt, dunkelgrün und hellblau", ("linocut",), ("dark green", "light blue")),
        ("Linolschnitt, hellorange und dunkelbeige", ("linocut",), ("light orange", "dark beige")),
        ("linogravure, rouge vif", ("linocut",), ("bright red",)),
        ("risografía rosa flúor y azul", ("risograph",), ("neon pink", "blue")),
        ("serigrafia azul escuro", ("screen_print",), ("dark blue",)),
        ("serigrafia, rosso acceso", ("screen_print",), ("bright red",)),
        ("pastel in dusty rose and sky blue", ("pastel",), ("dusty rose", "sky blue")),
        ("screen print, midnight blue ink", ("screen_print",), ("midnight blue",)),
        ("pop art in red, black and white", ("pop_art",), ("red", "black", "white")),
        ("cyberpunk, neon yellow #fcee0a", ("cyberpunk",), ("#fcee0a",)),
        ("linocut christmas card", ("linocut",), ("christmas green", "christmas red")),
    ],
)
def test_a_shade_is_one_colour_and_no_look(
    prompt: str, names: tuple[str, ...], colours: tuple[str, ...]
) -> None:
    reading = read(prompt)
    assert (reading.names, reading.colours) == (names, colours)


@pytest.mark.parametrize(
    "prompt",
    [
        "comic with black contours", "comic avec contours noirs", "Comic mit schwarzen Konturen", "cómic con contornos negros",
        "fumetto con contorni neri", "quadrinhos com contornos pretos", "comic, dark sky", "comic, gothic letters",
        "comic with fluffy clouds", "comic, soft shadows", "comic in a wooden frame", "comic, ciel sombre",
    ],
)  # fmt: skip
def test_what_is_said_of_a_part_of_a_picture_is_no_look(prompt: str) -> None:
    assert read(prompt).names == ("comic",)


@pytest.mark.parametrize(
    ("prompt", "name"), [("a dark sky", "night"), ("electric blue", "neon"), ("neon pink", "neon")]
)
def test_where_nothing_else_is_a_look_such_a_word_is_one(prompt: str, name: str) -> None:
    assert read(prompt).names[0] == name


def seen(name: str) -> tuple[float, float, float]:
    colour = lab(np.array([tone(name)], np.float32) / np.float32(255))
    chroma, degrees = hue(colour)
    return float(colour[0, 0]), float(chroma[0]), float(degrees[0])


@pytest.mark.parametrize("base", ["red", "green", "blue", "magenta", "yellow", "purple"])
def test_a_shade_keeps_its_hue(base: str) -> None:
    light, chroma, degrees = seen(base)
    for modifier, darker, stronger in (
        ("dark", True, None),
        ("light", False, False),
        ("neon", None, True),
        ("dusty", None, False),
    ):
        shade = seen(f"{modifier} {base}")
        assert abs((shade[2] - degrees + 180) % 360 - 180) < 8
        assert darker is None or (shade[0] < light) is darker
        assert stronger is None or (shade[1] > chroma) is stronger


@pytest.mark.parametrize(
    ("look", "name"),
    [
        ("oil", "purple"), ("oil", "bright red"), ("gouache", "navy"), ("watercolour", "teal"), ("van gogh", "blue"),
        ("screen print", "lime"), ("screen print", "navy"), ("comic", "neon pink"), ("anime", "dark green"), ("woodcut", "red"),
        ("pencil", "burgundy"), ("travel poster", "mustard"), ("pop art", "#fcee0a"), ("low poly", "turquoise"),
    ],
)  # fmt: skip
def test_a_colour_that_is_named_is_there_at_its_strength(look: str, name: str) -> None:
    away = lab(made(f"{look}, {name}")) - lab(np.array(tone(name), np.float32) / np.float32(255))
    assert float(np.percentile(np.sqrt((away**2).sum(axis=2)), 5)) < 0.08


def test_two_colours_are_both_there() -> None:
    picture = lab(made("travel poster, dark green and orange"))
    for name in ("dark green", "orange"):
        away = picture - lab(np.array(tone(name), np.float32) / np.float32(255))
        assert float(np.percentile(np.sqrt((away**2).sum(axis=2)), 8)) < 0.06
