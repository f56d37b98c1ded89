"""Budgets: calendar days and months, as buckets that are empty again when the next period begins."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.buckets import DAY, MONTH, Bucket, Scope, Unit, Use
from domain.budget import PERIODS, Budget, Period, budget_of_bot, nearly_spent
from domain.errors import QuotaExceeded
from domain.quota import decide

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - see the timezone


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@given(moments)
def test_a_period_is_the_day_or_the_month_of_its_moment(moment: datetime) -> None:
    now = _ms(moment)
    day, month = Period.of(DAY, now), Period.of(MONTH, now)
    assert (
        datetime.fromtimestamp(day.start / 1000, UTC).date() == datetime.fromtimestamp(now / 1000, UTC).date()
    )
    first, after = (datetime.fromtimestamp(at / 1000, UTC) for at in (month.start, month.end))
    assert (first.day, first.hour, after.day, after.hour) == (1, 0, 1, 0)
    assert month.start <= day.start <= now < day.end <= month.end
    assert 28 <= (month.end - month.start) / DAY <= 31
    assert Period.of(MONTH, month.end - 1) == month
    assert Period.of(MONTH, month.end).start == month.end


@given(moments, st.sampled_from(PERIODS), st.integers(1, 100), st.integers(0, 200), st.integers(1, 100))
def test_what_was_spent_frees_at_the_end_of_its_period_and_not_before(
    moment: datetime, window: int, limit: int, spent: int, cost: int
) -> None:
    now = _ms(moment)
    budget = Budget(Bucket(Scope.SERVER, Unit.MICROS, limit, window), Period.of(window, now), spent)
    uses = {budget.bucket: budget.uses}
    if spent + cost <= limit:
        decide(uses, 0, cost, now)
        return
    with pytest.raises(QuotaExceeded) as exceeded:
        decide(uses, 0, cost, now)
    assert exceeded.value.frees_at == (budget.period.end if cost <= limit else None)
    decide(uses, 0, 0, now)


def test_it_is_nearly_spent_from_four_fifths_on() -> None:
    def nearly(limit: int | None, spent: int) -> bool:
        return nearly_spent(Bucket(Scope.BOT, Unit.MICROS, limit), [Use(0, spent), Use(1, 0)])

    assert [nearly(1000, spent) for spent in (0, 799, 800, 2000)] == [False, False, True, True]
    assert not nearly(None, 10**12)
    assert not nearly(0, 0), "there was nothing to spend"


def test_dollars_become_a_rule_and_nothing_none() -> None:
    assert budget_of_bot(Decimal("2.5"), MONTH) == [Bucket(Scope.BOT, Unit.MICROS, 2_500_000, MONTH)]
    assert budget_of_bot(None, DAY) == []
