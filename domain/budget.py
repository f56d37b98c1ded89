"""Budgets: what may be spent within a calendar day or month (UTC).

As a bucket, a budget has one use: all that was spent, at the beginning of its period, and the length of the period as its
window. So what was spent leaves it when the next period begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from domain.buckets import DAY, MONTH, Bucket, Scope, Unit, Use
from domain.price import micros

PERIODS = (DAY, MONTH)  # as the windows of rules in money name them
WARNED_AT = 80  # percent


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar day or month: its first moment, and the first one after it (unix ms)."""

    start: int
    end: int

    @classmethod
    def of(cls, window: int | None, now: int) -> "Period":
        """Return the period that a rule in money is for at that moment."""
        if window == DAY:
            return cls(now - now % DAY, now - now % DAY + DAY)
        moment = datetime.fromtimestamp(now / 1000, UTC)
        first = datetime(moment.year, moment.month, 1, tzinfo=UTC)
        after = (first + timedelta(days=31)).replace(day=1)
        return cls(round(first.timestamp() * 1000), round(after.timestamp() * 1000))

    @property
    def days(self) -> tuple[int, int]:
        """Return the numbers of its first day and of the first one after it, since 1970."""
        return self.start // DAY, self.end // DAY


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent by a server, or everywhere, and what has been in the period that is now."""

    rule: Bucket  # its limit is None where nothing limits it; its window is one of PERIODS
    period: Period
    spent: int

    @classmethod
    def of(cls, bucket: Bucket, uses: Sequence[Use]) -> "Budget":
        """Return the budget that a bucket in money is, by its uses, of which the first says when its period began."""
        rule = replace(bucket, window=DAY if bucket.window == DAY else MONTH)
        return cls(rule, Period.of(rule.window, uses[0].at), sum(use.amount for use in uses))

    @property
    def bucket(self) -> Bucket:
        """Return it as what a request is measured by."""
        return replace(self.rule, window=self.period.end - self.period.start)

    @property
    def uses(self) -> Sequence[Use]:
        """Return what counts against that."""
        return [Use(self.period.start, self.spent)]


def nearly_spent(bucket: Bucket, uses: Sequence[Use]) -> bool:
    """Return whether it is time to warn who can do something about a budget."""
    limit = bucket.limit or 0
    return 0 < limit * WARNED_AT <= sum(use.amount for use in uses) * 100


def budget_of_bot(dollars: Decimal | None, window: int) -> list[Bucket]:
    """Return the rule for what may be spent everywhere; none where nothing is said."""
    return [] if dollars is None else [Bucket(Scope.BOT, Unit.MICROS, micros(dollars), window)]
