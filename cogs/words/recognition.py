"""What a picture was recognised as, in words: no more than who asks may know."""

from cogs.words.words import Words, link, mention, moment
from domain.job import Job
from domain.trace import Trace
from jobs.recognition import Recognised, Where


def said(words: Words, found: Recognised) -> str:
    """Return whether a picture was made here; and if that may be told, by whom, when, and from what."""
    if found.trace:
        return f"{_where(words, found)} {_who(words, found.trace)} {_source(words, found.trace)}"
    return _where(words, found)


def _where(words: Words, found: Recognised) -> str:
    match found.where:
        case Where.HERE | Where.HIDDEN if found.same:
            return words.say("Yes, it was made here.")
        case Where.HERE | Where.HIDDEN:
            return words.say("Most likely yes: it looks the same as a picture that was made here.")
        case Where.ELSEWHERE if found.same:
            return words.say("Yes, this bot made it, somewhere else.")
        case Where.ELSEWHERE:
            return words.say(
                "Most likely yes: it looks the same as a picture that this bot made somewhere else."
            )
        case Where.BY_A_MODEL:
            return words.say("Not by this bot. Its file says that a model made it, or a part of it.")
        case Where.UNKNOWN:
            return words.say(
                "Not by this bot, as far as can be told: a picture that was cropped or painted over is not recognised."
            )


def _who(words: Words, trace: Trace) -> str:
    job = trace.job
    who, when = mention(job.member.user_id), moment(job.finished_at or job.asked_at)
    if trace.spot is None:
        return words.say("{who} made it {when}.", who=who, when=when)
    return words.say("{who} made it {when}: [see it]({link}).", who=who, when=when, link=link(trace.spot))


def _source(words: Words, trace: Trace) -> str:
    job = trace.job
    if job.parent is None or trace.parent is None:
        return _attached(words, job)
    owner, number = mention(job.parent.user_id), trace.parent.name
    if trace.parent.spot is None:
        return words.say("It is a variation of #{number} by {owner}.", number=number, owner=owner)
    return words.say(
        "It is a variation of [#{number}]({link}) by {owner}.",
        number=number,
        link=link(trace.parent.spot),
        owner=owner,
    )


def _attached(words: Words, job: Job) -> str:
    if job.author:
        return words.say("It was made from a picture by {author}.", author=mention(job.author.user_id))
    return words.say("It was made from a picture that they chose.")


def numbered(words: Words, place: int, one: str) -> str:
    """Return what is said of one of several pictures."""
    return words.say("**Picture {place}:** {said}", place=place, said=one)


def only(words: Words, most: int) -> str:
    """Return what is said where a message has more pictures than were looked at."""
    return words.say("Only the first {most} pictures were looked at.", most=most)
