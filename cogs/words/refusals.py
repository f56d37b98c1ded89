"""Why something was turned down: short, plain, and with what to do next."""

from collections.abc import Sequence

from cogs.words import consent, house, reports, reviews, styles
from cogs.words.words import MEBI, MEGA, Shown, Words, exactly, mention, plain, shortened
from domain.buckets import DAY, Scope, Unit
from domain.errors import (
    AboutPicture,
    AgeRestricted,
    AskedEnough,
    BadLora,
    BadOption,
    BadStyle,
    BadWord,
    Barred,
    Blocked,
    BlockedWords,
    CannotWrite,
    Closing,
    CommandChanged,
    Crowded,
    Decided,
    Forwarded,
    Gone,
    Left,
    LeftOut,
    ModeratorsOnly,
    NoPicture,
    NoResult,
    NoRoom,
    NotAllowed,
    NotAnswering,
    NotAsked,
    NotDenied,
    NothingUsable,
    NotOffered,
    NotOwnStyle,
    NotPublished,
    NotStarted,
    NotTold,
    NotYet,
    NotYours,
    OneOf,
    OnlyInServers,
    OutOfBounds,
    Paused,
    QuotaExceeded,
    ReportedEnough,
    SentAlready,
    ServerPaused,
    SourceRefused,
    StillThere,
    StoreAway,
    StrengthAtEnd,
    StyleExists,
    TooLate,
    TooManyCancels,
    TooManyStyles,
    TooManyWaiting,
    UnknownStyle,
)
from domain.picture import UnreadablePicture
from jobs.showing import NotShown, NowhereToShow

NAME_SHOWN = 60  # characters of a file's name


def our_fault(words: Words) -> str:
    """Return what is said where nothing better is known."""
    return words.say("Something went wrong on our side. Nothing was charged. Please try again.")


def sentence(words: Words, error: Exception) -> str:
    """Return what a member reads when a request is turned down."""
    match error:
        case BadOption():
            return _bad_option(words, error)
        case UnknownStyle():
            return _unknown_style(words, error)
        case BadStyle() | BadLora() | StyleExists() | NotOwnStyle() | TooManyStyles() | NoResult():
            return styles.refusal(words, error)
        case ModeratorsOnly():
            return words.say("Only moderators can do that: members who may manage messages or the server.")
        case SourceRefused():
            return _source(words, error)
        case UnreadablePicture():
            return _unreadable(words, error)
        case AboutPicture(option=option, reason=reason):
            name = f"`{words.shown(Shown.OPTION, option)}`"
            return words.say("{option}: {said}", option=name, said=sentence(words, reason))
        case QuotaExceeded():
            return _quota(words, error)
        case OneOf(options=options):
            first, second = (f"`{words.shown(Shown.OPTION, option)}`" for option in options)
            return words.say("Give {first} or {second}: one of the two.", first=first, second=second)
        case NothingUsable(left_out=several):
            return words.say("None of those pictures can be used.\n{which}", which=_each(words, several))
        case TooManyWaiting(asked=asked, left=left) if left:
            return words.count(
                "{number} more picture may wait; this needs {asked}. Ask for fewer, or wait until some are done.",
                "{number} more pictures may wait; this needs {asked}. Ask for fewer, or wait until some are done.",
                left,
                asked=asked,
            )
        case TooManyWaiting(whose="member", limit=limit):
            return words.count(
                "You already have a request waiting. Send this one when that has moved on.",
                "You already have {number} requests waiting. Send this one when one has moved on.",
                limit,
            )
        case TooManyWaiting(limit=limit):
            return words.count(
                "A request is waiting in this server already. Please try again in a few minutes.",
                "{number} requests are waiting in this server already. Please try again in a few minutes.",
                limit,
            )
        case Gone():
            return _gone(words, error)
        case NotYours(owner_id=owner_id, moderators=True):
            return words.say("Only {owner} or a moderator can do that.", owner=mention(owner_id))
        case NotYours(owner_id=owner_id):
            return words.say("Only {owner} can do that.", owner=mention(owner_id))
        case StillThere():
            return words.say("Discord did not delete that message just now. Please try again.")
        case NoPicture():
            return words.say("That message has no picture. Pick one that shows a PNG, JPEG, WebP or GIF.")
        case Forwarded():
            return words.say(
                "That message was forwarded, and a forward does not say whose picture it shows. Use Restyle this on the"
                " message that it came from."
            )
        case OnlyInServers():
            return words.say("That is for moderators of servers that have added this bot.")
        case Barred(command=command):
            return words.say(
                "You may not use {command} here. This server's moderators decide who may, and in which channels:"
                " please ask them.",
                command=words.shown(
                    Shown.MENU, command
                ),  # what is no entry of a menu is called the same everywhere
            )
        case NotTold():
            return words.say(
                "Discord has not said yet whether you may do that here. Please try again in a moment."
            )
        case NotAllowed() | AskedEnough() | NotAsked() | NotStarted() | Left():
            return consent.refusal(words, error)
        case ReportedEnough() | Decided() | CannotWrite():
            return reports.refusal(words, error)
        case NotPublished() | NotDenied():
            return reviews.refusal(words, error)
        case Paused() | ServerPaused() | Blocked() | BlockedWords() | OutOfBounds() | BadWord():
            return house.refusal(words, error)
        case AgeRestricted():
            return words.say(
                "That result is from an age-restricted channel. Please go on from it in such a channel of this server."
            )
        case SentAlready():
            return words.say("That form was sent already, and counts once. Open it anew to ask for more.")
        case TooLate():
            return words.say("That request has ended already.")
        case NotYet():
            return words.say("That request is still on its way. /history shows it when it has ended.")
        case NotShown() | NowhereToShow():
            return words.say(
                "Discord did not take those pictures just now. Please fetch them again with /history."
            )
        case StrengthAtEnd(strength=strength):
            return words.say("The strength is {strength} already; it goes from 0 to 1.", strength=strength)
        case NotOffered(what="size"):
            return words.say(
                "That size is larger than any image host of this bot makes. Please ask for a smaller one."
            )
        case NotOffered(what="small", limit=limit):
            return words.say(
                "That picture is too small: each side needs at least {limit} pixels. Please attach a larger one.",
                limit=limit,
            )
        case NotOffered(what="look"):
            return words.say(
                "No image host of this bot can do that in the look of another picture. "
                "Please use /restyle without `style_from`."
            )
        case NotOffered():
            return words.say(
                "That style needs an image host that this bot does not use. Please pick another one."
            )
        case Crowded():
            return words.say("Too much is going on at once. Please try again in a minute.")
        case NotAnswering():
            return words.say(
                "The bot's database does not answer just now, so it takes nothing new in. What was asked for before goes on once it does."
            )
        case StoreAway():
            return words.say(
                "The store of the bot's pictures does not answer just now, so it takes nothing new in. What was asked for before goes on once it does."
            )
        case NoRoom():
            return words.say(
                "The bot's disk is full, so it takes nothing new in. What was asked for before goes on when there is room."
            )
        case CommandChanged():
            return words.say("That command has changed. Reload Discord and pick it anew.")
        case TooManyCancels(limit=limit):
            return words.count(
                "You have cancelled {number} request in 24 hours that was paid for already, so this one goes on.",
                "You have cancelled {number} requests in 24 hours that were paid for already, so this one goes on.",
                limit,
            )
        case Closing():
            return words.say("The bot is restarting. Please try again in a minute.")
        case _:
            return our_fault(words)


def left_out(words: Words, several: Sequence[LeftOut], total: int) -> str:
    """Return which of so many pictures cannot be used, and why, while the others go on."""
    said = words.count(
        "{number} of your {total} pictures was left out; the others go on.",
        "{number} of your {total} pictures were left out; the others go on.",
        len(several),
        total=total,
    )
    return f"{said}\n{_each(words, several)}"


def going_on(words: Words, number: int) -> str:
    """Return what stands where an answer comes soon, once pictures are here and before they are in line."""
    return words.count("⏳ {number} picture goes into line.", "⏳ {number} pictures go into line.", number)


def _each(words: Words, several: Sequence[LeftOut]) -> str:
    """Return a line for each reason, with the pictures that it is said of."""
    names: dict[str, list[str]] = {}
    for one in several:
        names.setdefault(sentence(words, one.why), []).append(plain(shortened(one.name, NAME_SHOWN)))
    return "\n".join(f"- {', '.join(each)}: {why}" for why, each in names.items())


def _gone(words: Words, error: Gone) -> str:
    match error.what:
        case "picture":
            return words.say("That picture is no longer kept. Attach it to /restyle to go on from it.")
        case "comparison":
            return words.say("One of the two pictures is no longer kept, so they cannot be compared.")
        case "pages":
            return words.say("That list is no longer kept. Use /history again.")
        case "offer":
            return words.say("That offer was taken already, or is no longer open. Please use /restyle again.")
        case "question" | "source":
            return consent.gone(words, error)
        case "report":
            return words.say("That report is no longer kept.")
        case _:
            return words.say("That request is no longer kept. Start a new one with /restyle.")


def _bad_option(words: Words, error: BadOption) -> str:
    name = f"`{words.shown(Shown.OPTION, error.option)}`"
    match error.problem:
        case "empty":
            return words.say("{option} is empty. Say how the picture should look.", option=name)
        case "too_long" if error.limits:
            return words.say(
                "{option} is too long: {most} characters at most.",
                option=name,
                most=words.number(error.limits[1]),
            )
        case "unreadable":
            return words.say("{option} has characters that cannot be read. Please type it anew.", option=name)
        case "range" if error.limits:
            least, most = error.limits
            return words.say(
                "{option} must be between {least} and {most}.",
                option=name,
                least=words.number(least),
                most=words.number(most),
            )
        case "missing":
            return words.say("Please give {option} as well.", option=name)
        case "sides":
            return words.say(
                "`width` and `height` go together, and with no other `size` than custom: give both, or neither."
            )
        case "day":
            return words.say("{option} is no day. Write it like 2026-01-31.", option=name)
        case "everybody":
            return words.say(
                "{option} is the role that everybody has. For everybody there are /quota caps and /moderation limits.",
                option=name,
            )
        case _:
            return words.say("{option} has a value that does not exist. Pick one from its list.", option=name)


def _unknown_style(words: Words, error: UnknownStyle) -> str:
    if error.near:
        return words.say(
            "There is no style called “{name}”. Did you mean {near}?",
            name=plain(error.name),
            near=words.either([plain(near) for near in error.near]),
        )
    return words.say(
        "There is no style called “{name}”. Pick one from the list while you type.", name=plain(error.name)
    )


def _source(words: Words, error: SourceRefused) -> str:
    match error.reason:
        case "too_large":
            return _too_large(words, error.limit)
        case "unavailable":
            return words.say("Discord did not hand over that picture. Please attach it again.")
        case "foreign":
            return words.say("That attachment is not on Discord. Please attach a picture to the command.")
        case "adult":
            return words.say(
                "That picture looks like adult content, so it cannot be restyled here. Please use an age-restricted"
                " channel of a server, or another picture."
            )
        case "unchecked":
            return words.say("That picture could not be checked just now. Please try again.")


def _too_large(words: Words, limit: int) -> str:
    return words.say(
        "That picture is too large: {most} MB at most. Please attach a smaller one.", most=limit // MEBI
    )


def _unreadable(words: Words, error: UnreadablePicture) -> str:
    match error.reason:
        case "too_many_pixels":
            return words.say(
                "That picture has too many pixels: {most} million at most. Please make it smaller.",
                most=(error.limit or 0) // MEGA,
            )
        case "too_small":
            return words.say(
                "That picture is too small: each side needs {least} pixels at least. Please attach a larger one.",
                least=error.limit or 0,
            )
        case "too_long":
            return words.say("That picture is too long for its width. Please crop it.")
        case "too_large":
            return _too_large(words, error.limit or 0)
        case "too_heavy":
            return words.say(
                "That picture takes more memory to open than there is for it. Please make it smaller, or save it anew."
            )
        case "not_a_picture":
            return words.say("That file is not a picture. Please attach a PNG, JPEG, WebP or GIF.")
        case "unsupported":
            return words.say(
                "That kind of picture is not supported. Please attach a PNG, JPEG, WebP or GIF. "
                "Photos of an iPhone (HEIC) can be sent as JPEG."
            )
        case "broken" | "took_too_long":
            return words.say(
                "That picture cannot be read; it may be damaged. Please save it anew, or attach another."
            )


def _quota(words: Words, error: QuotaExceeded) -> str:
    bucket, left = error.bucket, error.left
    if bucket.unit is Unit.MICROS:
        return _budget(words, error)
    if bucket.limit == 0 and left == 0 and bucket.scope is Scope.PERSONAL:
        return words.say(
            "This bot makes pictures only in servers that have added it. Please use /restyle in one of them."
        )
    if bucket.limit == 0 and left == 0:
        return words.say("You have no pictures to use in this server. A moderator can change that.")
    limit, span = words.pictures(bucket.limit or 0), words.span(bucket.window or DAY)
    if error.frees_at is None and left > (bucket.limit or 0):
        return words.count(
            "{number} picture left, with your credit; this needs {asked}. Ask for fewer.",
            "{number} pictures left, with your credit; this needs {asked}. Ask for fewer.",
            left,
            asked=error.asked,
        )
    if error.frees_at is None:
        return words.say(
            "Your limit is {pictures} in {span}, and this needs {asked}. Ask for fewer.",
            pictures=limit,
            span=span,
            asked=error.asked,
        )
    when = exactly(error.frees_at)
    if bucket.scope is Scope.RELAX:
        return words.say(
            "The built-in model makes {pictures} in {span} for you. Enough for this are free {when}.",
            pictures=limit,
            span=span,
            when=when,
        )
    if left == 0 and error.asked == 1:
        return words.say(
            "You have used all of your {pictures} in {span}. The next one frees {when}. /usage shows more.",
            pictures=limit,
            span=span,
            when=when,
        )
    if left == 0:
        return words.say(
            "You have used all of your {pictures} in {span}. Enough for this are free {when}. /usage shows more.",
            pictures=limit,
            span=span,
            when=when,
        )
    return words.count(
        "{number} picture left; this needs {asked}. Your limit is {pictures} in {span}; enough are free {when}.",
        "{number} pictures left; this needs {asked}. Your limit is {pictures} in {span}; enough are free {when}.",
        left,
        asked=error.asked,
        pictures=limit,
        span=span,
        when=when,
    )


def _budget(words: Words, error: QuotaExceeded) -> str:
    if error.frees_at is None:
        return words.say(
            "That costs more than the budget for pictures. Ask for fewer, smaller or faster ones."
        )
    when = exactly(error.frees_at)
    if error.bucket.scope is Scope.SERVER:
        return words.say(
            "This server's budget for pictures does not have room for that. More of it is free {when};"
            " a moderator can raise it.",
            when=when,
        )
    return words.say(
        "This bot's budget for pictures does not have room for that. More of it is free {when}.", when=when
    )
