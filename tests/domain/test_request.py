"""A request is valid by construction."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import StrengthAtEnd
from domain.price import Price
from domain.request import (
    AUTO_PIXELS_MAX,
    SEED_MAX,
    MagicPrompt,
    RestyleRequest,
    Size,
    Speed,
)
from domain.visible import cleaned


@given(
    prompt=st.text(min_size=1, max_size=2000).filter(cleaned),
    seed=st.integers(0, SEED_MAX),
    strength=st.floats(0, 1),
    images=st.integers(1, 4),
)
def test_what_is_within_the_bounds_survives_the_store(
    prompt: str, seed: int, strength: float, images: int
) -> None:
    request = RestyleRequest(prompt=prompt, seed=seed, strength=strength, images=images)
    assert RestyleRequest.model_validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": ""},
        {"prompt": "  \n "},
        {"prompt": "x" * 2001},
        {"strength": 2},
        {"strength": -0.1},
        {"strength": float("nan")},
        {"images": 5},
        {"images": 0},
        {"seed": -1},
        {"seed": 2**31},
        {"speed": "warp"},
        {"width": 512},
        {"size": "custom"},
        {"size": "custom", "width": 512},
        {"size": "square", "width": 512, "height": 512},
        {"size": "custom", "width": 511, "height": 512},
        {"size": "custom", "width": 2049, "height": 512},
        {"prompt": "\u200b\u2060"},
        {"prompt": "\u202e"},
    ],
    ids=str,
)
def test_what_is_outside_them_is_no_request(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RestyleRequest.model_validate({"prompt": "ink", "seed": 1, **wrong})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  ink \n wash\t", "ink   wash"),
        ("in\u200bk\u202e", "ink"),
        ("é e\u0301", "é e\u0301"),
        ("a" + "\u0300" * 50, "a" + "\u0300" * 4),
        ("👩\u200d🚀 in oil", "👩\u200d🚀 in oil"),
        ("नमस्ते", "नमस्ते"),
        ("\x07bell", "bell"),
        ("one\rtwo\u2028three", "one two three"),
        ("\U0001fa77", "\U0001fa77"),  # younger than Python 3.11's tables
        ("\U000e0fff", "\U000e0fff"),  # in nobody's tables yet
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f in oil",) * 2,
        ("i\U000e0068\U000e0069nk", "ink"),  # tags outside a flag hide text
        ("ink\ue000\ufdd0\U0010ffff", "ink"),
        ("a" + "\u0300\u200d" * 9, "a" + "\u0300\u200d" * 4 + "\u200d" * 5),
        ("a" + "\u0300\x07" * 9, "a" + "\u0300" * 4),
    ],
)
def test_a_prompt_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert RestyleRequest(prompt=typed, seed=1).prompt == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed: str) -> None:
    once = cleaned(typed)
    assert cleaned(once) == once


@given(
    st.text(st.sampled_from("ab \u0300\u200d\u200b\x07\r\U0001f3f4\U000e0067\U000e007f\ufdd0"), max_size=40)
)
def test_whatever_the_mixture_no_mark_passes_the_limit_and_nothing_hides(typed: str) -> None:
    words = str(cleaned(typed))
    assert cleaned(words) == words
    assert not re.search("\u0300{5}", words.replace("\u200d", ""))
    assert not set(words) & set("\u200b\x07\r\ufdd0")
    tags = re.sub("\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f", "", words)
    assert not re.search("[\U000e0000-\U000e007f]", tags)


def test_a_result_has_the_pixels_that_were_asked_for() -> None:
    ask = RestyleRequest(prompt="ink", seed=1)
    assert ask.pixels((1000, 500)) == 500_000
    assert ask.pixels((8000, 8000)) == AUTO_PIXELS_MAX
    assert ask.model_copy(update={"size": Size.SQUARE_HD}).pixels((1, 1)) == 1024 * 1024
    custom = RestyleRequest(prompt="ink", seed=1, size=Size.CUSTOM, width=512, height=1024)
    assert custom.pixels((1, 1)) == 512 * 1024


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 4))
def test_a_price_is_whole_and_never_rounded_to_nothing(width: int, height: int, images: int) -> None:
    price = Price({Speed.BALANCED: 22_500})
    cost = price.estimate(RestyleRequest(prompt="ink", seed=1, images=images), (width, height))
    assert cost * 1_000_000 >= 22_500 * min(width * height, AUTO_PIXELS_MAX) * images
    assert cost >= 1


def test_a_host_without_prices_is_free() -> None:
    assert Price().estimate(RestyleRequest(prompt="ink", seed=1), (4000, 4000)) == 0


PAINTED = RestyleRequest(prompt="ink", seed=1, images=2, strength=0.8, expanded="ink, in the host's words")


def test_a_variation_is_the_member_s_own_request_with_another_seed() -> None:
    varied = PAINTED.varied(9)
    assert (varied.seed, varied.full_prompt, varied.expansion) == (9, "ink", PAINTED.magic_prompt)
    assert varied.model_copy(update={"seed": 1, "expanded": PAINTED.expanded}) == PAINTED


@pytest.mark.parametrize(
    ("strength", "step", "after"),
    [(0.8, 0.15, 0.95), (0.95, 0.15, 1.0), (0.1, -0.15, 0.0), (0.5, -0.15, 0.35)],
)
def test_a_step_changes_the_strength_alone_and_stays_within_its_bounds(
    strength: float, step: float, after: float
) -> None:
    request = PAINTED.model_copy(update={"strength": strength})
    assert request.stepped(step) == request.model_copy(update={"strength": after})


@pytest.mark.parametrize(("strength", "step"), [(1.0, 0.15), (0.0, -0.15)])
def test_at_the_end_there_is_no_further_step(strength: float, step: float) -> None:
    with pytest.raises(StrengthAtEnd) as caught:
        PAINTED.model_copy(update={"strength": strength}).stepped(step)
    assert caught.value.strength == strength


def test_a_repeat_sends_what_the_host_made_of_the_prompt_and_asks_for_no_more() -> None:
    request = RestyleRequest(prompt="ink", seed=1)
    repeat = request.reworded("ink, at dawn")
    assert (repeat.prompt, repeat.full_prompt, repeat.expansion) == ("ink", "ink, at dawn", MagicPrompt.NONE)
    for nothing in (None, "", "  "):
        assert request.reworded(nothing) == request


@given(st.text(max_size=50_000))
def test_whatever_a_host_made_of_it_the_repeat_is_a_request(words: str) -> None:
    repeat = PAINTED.reworded(words)
    assert RestyleRequest.model_validate(repeat.model_dump()) == repeat


def test_a_change_is_checked_like_any_request() -> None:
    with pytest.raises(ValidationError):
        PAINTED.varied(-1)
