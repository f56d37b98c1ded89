"""A member's past in words."""

from cogs.words.endings import quoted
from cogs.words.words import Words, moment, plain
from domain.card import DeliveryState
from domain.job import JobState
from jobs.history import Entry


def nothing(words: Words) -> str:
    """Return what is said to who has no past yet."""
    return words.say("Nothing yet. Start with /restyle.")


def entry(words: Words, shown: Entry) -> str:
    """Return one card: the prompt, how it ended, when, and what tells it from others of the same prompt."""
    first = shown.jobs[0]
    request = first.request
    parts = (
        _ended(words, shown),
        moment(max(job.finished_at or 0 for job in shown.jobs)),
        words.pictures(sum(job.request.images for job in shown.jobs)),
        plain(request.style.name.lower()) if request.style else "",
        words.say("strength {strength:g}", strength=request.strength),
        words.say("seed {seed}", seed=request.seed),
    )
    return f"{quoted(first)}\n-# {' · '.join(part for part in parts if part)}"


def _ended(words: Words, shown: Entry) -> str:
    if shown.delivery is DeliveryState.WAITING:
        return words.say("waiting for you")
    match shown.jobs[0].state:
        case JobState.DONE:
            return words.say("done")
        case JobState.CANCELLED:
            return words.say("cancelled")
        case _:
            return words.say("failed")
