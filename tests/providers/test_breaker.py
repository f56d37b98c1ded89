"""The circuit breaker."""

import asyncio

import pytest

from domain.errors import HOST_TROUBLE, FailureKind
from providers.breaker import FAILURES, PAUSES, Breaker
from providers.notices import Notices


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_some_failures_in_a_row_open_it_for_a_while() -> None:
    breaker = Breaker(clock := Clock())
    assert [breaker.failed(FailureKind.UNAVAILABLE) for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [
        True
    ]
    assert breaker.resting
    clock.time += PAUSES[0]
    assert not breaker.resting


def test_a_success_between_them_counts_from_the_start() -> None:
    breaker = Breaker(Clock())
    for _ in range(3):
        for _ in range(FAILURES - 1):
            assert not breaker.failed(FailureKind.TIMED_OUT)
        breaker.succeeded()
    assert not breaker.resting


@pytest.mark.parametrize("kind", [FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY])
def test_what_would_fail_every_job_opens_it_at_once(kind: FailureKind) -> None:
    assert Breaker(Clock()).failed(kind)


def test_a_try_that_fails_opens_it_at_once_and_for_longer_until_one_succeeds() -> None:
    breaker = Breaker(clock := Clock())
    for _ in range(FAILURES):
        breaker.failed(FailureKind.UNAVAILABLE)
    for pause in (*PAUSES[1:], PAUSES[-1]):
        clock.time += breaker.seconds_left
        assert breaker.failed(FailureKind.UNAVAILABLE)
        assert breaker.seconds_left == pause
    clock.time += breaker.seconds_left
    breaker.succeeded()
    assert not breaker.failed(FailureKind.UNAVAILABLE)


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - HOST_TROUBLE))
def test_what_speaks_of_the_request_says_nothing_of_the_host(kind: FailureKind) -> None:
    breaker = Breaker(Clock())
    assert not any(breaker.failed(kind) for _ in range(20))


async def test_word_of_an_end_cuts_the_pause_of_its_own_job_short() -> None:
    notices = Notices()
    notices.expect("a")
    pausing = [asyncio.create_task(notices.pause(name, 60)) for name in ("a", "b")]
    await asyncio.sleep(0.01)
    assert notices.tell("a")
    assert not notices.tell("nobody")
    done, waiting = await asyncio.wait(pausing, timeout=0.2)
    assert (len(done), len(waiting)) == (1, 1)
    for task in waiting:
        task.cancel()


async def test_word_that_comes_before_the_pause_counts_once() -> None:
    notices = Notices()
    notices.expect("a")
    notices.tell("a")
    await asyncio.wait_for(notices.pause("a", 60), 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(notices.pause("a", 60), 0.05)
