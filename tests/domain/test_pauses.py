"""Trying again: how often, after which pauses, and for what."""

import asyncio

import pytest

from domain.errors import Failure, FailureKind, NotSent
from domain.pauses import Pauses, tries

UNAVAILABLE = Failure(kind=FailureKind.UNAVAILABLE)


class Slept:
    """Pauses that take no time and are written down."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def _passes(error: BaseException) -> bool:
    return isinstance(error, NotSent)


async def _try(
    errors: list[BaseException], slept: Slept, pauses: tuple[float, ...] = (1.0, 2.0), patience: float = 0.0
) -> str:
    async for attempt in tries(pauses, _passes, slept, patience=patience):
        with attempt:
            if errors:
                raise errors.pop(0)
            return "done"
    return "never"


async def test_what_goes_well_is_done_once() -> None:
    assert await _try([], slept := Slept()) == "done"
    assert slept.seconds == []


async def test_what_passes_is_tried_again_after_each_pause() -> None:
    assert await _try([NotSent(UNAVAILABLE), NotSent(UNAVAILABLE)], slept := Slept()) == "done"
    assert slept.seconds == [1.0, 2.0]


async def test_and_no_more_often_than_there_are_pauses() -> None:
    last, slept = NotSent(UNAVAILABLE), Slept()
    with pytest.raises(NotSent) as caught:
        await _try([NotSent(UNAVAILABLE), NotSent(UNAVAILABLE), last], slept)
    assert caught.value is last
    assert slept.seconds == [1.0, 2.0]


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), asyncio.CancelledError(), KeyboardInterrupt()], ids=repr
)
async def test_what_does_not_pass_is_not_tried_again(error: BaseException) -> None:
    slept = Slept()
    with pytest.raises(type(error)):
        await _try([error], slept)
    assert slept.seconds == []


async def test_a_host_s_own_pause_is_followed_within_reason() -> None:
    errors: list[BaseException] = [NotSent(UNAVAILABLE, retry_after=5), NotSent(UNAVAILABLE, retry_after=999)]
    assert await _try(errors, slept := Slept(), patience=30) == "done"
    assert slept.seconds == [5, 30]


async def test_no_pauses_are_one_try() -> None:
    with pytest.raises(NotSent):
        await _try([NotSent(UNAVAILABLE)], Slept(), ())


def test_a_host_that_cannot_be_asked_is_asked_for_two_hours() -> None:
    assert 2 * 3600 * 0.9 <= sum(Pauses().unreachable) <= 2 * 3600


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("a\nb\r\n\tc", "a b c"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("x" * 9999, "x" * 500),
        ("\u202e", ""),
    ],
    ids=["lines", "colours", "long", "turned"],
)
def test_a_host_s_words_are_one_line(words: str, line: str) -> None:
    assert Failure(kind=FailureKind.INTERNAL, detail=words).detail == line
