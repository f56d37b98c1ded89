"""Charges in words: what is reserved for somebody's requests, and what their last ones counted."""

from collections.abc import Iterator

from cogs.words.endings import quoted
from cogs.words.words import Words, moment
from domain.charge import Charge, Charges

PROMPT_SHOWN = 60  # characters


def lines(words: Words, shown: Charges) -> Iterator[str]:
    """Yield a line for what is reserved, and one for each of the last requests."""
    if shown.reserved:
        yield words.count(
            "{number} picture of that is reserved for what is under way; /queue shows it.",
            "{number} pictures of that are reserved for what is under way; /queue shows it.",
            shown.reserved,
        )
    if shown.last:
        yield words.say("What your last requests counted:")
        for charge in shown.last:
            yield f"- {_charge(words, charge)}"


def _charge(words: Words, shown: Charge) -> str:
    what = words.say("a deleted request") if shown.deleted else quoted(words, shown.job, PROMPT_SHOWN)
    when = moment(shown.job.asked_at)
    if not shown.pictures:
        return words.say("{what} · nothing · {when}", what=what, when=when)
    pictures = words.pictures(shown.pictures)
    if shown.job.relaxed:
        return words.say(
            "{what} · {pictures} with the built-in model · {when}", what=what, pictures=pictures, when=when
        )
    if not shown.credit:
        return words.say("{what} · {pictures} · {when}", what=what, pictures=pictures, when=when)
    return words.say(
        "{what} · {pictures}, {credit} of them from credit · {when}",
        what=what,
        pictures=pictures,
        credit=shown.credit,
        when=when,
    )
