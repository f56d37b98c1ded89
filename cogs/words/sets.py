"""A set in words: several pictures that were asked for at once, on one card."""

from collections.abc import Mapping, Sequence

from cogs.words.endings import from_whose, lost, quoted
from cogs.words.progress import away, bar, where
from cogs.words.words import Words, mention
from domain.errors import FailureKind
from domain.job import ACTIVE, JobState, Phase
from jobs.showing import Ended, Ending, Standing


def heading(words: Words, ending: Ending) -> str:
    """Return who asked, for how many pictures, from whose where they are somebody else's, and the prompt."""
    who, count, job = (
        mention(ending.card.member.user_id),
        words.pictures(len(ending.jobs)),
        ending.jobs[0].job,
    )
    if job.author is None:
        return f"{who} · {count} · {quoted(words, job)}"
    return f"{who} · {count} · {from_whose(words, job.author)}\n{quoted(words, job)}"


def progress(words: Words, standing: Standing) -> str:
    """Return how far a set is: its place before it has begun, and then how many are done, failed and to go."""
    jobs, now = standing.so_far.jobs, standing.progress
    if now and now.phase is Phase.QUEUED and all(one.job.state is JobState.QUEUED for one in jobs):
        images = sum(one.job.request.images for one in jobs)
        cost = words.cost(images, standing.so_far.account.before(images))
        return f"⏳ {where(words, now)} · {cost}"
    ended = sum(one.job.state not in ACTIVE for one in jobs)
    parts = [*_counts(words, jobs), *_to_go(words, standing)]
    return f"{bar(ended / len(jobs))} {' · '.join(parts)}"


def _counts(words: Words, jobs: Sequence[Ended]) -> list[str]:
    total = len(jobs)
    done = sum(bool(one.results or one.hidden) for one in jobs)
    cancelled = sum(one.job.state is JobState.CANCELLED for one in jobs)
    left = sum(one.job.state in ACTIVE for one in jobs)
    failed = total - done - cancelled - left
    return [
        words.say("{done} of {total} done", done=done, total=total),
        *([words.say("{number} failed", number=failed)] if failed else ()),
        *([words.say("{number} cancelled", number=cancelled)] if cancelled else ()),
        *([words.say("{number} to go", number=left)] if left else ()),
    ]


def _to_go(words: Words, standing: Standing) -> list[str]:
    """Return how long it still takes; or what stands in the way of that."""
    now = standing.progress
    if now and now.phase is Phase.AWAY:
        return [away(words)]
    if now and now.phase is Phase.UNANSWERED:
        return [words.say("the image host does not answer; it is tried again")]
    if now and now.rests_until:
        return [where(words, now)]
    return [words.say("about {time}", time=words.duration(standing.to_go))] if standing.to_go else []


def notes(words: Words, jobs: Sequence[Ended]) -> list[str]:
    """Return a short line for each thing that is to be said of some of the pictures, and of which."""
    said: dict[str, list[int]] = {}
    for one in jobs:
        for note in _notes(words, one):
            said.setdefault(note, []).append(one.job.part + 1)
    return [f"-# {_which(words, parts, len(jobs))} · {note}" for note, parts in said.items()]


def _notes(words: Words, one: Ended) -> list[str]:
    if one.results:
        return lost(words, one.job.loss)
    return [] if one.job.state in ACTIVE or one.hidden else [_why(words, one)]


def _which(words: Words, parts: Sequence[int], total: int) -> str:
    if len(parts) == total:
        return words.say("All pictures")
    which = ", ".join(map(str, parts))
    return words.count("Picture {which}", "Pictures {which}", len(parts), which=which)


def _why(words: Words, one: Ended) -> str:
    match one.job.state:
        case JobState.DONE:
            return words.say("A content check withheld it, and the image host charges for it, so it counts.")
        case JobState.CANCELLED:
            return words.say("Cancelled. Not charged.")
        case _:
            assert one.job.failure is not None, "a failed job says why"
            return failure(words, one.job.failure.kind)


def failure(words: Words, kind: FailureKind) -> str:
    """Return in one short line why a picture of a set is missing; the card has no room for what to do next."""
    reasons: Mapping[FailureKind, str] = {
        FailureKind.BAD_REQUEST: words.say("The image host did not accept it. Not charged."),
        FailureKind.CONTENT_POLICY: words.say("The image host's content check withheld it. Not charged."),
        FailureKind.ADULT: words.say("It looks like adult content, or could not be checked. Not charged."),
        FailureKind.SOURCE_TOO_SMALL: words.say("Too small for the image host. Not charged."),
        FailureKind.SOURCE_TOO_LARGE: words.say("Too large for the image host. Not charged."),
        FailureKind.SOURCE_RATIO: words.say("Too long for its width. Not charged."),
        FailureKind.SOURCE_UNREAD: words.say("The image host could not read it. Not charged."),
        FailureKind.OUT_OF_FUNDS: words.say("The image host's account is used up. Not charged."),
        FailureKind.BAD_KEY: words.say("The image host did not let the bot in. Not charged."),
        FailureKind.MISCONFIGURED: words.say("The bot is not set up right for the image host. Not charged."),
        FailureKind.RATE_LIMITED: words.say("The image host is busy. Not charged."),
        FailureKind.UNAVAILABLE: words.say("The image host is not answering. Not charged."),
        FailureKind.TIMED_OUT: words.say("The image host took too long. Not charged."),
        FailureKind.UNKNOWN_OUTCOME: words.say("The connection to the image host broke. Not charged."),
        FailureKind.MODEL_FAILED: words.say("The image host tried and failed. Not charged."),
        FailureKind.BAD_RESULT: words.say("The image host sent something else. Not charged."),
        FailureKind.EXPIRED: words.say("The image host no longer has it. Not charged."),
        FailureKind.VANISHED: words.say("The image host lost it. Not charged."),
        FailureKind.INTERNAL: words.say("Something went wrong on our side. Not charged."),
    }
    return reasons[kind]
