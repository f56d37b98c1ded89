"""House rules in words: what a server's moderators have chosen, and what they turn down with it."""

from collections.abc import Sequence

from cogs.words import history
from cogs.words.words import Shown, Words, mention, moment, plain, shortened
from domain.errors import BadWord, Blocked, BlockedWords, OutOfBounds, Paused, ServerPaused
from domain.house import REASON, Block, Bounds, Pause, Private
from domain.request import Speed
from domain.wordlist import Pattern
from jobs.history import UnderWay

REASON_SHOWN = 300  # characters of an operator's own words


def refusal(
    words: Words, error: Paused | ServerPaused | Blocked | BlockedWords | OutOfBounds | BadWord
) -> str:
    """Return why something is not wanted in a server, or anywhere just now."""
    match error:
        case Paused(reason=""):
            return words.say("Who runs this bot has paused it. Please try again later.")
        case Paused(reason=reason):
            return words.say("Who runs this bot has paused it: {reason}", reason=_typed(reason, REASON_SHOWN))
        case ServerPaused(reason=""):
            return words.say("This server's moderators have paused the bot here. Please try again later.")
        case ServerPaused(reason=reason):
            return words.say(
                "This server's moderators have paused the bot here: {reason}", reason=_typed(reason)
            )
        case Blocked():
            return _blocked(words, error)
        case BlockedWords():
            return words.say(
                "That prompt has words that this server's moderators do not allow. Please put it in others."
            )
        case OutOfBounds():
            return _out_of_bounds(words, error)
        case BadWord():
            return _bad_word(words, error)


def _blocked(words: Words, error: Blocked) -> str:
    reason, ends_at = _typed(error.reason), error.ends_at
    if ends_at is None and not reason:
        return words.say(
            "This server's moderators have blocked you here. If you do not know why, please ask them."
        )
    if ends_at is None:
        return words.say("This server's moderators have blocked you here: {reason}", reason=reason)
    if not reason:
        return words.say(
            "This server's moderators have blocked you here. That ends {when}.", when=moment(ends_at)
        )
    return words.say(
        "This server's moderators have blocked you here, which ends {when}: {reason}",
        when=moment(ends_at),
        reason=reason,
    )


def _out_of_bounds(words: Words, error: OutOfBounds) -> str:
    option = f"`{words.shown(Shown.OPTION, error.option)}`"
    match error.option:
        case "images":
            return words.count(
                "This server allows {number} picture in one request. Please ask for fewer.",
                "This server allows {number} pictures in one request. Please ask for fewer.",
                int(error.most),
            )
        case "speed":
            return words.say(
                "This server allows no finer {option} than {most}. Please pick that one.",
                option=option,
                most=words.shown(Shown.CHOICE, str(error.most)),
            )
        case "size":
            return words.say(
                "This server allows {most} pixels on the longer side. Please pick a smaller {option}.",
                option=option,
                most=error.most,
            )
        case "private":
            return words.say(
                "This server's moderators allow no results that one member alone sees. Please leave out {option}.",
                option=option,
            )


def _bad_word(words: Words, error: BadWord) -> str:
    match error.problem:
        case "nothing":
            return words.say("There is no word in that. Give letters, numbers, or a symbol such as an emoji.")
        case "long":
            return words.say("That is too long: {most} characters at most.", most=error.limit)
        case "star":
            return words.say("A star can stand before a word or after it, but not within it.")
        case "broad":
            return words.say(
                "That would block nearly everything: give {least} characters at least beside a star.",
                least=error.limit,
            )
        case "many":
            return words.say(
                "A server can block {most} words, and here are as many. Please allow one of them first.",
                most=error.limit,
            )
        case "unknown":
            return words.say("That is not one of the blocked words. /moderation words shows them.")


def _typed(reason: str, most: int = REASON) -> str:
    return plain(shortened(" ".join(reason.split()), most))


def paused(words: Words, reason: str, ended: int | None) -> str:
    """Return what a moderator has just stopped; `ended` is how many requests were called off, None where none should be."""
    lines = [words.say("Paused: whoever asks for a picture here is turned down.")]
    if reason:
        lines.append(words.say("They read: “{reason}”", reason=_typed(reason)))
    lines.append(words.say("What is under way goes on.") if ended is None else called_off(words, ended))
    return "\n".join([*lines, words.say("/moderation resume lets it go on.")])


def is_paused(words: Words, pause: Pause) -> str:
    """Return that a server is paused, by whom, since when and why, for its moderators."""
    said = words.say("Paused by {who}, {when}.", who=mention(pause.actor), when=moment(pause.at))
    if not pause.reason:
        return said
    reason = words.say("They read: “{reason}”", reason=_typed(pause.reason))
    return f"{said}\n{reason}"


def called_off(words: Words, ended: int) -> str:
    """Return how many requests were called off."""
    return words.count("{number} request was cancelled.", "{number} requests were cancelled.", ended)


def resumed(words: Words, *, was_paused: bool) -> str:
    """Return what a moderator has just done."""
    return words.say("It goes on.") if was_paused else words.say("It was not paused.")


def blocked(words: Words, now: Block, before: Block | None, ended: int | None) -> str:
    """Return whom a moderator has just blocked, what was said of them before, and how many requests were called off."""
    member = mention(now.user_id)
    if now.ends_at is None:
        lines = [
            words.say("{member} may ask for nothing here, until a moderator unblocks them.", member=member)
        ]
    else:
        lines = [
            words.say(
                "{member} may ask for nothing here; that ends {when}.",
                member=member,
                when=moment(now.ends_at),
            )
        ]
    if now.reason:
        lines.append(words.say("They read: “{reason}”", reason=_typed(now.reason)))
    if before:
        lines.append(words.say("Before: {block}", block=_block(words, before)))
    return "\n".join([*lines, *([] if ended is None else [called_off(words, ended)])])


def unblocked(words: Words, user_id: int, before: Block | None) -> str:
    """Return whom a moderator lets ask again, and what was said of them before."""
    if before is None:
        return words.say("{member} was not blocked.", member=mention(user_id))
    said = words.say("{member} may ask for pictures again.", member=mention(user_id))
    was = words.say("Before: {block}", block=_block(words, before))
    return f"{said}\n{was}"


def blocks(words: Words, listed: Sequence[Block]) -> str:
    """Return who is blocked in a server."""
    if not listed:
        return words.say("Nobody is blocked here.")
    return "\n".join(f"- {_block(words, one)}" for one in listed)


REASON_IN_LIST = 60  # characters; twenty of them and more have room in a message


def _block(words: Words, block: Block) -> str:
    member, moderator = mention(block.user_id), mention(block.actor)
    if block.ends_at is None:
        said = words.say("{member}, by {moderator}, until unblocked", member=member, moderator=moderator)
    else:
        said = words.say(
            "{member}, by {moderator}, ends {when}",
            member=member,
            moderator=moderator,
            when=moment(block.ends_at),
        )
    return f"{said} · {plain(shortened(block.reason, REASON_IN_LIST))}" if block.reason else said


def wordlist(words: Words, blocked: Sequence[Pattern]) -> str:
    """Return the words that a server does not want in prompts, and how they are understood."""
    how = words.say(
        "Whole words, in whatever case and with whatever accents. A star before or after one stands for more of the"
        " word. Members are not told which word it was."
    )
    listed = words.say("No words are blocked.")
    if blocked:
        every = ", ".join(plain(str(one)) for one in blocked)
        listed = words.say("Blocked in prompts: {words}", words=every)
    return f"{listed}\n-# {how}"


def bounds(words: Words, now: Bounds, before: Bounds | None = None) -> str:
    """Return the most that one request may ask for; and what that was before, where it was another."""
    lines = _bounds(words, now)
    if before is None or before == now:
        return "\n".join(lines)
    changed = [old for old, new in zip(_bounds(words, before), lines, strict=True) if old != new]
    return "\n".join([*lines, *(words.say("Before: {limit}", limit=old) for old in changed)])


def _bounds(words: Words, shown: Bounds) -> list[str]:
    return [
        words.count(
            "{number} picture in one request at most.",
            "{number} pictures in one request at most.",
            shown.images,
        ),
        words.say("Speed: {speed} at most.", speed=_speed(words, shown.speed)),
        words.say("{pixels} pixels on the longer side at most.", pixels=shown.side),
        private(words, shown.private),
    ]


def _speed(words: Words, speed: Speed) -> str:
    return words.shown(Shown.CHOICE, speed)


def private(words: Words, allowed: Private) -> str:
    """Return whether members may ask for results that they alone see."""
    match allowed:
        case Private.NO:
            return words.say("Private results are not allowed.")
        case Private.YES:
            return words.say("Private results are allowed; moderators do not see them, nor their prompts.")
        case Private.WATCHED:
            return words.say(
                "Private results are allowed; moderators see their prompts in /moderation queue."
            )


def nothing_under_way(words: Words) -> str:
    """Return what is said where nobody waits."""
    return words.say("Nothing is under way.")


def under_way(words: Words, shown: UnderWay, *, readable: bool) -> str:
    """Return one request that has not ended, for moderators: whose, what (unless that is private), and where it is."""
    member = mention(shown.card.member.user_id)
    if not readable:
        private_one = words.say("private")
        return f"{member} · {private_one}\n{history.standing(words, shown)}"
    return f"{member} · {history.under_way(words, shown)}"
