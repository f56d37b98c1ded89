"""Reports in words: what is wrong with a result, who says so, and what became of it."""

from cogs.words.endings import quoted
from cogs.words.words import Words, channel, link, mention, plain, shortened
from domain.card import Spot
from domain.errors import CannotWrite, Decided, ReportedEnough
from domain.member import BOT
from domain.report import Reason, Report, ReportState
from jobs.showing import Ending


def reasons(words: Words) -> dict[str, str]:
    """Return what can be chosen, by the reasons' names."""
    return {reason: _reason(words, reason) for reason in Reason}


def _reason(words: Words, reason: Reason) -> str:
    match reason:
        case Reason.MINE:
            return words.say("It is made from my work, or shows me")
        case Reason.SEXUAL:
            return words.say("It is sexual")
        case Reason.HATE:
            return words.say("It is hateful or violent")
        case Reason.RULES:
            return words.say("It is against this server's rules")
        case Reason.OTHER:
            return words.say("Something else")


def reported(words: Words, *, shown: bool) -> str:
    """Return what who reported is told: where the moderators have it now."""
    if shown:
        return words.say("Reported: the moderators have it in their channel, with your name.")
    return words.say("Reported, with your name: the moderators find it with /moderation reports.")


def report(
    words: Words, shown: Report, ending: Ending, spot: Spot | None, *, named: bool, prompt: int, note: int
) -> str:
    """Return a report for moderators, with so many characters of the prompt and the note; who reported only if `named`."""
    lines = [
        f"**{_reason(words, shown.reason)}**",
        _about(words, shown, ending, spot),
        quoted(words, ending.jobs[0].job, prompt),
        *([f"> {plain(shortened(shown.note, note))}"] if shown.note else []),
        f"-# {_reporter(words, shown, named=named)}",
    ]
    if said := _decision(words, shown):
        lines.append(said)
    return "\n".join(lines)


def _about(words: Words, shown: Report, ending: Ending, spot: Spot | None) -> str:
    member = mention(ending.card.member.user_id)
    if shown.removed or spot is None:
        return words.say("A result of {member}, which has been deleted.", member=member)
    author = ending.jobs[0].job.author
    if author and author.user_id != ending.card.member.user_id:
        return words.say(
            "[A result]({link}) of {member}, from a picture by {author}.",
            link=link(spot),
            member=member,
            author=mention(author.user_id),
        )
    return words.say("[A result]({link}) of {member}.", link=link(spot), member=member)


def _reporter(words: Words, shown: Report, *, named: bool) -> str:
    if named:
        return words.say("reported by {reporter}", reporter=mention(shown.member.user_id))
    return words.say("everybody can read this channel: /moderation reports says who reported it")


def _decision(words: Words, shown: Report) -> str:
    by = mention(shown.decided_by or 0)
    match shown.state:
        case ReportState.OPEN:
            return ""
        case ReportState.UPHELD if shown.removed:
            return words.say("{moderator} has deleted the result.", moderator=by)
        case ReportState.UPHELD:
            return words.say("{moderator} deletes the result; it is still there.", moderator=by)
        case ReportState.DISMISSED:
            return words.say("{moderator} has dismissed this report.", moderator=by)
        case ReportState.GONE:
            return words.say("The result was deleted by {member} meanwhile.", member=by)


def none_open(words: Words) -> str:
    """Return what moderators read where nothing is to be decided."""
    return words.say("There are no open reports.")


def more_open(words: Words, more: int) -> str:
    """Return how many open reports there are besides those that are shown."""
    return words.count(
        "There is {number} more; use this command again when these are decided.",
        "There are {number} more; use this command again when these are decided.",
        more,
    )


def channel_opened(words: Words) -> str:
    """Return what is said in a channel that moderators have chosen."""
    return words.say(
        "Reports about results of this server, and what its moderators do, are shown here from now on."
    )


def channel_chosen(words: Words, channel_id: int, *, is_open: bool) -> str:
    """Return what moderators have chosen, and what comes of it where everybody can read along."""
    said = words.say(
        "Reports and what moderators do are now shown in {channel}.", channel=channel(channel_id)
    )
    if not is_open:
        return said
    warning = words.say(
        "Everybody can read that channel, so it does not say who reported, nor which words are blocked, nor moderators'"
        " reasons. /moderation reports and /moderation log do."
    )
    return f"{said} {warning}"


def no_channel(words: Words) -> str:
    """Return what moderators have chosen."""
    return words.say(
        "Nothing is shown in a channel any more. /moderation reports shows reports, and /moderation log what moderators do."
    )


def channel_is(words: Words, channel_id: int | None, *, closed: bool = False) -> str:
    """Return in which channel moderators see what they should, if that is not closed to the bot."""
    if channel_id is None:
        return words.say("No channel is chosen for this and for reports.")
    if closed:
        return words.say(
            "I cannot write in {channel} any more, so this and reports are shown nowhere else; choose another channel.",
            channel=channel(channel_id),
        )
    return words.say("This and reports are shown in {channel}.", channel=channel(channel_id))


def refusal(words: Words, error: ReportedEnough | Decided | CannotWrite) -> str:
    """Return why a report was not taken, decided or shown."""
    match error:
        case ReportedEnough():
            return _reported_enough(words, error)
        case Decided(moderator_id=moderator_id) if moderator_id == BOT:
            return words.say("Nobody had decided that in time, so it is denied.")
        case Decided(moderator_id=moderator_id):
            return words.say("{moderator} has decided that already.", moderator=mention(moderator_id))
        case CannotWrite(channel_id=channel_id):
            return words.say(
                "I cannot write in {channel}. Give me View Channel and Send Messages there, then choose it again.",
                channel=channel(channel_id),
            )


def _reported_enough(words: Words, error: ReportedEnough) -> str:
    match error.why:
        case "again":
            return words.say("You have reported that already. The moderators have it.")
        case "many":
            return words.say("Several members have reported that already. The moderators have it.")
        case "today":
            return words.say("You have reported a lot today. Please speak to a moderator.")
