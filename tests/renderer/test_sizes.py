"""Sizes: what is asked for, what is allowed, and what is painted at."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as some

from renderer.paint.sizes import LONGEST_SIDE, MOST_PIXELS, SHORTEST_INNER, capped, inner_size
from renderer.request import Acceleration, Speed

SIDES = some.integers(1, 20_000)
PAINTED_AT = 1024 * 1.125  # the longest inner side of all


@given(
    width=SIDES,
    height=SIDES,
    acceleration=some.sampled_from(get_args(Acceleration)),
    speed=some.sampled_from(get_args(Speed)),
    painterly=some.booleans(),
)
def test_no_side_is_too_short_to_be_painted_and_none_too_long(
    width: int, height: int, acceleration: Acceleration, speed: Speed, *, painterly: bool
) -> None:
    inner = inner_size((width, height), acceleration, speed, painterly=painterly)
    assert min(inner) >= SHORTEST_INNER
    assert max(inner) <= PAINTED_AT


@given(SIDES, SIDES)
def test_a_picture_is_within_the_caps_and_no_larger_than_was_asked(width: int, height: int) -> None:
    sides = capped((width, height))
    assert min(sides) >= 1
    assert max(sides) <= LONGEST_SIDE
    assert sides[0] * sides[1] <= MOST_PIXELS
    assert sides[0] <= width
    assert sides[1] <= height
