"""Budgets in words: what may be spent, and what has been; for moderators alone."""

from collections.abc import Iterator, Sequence

from cogs.words.words import Words
from domain.buckets import DAY, Bucket
from domain.budget import Budget


def lines(words: Words, budgets: Sequence[Budget]) -> Iterator[str]:
    """Yield what a server has spent of what it may, as far as there is anything to say."""
    for budget in budgets:
        if budget.spent or budget.rule.limit is not None:
            yield _line(words, budget)


def _line(words: Words, budget: Budget) -> str:
    spent, cap = words.money(budget.spent), budget.rule.limit
    today = budget.rule.window == DAY
    if cap is None:
        return (
            words.say("Spent today (UTC): {spent}; there is no cap.", spent=spent)
            if today
            else words.say("Spent this month (UTC): {spent}; there is no cap.", spent=spent)
        )
    most = words.money(cap)
    if today:
        return words.say("Spent today (UTC): {spent} of {most}.", spent=spent, most=most)
    return words.say("Spent this month (UTC): {spent} of {most}.", spent=spent, most=most)


def capped(words: Words, now: Budget, before: Bucket | None) -> str:
    """Return what a moderator has just set, what it was before, and what has been spent."""
    cap, daily = now.rule.limit, now.rule.window == DAY
    if cap is None and daily:
        said = words.say("The server may now spend any amount in a day.")
    elif cap is None:
        said = words.say("The server may now spend any amount in a month.")
    elif daily:
        said = words.say("The server may now spend {most} in a day.", most=words.money(cap))
    else:
        said = words.say("The server may now spend {most} in a month.", most=words.money(cap))
    if before is None or before.limit is None:
        was = words.say("There was no such cap before.")
    else:
        was = words.say("Before: {limit}.", limit=words.money(before.limit))
    return "\n".join([said, was, _line(words, now)])
