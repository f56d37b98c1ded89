"""A member's past in words."""

from cogs.words.endings import quoted
from cogs.words.words import Words, link, mention, moment, plain
from domain.card import DeliveryState, Hindrance, Publication
from domain.job import Job, JobState
from domain.member import Member
from domain.past import Entry, Family, Filter, Relative
from jobs.history import UnderWay

PROMPT_SHOWN = 100  # characters, in a list of eight
PROMPT_IN_TREE = 50


def nothing(words: Words, member: Member, wanted: Filter) -> str:
    """Return what is said to who has no past yet, or none that fits."""
    if wanted != Filter() and member.personal:
        return words.say(
            "None of your finished requests outside servers that have added this bot fits."
            " /history without options shows them all."
        )
    if wanted != Filter():
        return words.say("None of your finished requests here fits. /history without options shows them all.")
    return words.say("Nothing yet. Start with /restyle.")


def heading(words: Words, member: Member, wanted: Filter) -> str:
    """Return what a list is of."""
    style, text = plain(wanted.style), plain(wanted.text)
    if style and text:
        return words.say(
            "Your finished requests in the style {style} with “{text}” in the prompt:", style=style, text=text
        )
    if style:
        return words.say("Your finished requests in the style {style}:", style=style)
    if text:
        return words.say("Your finished requests with “{text}” in the prompt:", text=text)
    if member.personal:
        return words.say(
            "Your finished requests from everywhere outside servers that have added this bot, newest first:"
        )
    return words.say("Your finished requests here, newest first:")


def idle(words: Words) -> str:
    """Return what is said to who waits for nothing."""
    return words.say("Nothing is under way. Start with /restyle.")


def under_way(words: Words, shown: UnderWay) -> str:
    """Return one request that has not ended: the prompt, where it is, what is still to come, and since when."""
    return f"{quoted(words, shown.jobs[0], PROMPT_SHOWN)}\n{standing(words, shown)}"


def standing(words: Words, shown: UnderWay) -> str:
    """Return where a request is, what is still to come of it, and since when."""
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
    return f"-# {where} · {pictures} · {moment(first.asked_at)}"


def entry(words: Words, shown: Entry) -> str:
    """Return one card: the prompt, how it ended, when, and what tells it from others of the same prompt."""
    first = shown.jobs[0]
    request = first.request
    parts = (
        _ended(words, shown),
        moment(max(job.finished_at or 0 for job in shown.jobs)),
        words.pictures(sum(job.request.images for job in shown.jobs)),
        plain(request.style.name.lower()) if request.style else "",
        words.say("look of a picture") if first.look else "",
        words.say("strength {strength}", strength=request.strength),
        words.say("seed {seed}", seed=request.seed),
    )
    return f"{quoted(words, first, PROMPT_SHOWN)}\n-# {' · '.join(part for part in parts if part)}"


def _ended(words: Words, shown: Entry) -> str:
    match shown.card.publication:
        case Publication.HELD:
            return words.say("waits for a moderator")
        case Publication.REJECTED:
            return words.say("denied")
        case _:
            pass
    if shown.delivery is DeliveryState.WAITING:
        return " · ".join(part for part in (words.say("waiting for you"), _why(words, shown.why)) if part)
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


def _why(words: Words, why: Hindrance | None) -> str:
    match why:
        case Hindrance.LATE:
            return words.say("it came too late for its message")
        case Hindrance.GONE:
            return words.say("its message is gone")
        case Hindrance.CLOSED:
            return words.say("its thread is closed")
        case Hindrance.BARRED:
            return words.say("I may not write there")
        case Hindrance.FILTERED:
            return words.say("that server's filter stopped it")
        case Hindrance.TOO_LARGE:
            return words.say("too large for Discord there")
        case Hindrance.UNANSWERED:
            return words.say("Discord did not answer")
        case Hindrance.UNFIT:
            return words.say("it could not be made ready for Discord")
        case Hindrance.REFUSED:
            return words.say("Discord would not take it there")
        case None:
            return ""


def family(words: Words, shown: Family, looked_at: Job) -> str:
    """Return a family as a tree, with links to where each is shown."""
    lines = [
        words.say("What this result was made from, and what was made from it:"),
        *(_relative(words, one, looked_at) for one in shown.relatives),
    ]
    if shown.more:
        lines.append(more(words))
    return "\n".join(lines)


def more(words: Words) -> str:
    """Return what is said where a list has no room for all."""
    return words.say("There are more than are shown here.")


def _relative(words: Words, shown: Relative, looked_at: Job) -> str:
    job = shown.job
    this = job.card_id == looked_at.card_id
    parts = (
        words.say("from #{number}", number=shown.parent.name) if shown.parent else "",
        f"**{quoted(words, job, PROMPT_IN_TREE)}**" if this else quoted(words, job, PROMPT_IN_TREE),
        mention(job.member.user_id),
        moment(job.finished_at or job.asked_at),
        words.say("this one") if this else "",
        words.say("[see it]({link})", link=link(shown.spot)) if shown.spot else "",
    )
    return f"{'  ' * shown.depth}- {' · '.join(part for part in parts if part)}"


def alone(words: Words) -> str:
    """Return what is said of a result that has no family."""
    return words.say("Nothing else was made from its picture yet, and nothing from this result.")
