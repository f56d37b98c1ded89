"""How a card ended, in words: what was made and how, or why nothing was."""

from collections.abc import Sequence

from cogs.words import readings
from cogs.words.words import Shown, Words, fitting, link, mention, plain, shortened
from domain.card import Card, ReplyTo, Spot, Varied, picture_name
from domain.consent import Author
from domain.errors import FailureKind
from domain.job import Job
from domain.lines import kind_of
from domain.picture import Loss
from domain.request import PRESETS
from jobs.showing import Ended, Ending

PROMPT_SHOWN = 180  # characters: about three lines on a phone
ALT_LIMIT = 1024  # https://discord.com/developers/docs/components/reference#media-gallery
ALT_BYTES = 4000  # of all pictures of a card, which has its texts too (cogs/words/words.py, TEXT_BYTES)


def heading(words: Words, card: Card, ended: Ended) -> str:
    """Return who asked, always, then whose variation it is and where that is, and the prompt."""
    who, parent = mention(card.member.user_id), ended.job.parent
    if parent is None and ended.job.author:
        return f"{who} · {from_whose(words, ended.job.author)}\n{quoted(words, ended.job)}"
    if parent is None:
        return f"{who} · {quoted(words, ended.job)}"
    picture = _varied(ended.parent) if ended.parent else f"#{parent.number}"
    lineage = words.say("variation of {picture} by {owner}", picture=picture, owner=mention(parent.user_id))
    return f"{who} · {lineage}\n{quoted(words, ended.job)}"


def _varied(parent: Varied) -> str:
    name = f"#{parent.name}"
    return f"[{name}]({link(parent.spot)})" if parent.spot else name


def from_whose(words: Words, author: Author) -> str:
    """Return whose picture it was, where that is not who asked."""
    return words.say("from a picture by {author}", author=mention(author.user_id))


def quoted(words: Words, job: Job, most: int = PROMPT_SHOWN) -> str:
    """Return the member's prompt, three lines at most, as plain text whatever is in it."""
    said = job.request.prompt or (job.request.style.name if job.request.style else "")
    return words.say("“{prompt}”", prompt=plain(shortened(" ".join(said.split()), most)))


def names(ending: Ending) -> list[str]:
    """Return what the pictures of a card are called on it, in order."""
    alone = not ending.is_set
    return [
        picture_name(ended.job.part, place, ended.job.request.images, alone=alone)
        for ended in ending.jobs
        for place in range(1, len(ended.results) + 1)
    ]


def alt(words: Words, ending: Ending, job: Job, number: str) -> str:
    """Return what stands for a picture of that number where it cannot be seen; all of a card have only so much room."""
    said = words.say(
        "Picture {number} of {images}, made with AI: {prompt}",
        number=number,
        images=job.request.images if len(ending.jobs) == 1 else len(ending.jobs),
        prompt=job.request.full_prompt,
    )
    return fitting(shortened(said, ALT_LIMIT), ALT_BYTES // len(ending.results))


def notice(words: Words, ending: Ending, reply_to: ReplyTo) -> str:
    """Return what who asked is told beside a card that took long."""
    who, spot = mention(ending.card.member.user_id), reply_to.spot
    if not ending.results:
        said = words.say("{who}, your request has ended without a picture.", who=who)
    else:
        said = words.count(
            "{who}, your picture is ready.",
            "{who}, your {number} pictures are ready.",
            len(ending.results),
            who=who,
        )
    return f"{said} {link(spot)}" if spot else said


def deleted(words: Words, spot: Spot | None, *, removed: bool, stay: int) -> str:
    """Return what is said to who deleted a card, which others found at that spot."""
    if removed:
        said = words.say("Deleted: the message is gone, and its pictures go too.")
    elif spot is None:
        said = words.say("Deleted: its pictures go. Dismiss the message to be rid of it too.")
    elif spot.guild_id:
        said = words.say(
            "Its pictures go. The message itself is out of my reach here: a moderator can delete it."
        )
    else:
        said = words.say("Its pictures go. The message itself is out of my reach here.")
    if not stay:
        return said
    others = words.count(
        "{number} of them stays, since another result was made from it.",
        "{number} of them stay, since other results were made from them.",
        stay,
    )
    return f"{said}\n{others}"


def recipe(words: Words, ending: Ending, note: str) -> str:
    """Return the grey lines: how the prompt was read where that is told, and what made it, all that a repeat needs.

    Behind that stand how long it took and where, and what is left. The jobs of a card are alike in all of that, but for what they were made from.
    """
    made = [one for one in ending.jobs if one.results]
    ended, alone = made[0], len(ending.jobs) == 1
    job, spent = ended.job, _spent([one.job for one in made])
    images = sum(one.job.request.images for one in made)
    withheld = images - len(ending.results)
    parts = (
        words.say("made with AI"),
        plain(job.request.style.name.lower()) if job.request.style else "",
        words.say("look of a picture") if job.look else "",
        words.say("strength {strength}", strength=job.request.strength),
        words.shown(Shown.CHOICE, job.request.speed),
        words.say("seed {seed}", seed=ended.results[0].seed),
        *([_size(words, ended), *lost(words, job.loss)] if alone else ()),
        words.say("{seconds} s", seconds=round(spent, 1)) if spent is not None else "",
        " / ".join(dict.fromkeys(host(words, one.provider) for one in made)),
        _cost(words, ending),
        words.say("{withheld} of {images} missing or withheld", withheld=withheld, images=images)
        if withheld
        else "",
        note,
    )
    made_by = f"-# {' · '.join(part for part in parts if part)}"
    return "\n".join(filter(None, (made_by, readings.small_print(words, job))))


def _cost(words: Words, ending: Ending) -> str:
    """Return what a card counts against its member's allowance, and what is left of that."""
    counted, left = sum(one.counted for one in ending.jobs), ending.account.left
    if left is None:
        return words.pictures(counted) if counted else ""
    if not counted:
        return words.say("{left} left", left=left)
    return words.count("{number} picture, {left} left", "{number} pictures, {left} left", counted, left=left)


def host(words: Words, provider: str) -> str:
    """Return what made a picture: a company's name, or what our own model is."""
    return words.say("built-in model, style only") if kind_of(provider) == "local" else provider


def _spent(jobs: Sequence[Job]) -> float | None:
    """Return the seconds from when the first of these was started until the last one was done."""
    begun = [job.started_at for job in jobs if job.started_at]
    done = [job.finished_at for job in jobs if job.finished_at]
    return (max(done) - min(begun)) / 1000 if begun and done else None


def _size(words: Words, ended: Ended) -> str:
    """Return the size of the results where it is not the one that was asked for: rounded, or cropped."""
    request, picture = ended.job.request, ended.results[0].picture
    source = (ended.source.width, ended.source.height) if ended.source else None
    wanted = (request.width, request.height) if request.width else PRESETS.get(request.size, source)
    made = (picture.width, picture.height)
    if wanted in (None, made):
        return ""
    return words.say("made as {width} × {height}", width=made[0], height=made[1])


def lost(words: Words, loss: Loss) -> list[str]:
    """Return what of a member's picture did not come along."""
    still = [words.say("first frame only")] if loss.motion else []
    match loss.ground:
        case "white":
            return [*still, words.say("transparency filled with white")]
        case "black":
            return [*still, words.say("transparency filled with black")]
        case "grey":
            return [*still, words.say("transparency filled with grey")]
        case None:
            return still


def fitted(words: Words, changes: set[str]) -> str:
    """Return what had to be done to the pictures so that Discord takes them."""
    if "scaled" in changes:
        return words.say("scaled down to fit Discord's limit")
    return words.say("compressed to fit Discord's limit") if "reencoded" in changes else ""


def all_withheld(words: Words) -> str:
    """Return what is said where every picture was withheld, by the host or by us, and the host charged for them."""
    return words.say(
        "A content check withheld every picture. They count, since the image host charges for them."
        " Please change the prompt or the picture."
    )


def waits(words: Words) -> str:
    """Return what is said where the pictures are there, but cannot be shown on the card."""
    return words.say("Done, but Discord would not take the pictures here. /history brings them.")


def cancelled(words: Words) -> str:
    """Return what is said of a request that was called off. What a host has begun, who runs the bot pays for."""
    return words.say("Cancelled. Nothing was charged.")


# The same request may come out otherwise a little later; what is not here would fail the same way again.
WORTH_ANOTHER_TRY = frozenset(
    {
        FailureKind.RATE_LIMITED,
        FailureKind.UNAVAILABLE,
        FailureKind.TIMED_OUT,
        FailureKind.UNKNOWN_OUTCOME,
        FailureKind.SOURCE_UNREAD,
        FailureKind.MODEL_FAILED,
        FailureKind.EXPIRED,
        FailureKind.BAD_RESULT,
        FailureKind.VANISHED,
        FailureKind.INTERNAL,
    }
)


def failure(words: Words, kind: FailureKind) -> str:
    """Return what a member reads when an admitted request ends without pictures: what happened, and that it was free."""
    match kind:
        case FailureKind.BAD_REQUEST:
            return words.say(
                "The image host did not accept that request. Nothing was charged. Please change it and ask again."
            )
        case FailureKind.CONTENT_POLICY:
            return words.say(
                "The image host's content check withheld the result. Nothing was charged."
                " Please change the prompt or the picture."
            )
        case FailureKind.ADULT:
            return words.say(
                "The result looks like adult content, or could not be checked, so it is not shown here. Nothing was charged."
                " Please use an age-restricted channel, or another prompt or picture."
            )
        case FailureKind.SOURCE_TOO_SMALL:
            return words.say(
                "The image host says that the picture is too small. Nothing was charged. Please attach a larger one."
            )
        case FailureKind.SOURCE_TOO_LARGE:
            return words.say(
                "The image host says that the picture is too large. Nothing was charged. Please attach a smaller one."
            )
        case FailureKind.SOURCE_RATIO:
            return words.say(
                "The image host says that the picture is too long for its width. Nothing was charged. Please crop it."
            )
        case FailureKind.SOURCE_UNREAD:
            return words.say(
                "The image host could not read the picture. Nothing was charged. Please try again, or attach another."
            )
        case FailureKind.MISCONFIGURED:
            return words.say(
                "The bot is not set up right for the image host. Nothing was charged. Please tell who runs it."
            )
        case FailureKind.MODEL_FAILED:
            return words.say(
                "The image host tried and failed. Nothing was charged. Please try again, or change the request."
            )
        case FailureKind.EXPIRED:
            return words.say(
                "The image host no longer has the pictures. Nothing was charged. Please try again."
            )
        case FailureKind.OUT_OF_FUNDS:
            return words.say(
                "The image host's account is used up. Nothing was charged. Please tell who runs this bot."
            )
        case FailureKind.BAD_KEY:
            return words.say(
                "The image host did not let the bot in. Nothing was charged. Please tell who runs it."
            )
        case FailureKind.RATE_LIMITED:
            return words.say(
                "The image host is busy. Nothing was charged. Please try again in a few minutes."
            )
        case FailureKind.UNAVAILABLE:
            return words.say(
                "The image host is not answering. Nothing was charged. Please try again in a few minutes."
            )
        case FailureKind.TIMED_OUT:
            return words.say("The image host took too long. Nothing was charged. Please try again.")
        case FailureKind.UNKNOWN_OUTCOME:
            return words.say(
                "The connection to the image host broke at a bad moment. Nothing was charged. Please try again."
            )
        case FailureKind.BAD_RESULT:
            return words.say(
                "The image host sent something that is not a picture. Nothing was charged. Please try again."
            )
        case FailureKind.VANISHED:
            return words.say("The image host lost that request. Nothing was charged. Please try again.")
        case FailureKind.INTERNAL:
            return words.say("Something went wrong on our side. Nothing was charged. Please try again.")
