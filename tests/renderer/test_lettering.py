"""Quoted words on the picture: inside it, legible, in the calm place, and never a box."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from renderer.fonts import drawable
from renderer.lettering import lettered


def changed(picture: Image.Image, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    before, after = np.asarray(picture, np.int16), np.asarray(lettered(picture, [text]), np.int16)
    return np.abs(before - after).max(axis=2) > 0


@pytest.mark.parametrize(
    "text", ["SALE", "Grand Opening", "Größe", "Ελλάδα", "Привет", "€ 5", "W" * 400, "a " * 200]
)
@pytest.mark.parametrize("size", [(256, 192), (90, 200), (200, 40)])
def test_words_are_drawn_inside_the_picture(text: str, size: tuple[int, int]) -> None:
    mask = changed(Image.new("RGB", size, (120, 130, 140)), text)
    assert mask.any()
    assert not np.concatenate([mask[:, 0], mask[:, -1], mask[0], mask[-1]]).any()


def test_many_words_go_on_several_lines() -> None:
    mask = changed(
        Image.new("RGB", (256, 256), (90, 90, 90)), "the quick brown fox jumps over the lazy dog again"
    )
    written = [bool(row.any()) for row in mask]
    assert sum(now and not before for before, now in pairwise(written)) >= 2


def test_a_letter_that_the_font_lacks_is_left_out() -> None:
    assert drawable("Ω日本語 ok 🎉") == "Ω ok"
    assert not changed(Image.new("RGB", (128, 96), (120, 130, 140)), "日本 🎉 \ue000").any()


@pytest.mark.parametrize("text", ["\x00\x07", "\u202e", "\ufffd\uffff", " \n\t "])
def test_what_cannot_be_seen_is_not_drawn(text: str) -> None:
    assert not changed(Image.new("RGB", (128, 96), (200, 200, 200)), text).any()


def noisy(rows: slice) -> Image.Image:
    pixels = np.full((240, 240, 3), 128, np.uint8)
    pixels[rows] = np.random.default_rng(1).integers(0, 256, pixels[rows].shape, dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize(
    ("busy", "place"), [(slice(0, 120), "bottom"), (slice(120, 240), "top"), (slice(0, 0), "bottom")]
)
def test_words_stand_where_the_picture_is_calm_and_rather_below(busy: slice, place: str) -> None:
    middle = float(np.argwhere(changed(noisy(busy), "SALE"))[:, 0].mean())
    assert (middle > 120) == (place == "bottom")


@pytest.mark.parametrize("tone", [10, 245])
def test_letters_stand_out_on_dark_and_on_light(tone: int) -> None:
    picture = Image.new("RGB", (200, 200), (tone, tone, tone))
    letters = np.asarray(lettered(picture, ["SALE"]), np.int16)
    assert np.abs(letters - tone).max() > 180


def test_several_texts_and_none() -> None:
    picture = Image.new("RGB", (200, 200), "grey")
    assert lettered(picture, []) is picture
    assert lettered(picture, ["one", "two"]).tobytes() != lettered(picture, ["one"]).tobytes()
