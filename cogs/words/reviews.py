"""Reviews in words: what waits for moderators, what became of it, and what its member is told."""

from cogs.words.endings import from_whose, quoted
from cogs.words.words import Words, channel, mention, moment, plain, shortened
from domain.card import Publication
from domain.errors import NotDenied, NotPublished
from domain.member import BOT
from domain.review import OBJECTION, Review, Reviewing
from jobs.showing import Ending


def held(words: Words, ending: Ending) -> str:
    """Return what a card says meanwhile where it was asked. Not the prompt: that is a part of what is looked at."""
    who = mention(ending.card.member.user_id)
    said = words.say("⏳ Done for {who}. A moderator looks at it first; then it is shown here.", who=who)
    review = ending.review
    if review is None:
        return said
    if review.objection is not None:
        said = words.say(
            "⏳ {who} has objected, and moderators look at it once more; then it is shown here.", who=who
        )
    ends = words.say("Where nobody decides, it is denied {when}.", when=moment(review.ends_at))
    return f"{said}\n-# {ends}"


def denied(words: Words, ending: Ending) -> str:
    """Return what a card says where it was asked: that its pictures are not shown, why, and what it costs."""
    who, review = mention(ending.card.member.user_id), ending.review
    if review and review.decided_by == BOT:
        said = words.say(
            "{who}, no moderator has looked at your result in time, so it is not shown.", who=who
        )
    elif review and review.reason:
        reason = plain(review.reason)
        said = words.say("{who}, a moderator has denied your result: “{reason}”", who=who, reason=reason)
    else:
        said = words.say("{who}, a moderator has denied your result.", who=who)
    counts = words.say("It does not count against your allowance.")
    return f"{said} {counts}"


def waiting(words: Words, ending: Ending, prompt: int) -> str:
    """Return what moderators read of a result: who asked for what and where, and how its review stands."""
    card, review, job = ending.card, ending.review, ending.jobs[0].job
    about = words.say(
        "A result for {member} in {channel}",
        member=mention(card.member.user_id),
        channel=channel(card.channel_id),
    )
    author = job.author
    if author and author.user_id != card.member.user_id:
        about = f"{about} · {from_whose(words, author)}"
    lines = [f"**{_standing(words, ending)}**", about, quoted(words, job, prompt)]
    if review and review.objection is not None:
        lines.append(_objection(words, review))
    if card.publication is Publication.HELD and review:
        lines.append(f"-# {_until(words, review)}")
    elif review and review.reason:
        lines.append(words.say("The reason: “{reason}”", reason=plain(review.reason)))
    return "\n".join(lines)


def _standing(words: Words, ending: Ending) -> str:
    by = ending.review.decided_by if ending.review else None
    match ending.card.publication:
        case Publication.PUBLISHED:
            return words.say("{moderator} has approved this.", moderator=mention(by or BOT))
        case Publication.REJECTED if by == BOT:
            return words.say("Nobody has decided in time, so it is denied.")
        case Publication.REJECTED:
            return words.say("{moderator} has denied this.", moderator=mention(by or BOT))
        case _:
            return words.say("May this be shown?")


def _objection(words: Words, review: Review) -> str:
    said = plain(shortened(review.objection or "", OBJECTION))
    if not said:
        return words.say("It was denied, and its member objects.")
    if review.reason:
        return words.say(
            "It was denied: “{reason}” Its member objects: “{objection}”",
            reason=plain(review.reason),
            objection=said,
        )
    return words.say("It was denied. Its member objects: “{objection}”", objection=said)


def _until(words: Words, review: Review) -> str:
    ends = words.say("Where nobody decides, it is denied {when}.", when=moment(review.ends_at))
    why = [
        *([words.say("It looks like adult content, or could not be checked.")] if review.adult else ()),
        *([words.say("The image host has withheld a part of it.")] if review.flagged else ()),
    ]
    return " ".join([*why, ends])


def more(words: Words, number: int) -> str:
    """Return how many more results wait for moderators."""
    return words.count(
        "{number} more waits; use this command again when this is decided.",
        "{number} more wait; use this command again when this is decided.",
        number,
    )


def chosen(
    words: Words, wanted: Reviewing, channel_id: int | None, waiting: int, *, closed: bool = False
) -> str:
    """Return what a server's moderators look at first and where, if that is not closed to the bot; and how much waits."""
    match wanted:
        case Reviewing.OFF:
            said = words.say("Results are shown at once; moderators look first only at what seems adult.")
        case Reviewing.FLAGGED:
            said = words.say("Moderators look first at results of which the image host has withheld a part.")
        case Reviewing.EVERYTHING:
            said = words.say("Moderators look first at every result that others would see.")
    if wanted is not Reviewing.OFF and channel_id and closed:
        where = words.say(
            "I cannot write in {channel} any more: they see them with /moderation review, and can choose another channel.",
            channel=channel(channel_id),
        )
        said = f"{said} {where}"
    elif wanted is not Reviewing.OFF and channel_id:
        where = words.say(
            "They see them in {channel}, and with /moderation review.", channel=channel(channel_id)
        )
        said = f"{said} {where}"
    elif wanted is not Reviewing.OFF:
        where = words.say("They see them with /moderation review; a channel can be chosen there.")
        said = f"{said} {where}"
    if not waiting:
        return said
    still = words.count(
        "{number} result waits: /moderation review shows it.",
        "{number} results wait: /moderation review shows them.",
        waiting,
    )
    return f"{said} {still}"


def nothing_waits(words: Words) -> str:
    """Return what moderators read where there is nothing to look at."""
    return words.say("Nothing waits for a decision.")


def channel_opened(words: Words) -> str:
    """Return what is said in a channel that moderators have chosen."""
    return words.say("Results that moderators have to look at first are shown here from now on.")


def channel_open(words: Words) -> str:
    """Return what is said where everybody can read that channel."""
    return words.say("Everybody can read that channel, so everybody sees there what you look at first.")


def objected(words: Words) -> str:
    """Return what is said to who objects."""
    return words.say("The moderators look at it once more, with your words. What they decide then is final.")


def refusal(words: Words, error: NotPublished | NotDenied) -> str:
    """Return why somebody gets nothing from a result that moderators have to look at."""
    match error:
        case NotPublished(denied=True):
            return words.say("Moderators have denied that result.")
        case NotPublished():
            return words.say("Moderators have to look at that result first.")
        case NotDenied():
            return words.say("There is nothing to object to there, or you have objected already.")
