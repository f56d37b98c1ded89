"""The quota, against every order of uses and refunds, and every mixture of buckets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buckets import DAY, WEEK, Bucket, Draw, Scope, Unit, Use
from domain.errors import QuotaExceeded
from domain.member import NO_SERVER, Member
from domain.quota import Caps, Limits, account, decide, expecting, frees_at, used

NOW = 1_800_000_000_000
times = st.integers(NOW - 2 * DAY, NOW)
reservations = st.lists(st.tuples(times, st.integers(1, 4), st.booleans()), max_size=12)


def _uses(reserved: list[tuple[int, int, bool]]) -> list[Use]:
    taken = [Use(at, pictures) for at, pictures, _ in reserved]
    return taken + [Use(at, -pictures) for at, pictures, refunded in reserved if refunded]


def _window(
    limit: int | None, scope: Scope = Scope.BOT, window: int = DAY, unit: Unit = Unit.PICTURES
) -> Bucket:
    return Bucket(scope, unit, limit, window)


@given(reservations)
def test_what_was_refunded_does_not_count(reserved: list[tuple[int, int, bool]]) -> None:
    kept = [one for one in reserved if not one[2]]
    assert used(_uses(reserved), NOW, DAY) == used(_uses(kept), NOW, DAY)


@given(reservations)
def test_use_is_never_negative_at_any_later_moment(reserved: list[tuple[int, int, bool]]) -> None:
    uses = _uses(reserved)
    assert all(used(uses, NOW + later, DAY) >= 0 for later in range(0, 2 * DAY, DAY // 12))


@given(reservations, st.integers(0, 12), st.integers(1, 4))
def test_when_it_frees_it_fits_and_not_a_moment_before(
    reserved: list[tuple[int, int, bool]], limit: int, asked: int
) -> None:
    uses, bucket = _uses(reserved), _window(limit)
    free = frees_at(uses, NOW, bucket, asked)
    if asked > limit:
        assert free is None
        return
    assert free is not None
    assert used(uses, free, DAY) + asked <= limit
    if free > NOW:
        assert used(uses, free - 1, DAY) + asked > limit


def test_a_use_leaves_after_exactly_its_window() -> None:
    uses = [Use(NOW, 3)]
    assert used(uses, NOW + DAY - 1, DAY) == 3
    assert used(uses, NOW + DAY, DAY) == 0
    assert used(uses, NOW + DAY, None) == 3, "what was taken from a balance stays taken"


def test_who_is_on_their_own_has_an_allowance_of_their_own() -> None:
    limits = Limits(_window(20), _window(3, Scope.PERSONAL), Caps())
    assert limits.default(Member(9, 1)) == _window(20)
    assert limits.default(Member(NO_SERVER, 1)) == _window(3, Scope.PERSONAL)


@given(reservations, reservations, st.integers(1, 12))
def test_of_several_windows_the_one_that_frees_last_is_named_and_then_it_fits(
    recent: list[tuple[int, int, bool]], older: list[tuple[int, int, bool]], asked: int
) -> None:
    uses = _uses(recent) + [Use(use.at - DAY, use.amount) for use in _uses(older)]
    day, week = _window(10), _window(15, window=WEEK)

    def refused(now: int) -> QuotaExceeded | None:
        try:
            decide({day: uses, week: uses}, asked, 0, now)
        except QuotaExceeded as exceeded:
            return exceeded
        return None

    if (exceeded := refused(NOW)) is None:
        return
    assert exceeded.left < asked
    assert (exceeded.frees_at is None) is (asked > 10)
    if exceeded.frees_at:
        assert refused(exceeded.frees_at) is None
        before = refused(exceeded.frees_at - 1)
        assert before is not None
        assert before.frees_at == exceeded.frees_at


@given(reservations, st.integers(0, 8), st.integers(0, 4), st.integers(1, 8))
def test_what_is_expected_counts_as_it_will_when_it_is_drawn(
    reserved: list[tuple[int, int, bool]], expected: int, credit: int, asked: int
) -> None:
    windows = [_window(6), _window(9, window=WEEK)]
    balance = Bucket(Scope.MEMBER, Unit.PICTURES, credit, None, 1)
    uses = {window: _uses(reserved) for window in windows} | {balance: list[Use]()}
    room = min(bucket.limit - used(uses[bucket], NOW, bucket.window) for bucket in windows if bucket.limit)
    fits = expected + asked <= max(0, room) + credit
    if fits:
        decide(expecting(uses, expected, NOW), asked, 0, NOW)
    else:
        with pytest.raises(QuotaExceeded):
            decide(expecting(uses, expected, NOW), asked, 0, NOW)


def test_what_nothing_limits_is_never_exceeded() -> None:
    endless = _window(None)
    uses = {endless: [Use(NOW, 10**9)]}
    assert decide(uses, 10**6, 0, NOW).draws == (Draw("bot:pictures", 10**6),)
    assert account(uses, NOW).left is None
    week = _window(3, window=WEEK)
    with pytest.raises(QuotaExceeded) as caught:
        decide({**uses, week: []}, 4, 0, NOW)
    assert caught.value.bucket is week


limits = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 12)), min_size=1, max_size=3)
balances = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=3)


@given(limits, balances, st.integers(1, 8))
def test_a_decision_takes_exactly_what_was_asked_from_what_has_room(
    windows: list[tuple[int, int]], credits_: list[tuple[int, int]], asked: int
) -> None:
    uses = {
        _window(limit, window=DAY + number): [Use(NOW, taken)]
        for number, (limit, taken) in enumerate(windows)
    }
    grants = {
        Bucket(Scope.MEMBER, Unit.PICTURES, limit, None, number): [Use(NOW - 90 * DAY, taken)]
        for number, (limit, taken) in enumerate(credits_, 1)
    }
    everything = {**uses, **grants}
    room = {bucket: max(0, (bucket.limit or 0) - taken[0].amount) for bucket, taken in everything.items()}
    free = min(room[bucket] for bucket in uses)
    if asked > free + sum(room[bucket] for bucket in grants):
        with pytest.raises(QuotaExceeded) as caught:
            decide(everything, asked, 0, NOW)
        assert (caught.value.asked, caught.value.left) == (
            asked,
            free + sum(room[bucket] for bucket in grants),
        )
        return
    draws = decide(everything, asked, 0, NOW).draws
    assert sum(draw.pictures for draw in draws) == asked
    assert all(draw.pictures > 0 for draw in draws)
    named = {bucket.name: room[bucket] for bucket in grants}
    for draw in draws:
        assert draw.pictures <= named.get(draw.bucket, free)
    assert sum(draw.pictures for draw in draws if draw.bucket not in named) == min(asked, free), (
        "credits last"
    )


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_budget_is_one_more_bucket(limit: int, spent: int, cost: int) -> None:
    pictures, budget = _window(5), _window(limit, Scope.SERVER, unit=Unit.MICROS)
    uses = {pictures: list[Use](), budget: [Use(NOW, spent)]}
    if cost > max(0, limit - spent):
        with pytest.raises(QuotaExceeded) as caught:
            decide(uses, 1, cost, NOW)
        assert (caught.value.bucket, caught.value.left) == (budget, 0)
    else:
        assert decide(uses, 1, cost, NOW).micros == cost
