"""A member's past in words."""

from cogs.words.endings import quoted
from cogs.words.words import Words, moment, plain
from domain.card import DeliveryState
from domain.job import JobState
from jobs.history import Entry, UnderWay


def nothing(words: Words) -> str:
    """Return what is said to who has no past yet."""
    return words.say("Nothing yet. Start with /restyle.")


def idle(words: Words) -> str:
    """Return what is said to who waits for nothing."""
    return words.say("Nothing is under way. Start with /restyle.")


def under_way(words: Words, shown: UnderWay) -> str:
    """Return one request that has not ended: the prompt, where it is, what is still to come, and since when."""
    first = shown.jobs[0]
    match first.state:
        case JobState.QUEUED if shown.place == 1:
            where = words.say("next in line")
        case JobState.QUEUED:
            where = words.say("{place} in line", place=words.ordinal(shown.place))
        case JobState.SUBMITTING:
            where = words.say("sending the picture")
        case _:
            where = words.say("rendering")
    pictures = words.pictures(sum(job.request.images for job in shown.jobs))
    return f"{quoted(words, first)}\n-# {where} · {pictures} · {moment(first.asked_at)}"


def entry(words: Words, shown: Entry) -> str:
    """Return one card: the prompt, how it ended, when, and what tells it from others of the same prompt."""
    first = shown.jobs[0]
    request = first.request
    parts = (
        _ended(words, shown),
        moment(max(job.finished_at or 0 for job in shown.jobs)),
        words.pictures(sum(job.request.images for job in shown.jobs)),
        plain(request.style.name.lower()) if request.style else "",
        words.say("strength {strength}", strength=request.strength),
        words.say("seed {seed}", seed=request.seed),
    )
    return f"{quoted(words, first)}\n-# {' · '.join(part for part in parts if part)}"


def _ended(words: Words, shown: Entry) -> str:
    if shown.delivery is DeliveryState.WAITING:
        return words.say("waiting for you")
    done = sum(job.state is JobState.DONE for job in shown.jobs)
    if 0 < done < len(shown.jobs):
        return words.say("{done} of {total} done", done=done, total=len(shown.jobs))
    match shown.jobs[0].state:
        case JobState.DONE:
            return words.say("done")
        case JobState.CANCELLED:
            return words.say("cancelled")
        case _:
            return words.say("failed")
