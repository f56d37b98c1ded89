"""The one place where what went wrong becomes a sentence: short, plain, and with what to do next."""

from domain.errors import (
    BadOption,
    Closing,
    Crowded,
    FailureKind,
    Gone,
    NotOffered,
    NotYours,
    QuotaExceeded,
    SourceRefused,
    StrengthAtEnd,
    TooLate,
    TooManyWaiting,
    UnknownStyle,
)
from domain.picture import UnreadablePicture

MEGA = 1_000_000
MEBI = 1024 * 1024
ALL_WITHHELD = (
    "The image host's content check withheld every picture. They count, since the host charges for them."
    " Please change the prompt or the picture."
)
OUR_FAULT = "Something went wrong on our side. Nothing was charged. Please try again."


def sentence(error: Exception) -> str:
    """What a member reads when a request is turned down."""
    match error:
        case BadOption():
            return _bad_option(error)
        case UnknownStyle(name=name, near=near):
            also = f" Did you mean {_either(near)}?" if near else " Pick one from the list while you type."
            return f"There is no style called “{name}”.{also}"
        case SourceRefused():
            return _source(error)
        case UnreadablePicture():
            return _unreadable(error)
        case QuotaExceeded():
            return _quota(error)
        case TooManyWaiting(whose="member", limit=limit):
            waiting = "a request" if limit == 1 else f"{limit} requests"
            return f"You already have {waiting} waiting. Send this one when that has moved on."
        case TooManyWaiting(limit=limit):
            return f"{limit} requests are waiting in this server already. Please try again in a few minutes."
        case Gone(what="picture"):
            return "That picture is no longer kept. Attach it to /restyle to go on from it."
        case Gone():
            return "That request is no longer kept. Start a new one with /restyle."
        case NotYours(owner_id=owner_id, moderators=moderators):
            return f"Only <@{owner_id}>{' or a moderator' if moderators else ''} can do that."
        case TooLate():
            return "That request has ended already."
        case StrengthAtEnd(strength=strength):
            return f"The strength is {strength:g} already; it goes from 0 to 1."
        case NotOffered(what="size"):
            return "That size is larger than any image host of this bot makes. Please ask for a smaller one."
        case NotOffered():
            return "That style needs an image host that this bot does not use. Please pick another one."
        case Crowded():
            return "Too much is going on at once. Please try again in a minute."
        case Closing():
            return "The bot is restarting. Please try again in a minute."
        case _:
            return OUR_FAULT


def _bad_option(error: BadOption) -> str:
    name = f"`{error.option}`"
    match error.problem:
        case "empty":
            return f"{name} is empty. Say how the picture should look."
        case "too_long" if error.limits:
            return f"{name} is too long: {error.limits[1]:g} characters at most."
        case "unreadable":
            return f"{name} has characters that cannot be read. Please type it anew."
        case "range" if error.limits:
            return f"{name} must be between {error.limits[0]:g} and {error.limits[1]:g}."
        case "sides":
            return "`width` and `height` go together: give both with `size` custom, or neither."
        case _:
            return f"{name} has a value that does not exist. Pick one from its list."


def _source(error: SourceRefused) -> str:
    match error.reason:
        case "too_large":
            return (
                f"That picture is too large: {error.limit // MEBI} MB at most. Please attach a smaller one."
            )
        case "unavailable":
            return "Discord did not hand over that picture. Please attach it again."
        case "foreign":
            return "That attachment is not on Discord. Please attach a picture to the command."


def _unreadable(error: UnreadablePicture) -> str:
    match error.reason:
        case "too_many_pixels":
            return f"That picture has too many pixels: {(error.limit or 0) // MEGA} million at most. Please make it smaller."
        case "too_large":
            return f"That picture is too large: {(error.limit or 0) // MEBI} MB at most. Please attach a smaller one."
        case "not_a_picture":
            return "That file is not a picture. Please attach a PNG, JPEG, WebP or GIF."
        case "unsupported":
            return "That kind of picture is not supported. Please attach a PNG, JPEG, WebP or GIF."
        case "broken" | "took_too_long":
            return "That picture cannot be read; it may be damaged. Please save it anew, or attach another."


def _quota(error: QuotaExceeded) -> str:
    used = f"You have used {error.used} of {error.limit} pictures today"
    if error.limit == 0:
        return "You have no pictures to use in this server. A moderator can change that."
    if error.frees_at is None:
        return f"Your limit is {error.limit} pictures a day, and you asked for {error.asked}. Ask for fewer."
    when = f"<t:{error.frees_at // 1000}:R>"
    if error.asked > 1:
        return f"{used}, and you asked for {error.asked}. They fit {when}. /usage shows more."
    return f"{used}. The next one frees {when}. /usage shows more."


_FAILURES = {
    FailureKind.BAD_REQUEST: "The image host did not accept that request. Please change it and try again.",
    FailureKind.CONTENT_POLICY: "The image host's content check withheld the result. Please change the prompt or the picture.",
    FailureKind.OUT_OF_FUNDS: "The image host's account is used up. Please tell who runs this bot.",
    FailureKind.BAD_KEY: "The image host did not let the bot in. Please tell who runs it.",
    FailureKind.RATE_LIMITED: "The image host is busy. Please try again in a few minutes.",
    FailureKind.UNAVAILABLE: "The image host is not answering. Please try again in a few minutes.",
    FailureKind.TIMED_OUT: "The image host took too long. Please try again.",
    FailureKind.UNKNOWN_OUTCOME: "The connection to the image host broke at a bad moment. Please try again.",
    FailureKind.BAD_RESULT: "The image host sent something that is not a picture. Please try again.",
    FailureKind.VANISHED: "The image host lost that request. Please try again.",
    FailureKind.INTERNAL: "Something went wrong on our side. Please try again.",
}


def failure(kind: FailureKind) -> str:
    """What a member reads when an admitted request ends without pictures: what happened, and that it was free."""
    first, _, rest = _FAILURES[kind].partition(". ")
    return f"{first}. Nothing was charged. {rest}"


def _either(names: tuple[str, ...]) -> str:
    """Names as a choice: A, B or C."""
    *head, last = names
    return f"{', '.join(head)} or {last}" if head else last
