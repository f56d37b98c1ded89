"""Quoted words on the picture: inside it, legible, in the calm place, and never a box."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from renderer.paint.faces import Box
from renderer.paint.fonts import FONTLESS, drawable, font_of, reads_left, undrawn
from renderer.paint.lettering import inscribed, lettered
from renderer.paint.manner import AS_USUAL
from renderer.paint.prompt import read


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
    assert drawable("Ω\U000f0000 ok 🎉") == "Ω ok"
    assert not changed(Image.new("RGB", (128, 96), (120, 130, 140)), "\U000f0000 🎉 \ue000").any()


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


def rows_of(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    return np.argwhere(mask)[:, 0]


@pytest.mark.parametrize("top", [0.0, 0.55])
def test_words_keep_off_a_face(top: float) -> None:
    face = Box(top, 0.25, top + 0.42, 0.75)
    picture = Image.new("RGB", (200, 200), (120, 130, 140))
    before, after = np.asarray(picture, np.int16), np.asarray(lettered(picture, ["SALE"], (face,)), np.int16)
    written = rows_of(np.abs(before - after).max(axis=2) > 0) / 200
    assert written.size
    assert not ((written > top + 0.05) & (written < top + 0.37)).any()


@pytest.mark.parametrize("text", ["word " * 60, "W" * 240, "東京" * 60, "a\u0301" * 200])
def test_a_very_long_text_is_drawn_as_far_as_it_fits(text: str) -> None:
    mask = changed(Image.new("RGB", (160, 120), (90, 90, 90)), text)
    assert mask.any() == bool(drawable(text))  # not every machine has a font for the Chinese one
    assert not np.concatenate([mask[:, 0], mask[:, -1], mask[0], mask[-1]]).any()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("cafe\u0301", "café"),
        ("a\u0316\u0317\u0318\u0319b", "a\u0316b"),
        ("I \u2764\ufe0f you", "I you"),
        ("\U0001f44d\U0001f3fd ok", "ok"),
        ("\u0301x", "x"),
        ("Ёлка Ωμέγα Ñandú", "Ёлка Ωμέγα Ñandú"),
    ],
)
def test_marks_are_joined_and_emoji_left_out(text: str, kept: str) -> None:
    assert drawable(text) == kept


def test_a_script_that_only_a_system_font_has_is_drawn_where_there_is_one() -> None:
    fonts = {font_of(letter) for letter in "日本語中文한국"}
    shown = drawable("日本語")
    assert shown == ("" if fonts == {FONTLESS} else "日本語")
    assert font_of("a") is None


@pytest.mark.parametrize(
    ("text", "left"), [("שלום 123", True), ("123 مرحبا", True), ("Café שלום", False), ("123", False)]
)
def test_a_line_is_read_from_where_its_first_letter_says(text: str, left: bool) -> None:  # noqa: FBT001
    assert reads_left(text) is left


def test_several_texts_and_none() -> None:
    picture = Image.new("RGB", (200, 200), "grey")
    assert lettered(picture, []) is picture
    assert lettered(picture, ["one", "two"]).tobytes() != lettered(picture, ["one"]).tobytes()


GREY = Image.new("RGB", (400, 300), (120, 130, 140))


def set_as(
    prompt: str, faces: tuple[Box, ...] = ()
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], Image.Image]:
    """Where the words of a prompt stand, in shares of the picture: rows, then columns; and the picture."""
    reading = read(prompt)
    made = lettered(GREY, reading.texts, faces, reading.manner)
    places = np.argwhere((np.asarray(made, np.int16) != np.asarray(GREY, np.int16)).any(axis=2))
    return places / np.array([GREY.height, GREY.width]), made


@pytest.mark.parametrize(
    ("prompt", "rows", "columns"),
    [
        ('ink, "SALE", small, bottom right', (0.85, 1), (0.7, 1)),
        ('"Hallo" oben links, Tusche', (0, 0.3), (0, 0.55)),
        ('"Soldes" en haut à droite', (0, 0.3), (0.4, 1)),
        ('"TITLE" in the centre', (0.35, 1), (0.2, 0.8)),
    ],
)
def test_words_stand_where_they_are_wanted(
    prompt: str, rows: tuple[float, float], columns: tuple[float, float]
) -> None:
    places, _ = set_as(prompt)
    assert rows[0] < places[:, 0].min() < places[:, 0].max() < rows[1]
    assert columns[0] < places[:, 1].min() < places[:, 1].max() < columns[1]


@pytest.mark.parametrize(
    ("prompt", "colour", "tints"),
    [
        ('ink "SALE" in red', (204, 38, 38), ()),
        ('ink "SALE" in #00ff00', (0, 255, 0), ()),
        ('blaue Tinte, "SALE" in weiß', (255, 253, 246), ("blue",)),
        ('teal ink with red letters "SALE"', (204, 38, 38), ("teal",)),
    ],
)
def test_a_colour_beside_the_words_is_theirs_and_no_tint(
    prompt: str, colour: tuple[int, int, int], tints: tuple[str, ...]
) -> None:
    _, made = set_as(prompt)
    assert (np.asarray(made) == colour).all(axis=2).sum() > 100
    assert read(prompt).colours == tints


def test_a_colour_of_something_else_is_not_theirs() -> None:
    assert read('pop art "SALE" in a red desert').colours == ("red",)
    assert read('small house on the left, in ink. "SALE"').manner == AS_USUAL


def test_the_first_text_is_the_largest() -> None:
    inscription = inscribed(GREY, ["NOW", "only today", "until nine"])
    assert inscription
    first, *later = [line.size for line in inscription.lines]
    assert all(size < 0.7 * first for size in later)


def test_there_is_a_script_and_a_slab() -> None:
    looks = [set_as(f'"Anna" {face}')[1].tobytes() for face in ("", "handwritten", "slab")]
    assert len(set(looks)) == 3


def test_words_that_would_lie_on_a_face_are_smaller() -> None:
    face = Box(0.0, 0.45, 0.3, 0.95)
    places, _ = set_as('"Hello there" top left')
    beside, _ = set_as('"Hello there" top left', (face,))
    assert np.ptp(beside[:, 1]) < 0.8 * np.ptp(places[:, 1])


def test_what_no_font_has_is_told() -> None:
    assert undrawn("Zürich \U000f0000\U000f0000 ok") == ["\U000f0000"]
    assert undrawn("Привет, café!") == []


@pytest.mark.parametrize("size", [(1, 1), (40, 6), (3, 90), (900, 12)])
def test_a_picture_without_room_for_letters_gets_none_or_whole_ones(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, "grey")
    assert lettered(picture, ["ONE", "TWO", "THREE"]).size == size


BUSY = noisy(slice(0, 240))


@pytest.mark.parametrize("look", ["bauhaus", "pop art", "linocut", "8 bit"])
def test_words_of_a_design_stand_on_a_bar_of_one_colour_where_the_picture_is_busy(look: str) -> None:
    reading = read(f'{look} "SALE"')
    inscription = inscribed(BUSY, reading.texts, (), reading.manner)
    assert inscription
    assert inscription.bar
    assert inscription.rim == inscription.fill
    made = np.asarray(lettered(BUSY, reading.texts, (), reading.manner))
    row = made[round(240 * (inscription.bar.top + inscription.bar.bottom) / 2)]
    assert ((row == inscription.bar.tone).all(axis=1) | (row == inscription.fill).all(axis=1)).sum() > 60


def test_a_travel_poster_has_its_title_in_its_band() -> None:
    places, _ = set_as('travel poster "LISBOA"')
    assert places[:, 0].min() > 0.86
    assert places[:, 0].max() < 0.95


def test_words_of_a_screen_are_made_of_its_blocks() -> None:
    _, made = set_as('8 bit "START"')
    assert len(made.getcolors() or []) == 2


def test_a_word_that_a_look_writes_by_itself_is_not_lettered_again() -> None:
    assert read('vhs, "PLAY"').texts == ()
    assert read('vhs, "HELLO"').texts == ("HELLO",)
