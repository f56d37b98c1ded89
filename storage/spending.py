"""What was spent: a sum for each day, of each server and of all together, which a trigger keeps with the ledger."""

from collections.abc import Iterator, Sequence

from domain.buckets import Bucket, Scope, Unit
from domain.budget import PERIODS, WARNED_AT, Budget, Period, nearly_spent
from domain.errors import QuotaExceeded
from domain.event import Event
from domain.member import Asker, Member
from domain.quota import Uses, decide
from domain.rules import EVERYBODY
from storage import events
from storage.database import snapshot, transaction
from storage.rules import rules
from storage.sqlite import Connection, Statements

EVERYWHERE = -1  # in place of a server's id: all of them, and members on their own


def budgets(connection: Statements, guild_id: int, rules: Sequence[Bucket], now: int) -> Iterator[Budget]:
    """Yield the budgets of rules in money, a server's or the bot's, as they are now. Part of another transaction."""
    for rule in rules:
        period = Period.of(rule.window, now)
        row = connection.execute(
            "SELECT coalesce(sum(micros), 0) FROM spend WHERE guild_id = ? AND day >= ? AND day < ?",
            (_whose(guild_id, rule), *period.days),
        ).fetchone()
        yield Budget(rule, period, row[0] if row else 0)


@snapshot
def of_server(connection: Statements, guild_id: int, now: int) -> list[Budget]:
    """Return what a server has spent today and this month, and what it may."""
    own = {rule.window: rule for rule in _own(connection, guild_id)}
    endless = [Bucket(Scope.SERVER, Unit.MICROS, None, window) for window in PERIODS]
    return list(budgets(connection, guild_id, [own.get(one.window, one) for one in endless], now))


def _own(connection: Statements, guild_id: int) -> list[Bucket]:
    found = rules(connection, Asker(Member(guild_id, EVERYBODY), channel_id=0))
    return [rule.bucket for rule in found if rule.bucket.unit is Unit.MICROS]


def _whose(guild_id: int, rule: Bucket) -> int:
    return EVERYWHERE if rule.scope is Scope.BOT else guild_id


def _all(connection: Statements, guild_id: int, of_bot: Sequence[Bucket], now: int) -> Iterator[Budget]:
    return budgets(connection, guild_id, [*_own(connection, guild_id), *of_bot], now)


def check(connection: Statements, guild_id: int, micros: int, of_bot: Sequence[Bucket], now: int) -> None:
    """Raise QuotaExceeded where so much more does not fit the budgets. Part of another transaction."""
    uses = {one.bucket: one.uses for one in _all(connection, guild_id, of_bot, now)}
    decide(uses, 0, micros, now)


def warn(connection: Connection, guild_id: int, uses: Uses) -> None:
    """Tell of budgets that are nearly spent, of each once in its period. Part of another transaction."""
    for bucket, taken in uses.items():
        if bucket.unit is Unit.MICROS and nearly_spent(bucket, taken):
            _tell(connection, "spend.warning", guild_id, Budget.of(bucket, taken), WARNED_AT)


@transaction
def stopped(
    connection: Connection, guild_id: int, refused: QuotaExceeded, of_bot: Sequence[Bucket], now: int
) -> None:
    """Tell of a budget by which somebody was turned down, once in its period."""
    for budget in _all(connection, guild_id, of_bot, now):
        if budget.bucket == refused.bucket:
            _tell(connection, "spend.stopped", guild_id, budget, 100)


def _tell(connection: Connection, kind: str, guild_id: int, budget: Budget, percent: int) -> None:
    rule = budget.rule
    told = connection.execute(
        "INSERT INTO spend_told (guild_id, window, began_at, cap, percent) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (_whose(guild_id, rule), rule.window, budget.period.start, rule.limit, percent),
    )
    if told.rowcount:
        said = {
            "scope": str(rule.scope),
            "window": rule.window,
            "spent": budget.spent,
            "cap": rule.limit,
        }
        events.record(connection, Event(kind, Member(guild_id, EVERYBODY), after=said))
