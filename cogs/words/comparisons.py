"""Before and after in words."""

from cogs.words.endings import ALT_LIMIT
from cogs.words.words import Words, shortened
from domain.job import Job
from domain.picture import Comparison


def which(words: Words, how: Comparison) -> str:
    """Return on which side is what."""
    match how:
        case Comparison.BESIDE:
            return words.say("Before on the left, after on the right.")
        case Comparison.WIPED:
            return words.say("Before in the left half, after in the right half.")


def alt(words: Words, job: Job) -> str:
    """Return what stands for the picture where it cannot be seen."""
    said = words.say(
        "Before and after in one picture, the second made with AI: {prompt}", prompt=job.request.full_prompt
    )
    return shortened(said, ALT_LIMIT)


def turn(words: Words, how: Comparison) -> str:
    """Return the label of what shows it in that way."""
    match how:
        case Comparison.BESIDE:
            return words.say("Side by side")
        case Comparison.WIPED:
            return words.say("Wiped")
