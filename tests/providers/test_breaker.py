"""The circuit breaker: what closes a host for everybody, for how long, and how it is tried again."""

import pytest

from domain.errors import HOST_TROUBLE, FailureKind
from domain.pauses import Pauses
from providers.breaker import JOBS, Breaker

RESTS = Pauses().rest


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(RESTS, clock)


def _fail(breaker: Breaker, job: int, user: int, kind: FailureKind = FailureKind.UNAVAILABLE) -> bool:
    return breaker.failed(kind, job, user)


def _rest(breaker: Breaker) -> None:
    """Let it fail as it does when the host is down."""
    for number in range(JOBS):
        _fail(breaker, number, number)
    assert breaker.resting


def test_failures_of_several_members_in_a_row_are_a_rest(breaker: Breaker, clock: Clock) -> None:
    assert [_fail(breaker, number, number) for number in range(JOBS)] == [False] * (JOBS - 1) + [True]
    assert breaker.resting
    assert not breaker.takes
    assert breaker.seconds_left == RESTS[0]
    clock.time += RESTS[0]
    assert not breaker.resting


def test_one_member_s_odd_requests_close_no_host_for_all(breaker: Breaker) -> None:
    for job in range(50):
        assert not _fail(breaker, job, user=1)
    assert breaker.takes
    assert _fail(breaker, 50, user=2), "what happens to a second member is not the first's oddity"


def test_one_job_counts_once_however_often_it_is_tried(breaker: Breaker) -> None:
    for job in (1, 1, 1, 1, 1, 2, 2, 2, 2):
        assert not _fail(breaker, job, user=job)


def test_a_success_between_them_counts_from_the_start(breaker: Breaker) -> None:
    for begin in range(0, 30, 10):
        for number in range(JOBS - 1):
            assert not _fail(breaker, begin + number, number)
        breaker.succeeded()
    assert breaker.takes


@pytest.mark.parametrize("kind", [FailureKind.OUT_OF_FUNDS, FailureKind.BAD_KEY])
def test_what_would_fail_every_job_is_a_rest_at_once(breaker: Breaker, kind: FailureKind) -> None:
    assert _fail(breaker, 1, 1, kind)


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - HOST_TROUBLE))
def test_what_speaks_of_the_request_or_of_us_says_nothing_of_the_host(
    breaker: Breaker, kind: FailureKind
) -> None:
    assert not any(_fail(breaker, number, number, kind) for number in range(20))


@pytest.mark.parametrize(
    "kind", [FailureKind.RATE_LIMITED, FailureKind.CONTENT_POLICY, FailureKind.MISCONFIGURED]
)
def test_an_ordinary_429_a_refused_picture_and_a_setting_are_none_of_the_host_s(kind: FailureKind) -> None:
    assert kind not in HOST_TROUBLE


def test_failures_while_it_rests_do_not_make_the_rest_longer(breaker: Breaker, clock: Clock) -> None:
    _rest(breaker)
    for number in range(20):
        assert not _fail(breaker, 100 + number, number)
    assert breaker.seconds_left == RESTS[0]
    clock.time += RESTS[0]
    assert not _fail(breaker, 200, 1), "nor one that was given before and fails after it"
    assert breaker.takes


def test_after_a_rest_one_job_is_let_through(breaker: Breaker, clock: Clock) -> None:
    _rest(breaker)
    clock.time += RESTS[0]
    assert breaker.takes
    breaker.given(10)
    assert not breaker.takes
    breaker.ended(10)
    assert breaker.takes, "it ended without a word on the host: cancelled, or refused"
    breaker.given(11)
    breaker.succeeded()
    assert breaker.takes
    breaker.given(12)
    assert breaker.takes


def test_a_try_that_fails_is_a_longer_rest_until_one_succeeds(breaker: Breaker, clock: Clock) -> None:
    _rest(breaker)
    for number, rest in enumerate((*RESTS[1:], RESTS[-1]), 100):
        clock.time += breaker.seconds_left
        breaker.given(number)
        assert _fail(breaker, number, 1)
        assert breaker.seconds_left == rest
    clock.time += breaker.seconds_left
    breaker.given(200)
    breaker.succeeded()
    assert not _fail(breaker, 201, 1)


def test_how_long_it_has_been_down_counts_from_the_first_rest(breaker: Breaker, clock: Clock) -> None:
    assert breaker.seconds_down == 0
    _rest(breaker)
    clock.time += RESTS[0] + 70
    breaker.given(10)
    _fail(breaker, 10, 1)
    clock.time += 5
    assert breaker.seconds_down == RESTS[0] + 75
    breaker.succeeded()
    assert breaker.seconds_down == 0
