"""The books of a server in words, for moderators: what was taken and given back, and who did what."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from cogs.words import trail
from cogs.words.words import Words, mention, moment, plain, shortened
from domain.books import Book, Booking, Extract, Row, Why
from domain.buckets import DAY
from domain.event import Recorded
from domain.member import BOT

WHY_SHOWN = 100  # characters of somebody's own words


def heading(words: Words, wanted: Extract) -> str:
    """Return what is shown."""
    said = [
        words.say("The ledger of this server, newest first:")
        if wanted.book is Book.LEDGER
        else words.say("What was done here by moderators, newest first:")
    ]
    if wanted.user_id is not None:
        said.append(words.say("Member: {member}", member=mention(wanted.user_id)))
    if wanted.job_id is not None:
        said.append(words.say("Request: {job}", job=wanted.job_id))
    if wanted.day is not None:
        said.append(words.say("Day (UTC): {day}", day=date_of(wanted.day).isoformat()))
    return "\n".join(said)


def date_of(day: int) -> date:
    """Return a day by its number since 1970."""
    return datetime.fromtimestamp(day * DAY / 1000, UTC).date()


def nothing(words: Words) -> str:
    """Return what is said where nothing fits."""
    return words.say("There is nothing.")


def in_file(words: Words, rows: int, *, more: bool) -> str:
    """Return what is in a file."""
    if more:
        return words.say(
            "The newest {number} rows as CSV. For older ones, ask for a member or a day.", number=rows
        )
    return words.count("{number} row as CSV.", "{number} rows as CSV.", rows)


def paragraphs(words: Words, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the rows of a page, newest first; a request that was reserved and settled is one paragraph and not two."""
    left = list(rows)
    while left:
        match left:
            case [Booking(kind="settle") as settled, Booking(kind="reserve") as reserved, *left] if (
                settled.job_id,
                settled.bucket,
            ) == (reserved.job_id, reserved.bucket) and settled.pictures + reserved.pictures > 0:
                yield _used(words, reserved, settled)
            case [one, *left]:
                yield row(words, one)
            case _:
                return


def _used(words: Words, reserved: Booking, settled: Booking) -> str:
    pictures = words.pictures(reserved.pictures + settled.pictures)
    used = words.say("Used: {pictures}", pictures=pictures)
    what = f"**{used}** · {mention(reserved.user_id)}"
    details = (
        words.say("Given back: {pictures}", pictures=words.pictures(-settled.pictures))
        if settled.pictures
        else "",
        _cost(words, reserved.cost + settled.cost),
        words.say("request {job}", job=reserved.job_id) if reserved.job_id else "",
        moment(settled.written_at),
    )
    return _lines(what, *details)


def row(words: Words, shown: Row) -> str:
    """Return one row, as a paragraph of two lines."""
    return _booking(words, shown) if isinstance(shown, Booking) else _action(words, shown)


def _booking(words: Words, shown: Booking) -> str:
    what = f"**{_what(words, shown)}** · {mention(shown.user_id)}"
    details = (
        _cost(words, shown.cost),
        words.say("request {job}", job=shown.job_id) if shown.job_id else "",
        words.say("credit no. {number}", number=shown.grant_id) if shown.grant_id else "",
        moment(shown.written_at),
        _by(words, shown.who),
        _why(words, shown),
    )
    return _lines(what, *details)


def _why(words: Words, shown: Booking) -> str:
    """Return why, as far as the kind of the row does not say it: a moderator's own words, or the bot's reason."""
    match shown.why:
        case own if shown.kind == "grant":
            said = plain(shortened(" ".join(own.split()), WHY_SHOWN))
            return words.say("“{prompt}”", prompt=said) if said else ""
        case "asked" | "done" | "expired" | "revoked" | "":
            return ""
        case "cancelled":
            return words.say("cancelled")
        case "denied":
            return words.say("denied")
        case "reset":
            return words.say("reset by /quota reset")
        case Why.ANOTHER_HOST:
            return words.say("moved to another image host")
        case Why.UNBILLED:
            return words.say("the image host bills nothing")
        case kind:  # as the log has it too
            return words.say("failed: {kind}", kind=plain(shortened(" ".join(kind.split()), WHY_SHOWN)))


def _what(words: Words, shown: Booking) -> str:
    """Return what was taken, or given, in pictures."""
    number, pictures = abs(shown.pictures), words.pictures(abs(shown.pictures))
    match shown.kind:
        case "reserve":
            return words.say("Reserved: {pictures}", pictures=pictures)
        case "settle" if not number:
            return words.say("Settled")
        case "settle":
            return words.say("Settled, given back: {pictures}", pictures=pictures)
        case "grant":
            return words.say("Granted: {pictures}", pictures=pictures)
        case "expire" if shown.who != BOT:
            return words.say("Taken back: {pictures}", pictures=pictures)
        case "expire":
            return words.say("Expired: {pictures}", pictures=pictures)
        case "adjust" if not number:
            return words.say("Cost adjusted")
        case _:
            return words.say("Given back: {pictures}", pictures=pictures)


def _cost(words: Words, micros: int) -> str:
    return words.money(micros) if micros else ""


def _by(words: Words, who: int) -> str:
    return words.say("by the bot") if who == BOT else words.say("by {who}", who=mention(who))


def _action(words: Words, shown: Recorded) -> str:
    job = shown.event.job_id
    details = (words.say("request {job}", job=job) if job else "", moment(shown.at))
    return _lines(trail.done(words, shown.event), *details)


def _lines(what: str, *details: str) -> str:
    return f"{what}\n-# {' · '.join(detail for detail in details if detail)}"
