"""How far a card is, in words. What a host does not tell is not said: never an invented number."""

from cogs.words.words import Words, mention, moment
from domain.job import Job, Phase, Progress
from jobs.showing import Standing

BAR = 12  # signs


def progress(words: Words, standing: Standing) -> str:
    """Return how far the one job of a card is."""
    job, now = standing.so_far.jobs[0].job, standing.progress
    assert now is not None, "a card whose only job has ended has ended too"
    if now.phase is Phase.QUEUED:
        # The account has this request's pictures taken out already.
        images = job.request.images
        cost = words.cost(images, standing.so_far.account.before(images))
        said = f"{_restyling(words, job)} · {where(words, now)} · {cost}"
    else:
        said = _working(words, job, now)
    return f"{said}{late(words, standing)}"


def late(words: Words, standing: Standing) -> str:
    """Return, before a card can be changed no more, where its end will be; else nothing."""
    if not standing.late:
        return ""
    said = words.say(
        "Discord lets me change this message for 15 minutes only. If it takes longer, the result waits in /history."
    )
    return f"\n-# {said}"


def where(words: Words, now: Progress) -> str:
    """Return a place in line and an estimate; or that the host rests, while nobody knows."""
    if now.rests_until:
        return words.say("the image host is resting, next try {when}", when=moment(now.rests_until))
    place = _place(words, now.place)
    if not now.eta:
        return place
    return words.say("{place}, about {time}", place=place, time=words.duration(now.eta))


def _place(words: Words, place: int | None) -> str:
    match place:
        case None | 0:
            return words.say("about to start")
        case 1:
            return words.say("next in line")
        case _:
            return words.say("{place} in line", place=words.ordinal(place))


def _restyling(words: Words, job: Job) -> str:
    return words.say("⏳ Restyling for {member}", member=mention(job.member.user_id))


def _working(words: Words, job: Job, now: Progress) -> str:
    """Return a bar where the host tells a percentage; else the phase and the time so far, of the usual."""
    what = _phase(words, job, now)
    if now.percent is not None:
        shown = bar(now.percent / 100)
        return words.say("{bar} {percent} %  {what}", bar=shown, percent=min(now.percent, 100), what=what)
    return " · ".join(part for part in (_restyling(words, job), what, _time(words, now)) if part)


def _time(words: Words, now: Progress) -> str:
    if not now.elapsed:
        return ""
    elapsed = words.duration(now.elapsed)
    if not now.usual:
        return elapsed
    return words.say("{elapsed} of the usual {usual}", elapsed=elapsed, usual=words.duration(now.usual))


def _phase(words: Words, job: Job, now: Progress) -> str:
    match now.phase:
        case Phase.RENDERING if now.place:
            return words.say("{place} in the image host's line", place=words.ordinal(now.place))
        case Phase.RENDERING if now.picture:
            return words.say(
                "rendering {picture} of {images}", picture=now.picture, images=job.request.images
            )
        case Phase.RENDERING:
            return words.say("rendering")
        case Phase.UNANSWERED:
            return words.say("the image host does not answer; it is tried again")
        case Phase.AWAY:
            return away(words)
        case Phase.FETCHING:
            return words.say("fetching the pictures")
        case _:
            return words.say("sending the picture")


def away(words: Words) -> str:
    """Return that nobody is lost while the bot is not there."""
    return words.say("the bot restarts, and goes on with this by itself")


def bar(part: float) -> str:
    """Return a bar that is filled to `part` of 1."""
    full = round(max(0.0, min(1.0, part)) * BAR)
    return "▓" * full + "░" * (BAR - full)
