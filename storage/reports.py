"""Reports: what members tell the moderators about results, and what those decide, which the first of them does."""

from domain.card import CardRef
from domain.errors import ReportedEnough
from domain.event import Event
from domain.member import Member
from domain.preference import Preference
from domain.report import DAY, OF_ONE_A_DAY, OPEN_ABOUT_ONE, NewReport, Reason, Report, ReportState
from domain.rules import EVERYBODY
from domain.shards import EVERY, Shards
from storage import events
from storage.database import snapshot, transaction
from storage.shards import OURS, named
from storage.sqlite import Connection, Row, Statements

_COLUMNS = (
    "id, letters, state, card_id, guild_id, user_id, reason, note, locale, at, channel_id, message_id, decided_by,"
    " (SELECT deleted_by IS NOT NULL FROM cards WHERE cards.id = reports.card_id)"
)


def _report_of(row: Row) -> Report:
    report_id, letters, state, card_id, guild_id, user_id, reason, note, locale, at = row[:10]
    channel_id, message_id, decided_by, removed = row[10:]
    known = Reason(reason) if reason in list(Reason) else Reason.OTHER  # of another version
    return Report(
        id=report_id,
        letters=letters,
        state=ReportState(state),
        card_id=card_id,
        member=Member(guild_id, user_id),
        reason=known,
        note=note,
        locale=locale,
        at=at,
        channel_id=channel_id,
        message_id=message_id,
        decided_by=decided_by,
        removed=bool(removed),
    )


@transaction
def add(connection: Connection, new: NewReport) -> Report:
    """Keep a report. Raises ReportedEnough."""
    _check(connection, new)
    row = connection.execute(
        "INSERT INTO reports (letters, state, card_id, guild_id, user_id, reason, note, locale, at)"
        f" VALUES (?, 'open', ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (
            *(new.letters, new.card_id, new.member.guild_id, new.member.user_id),
            *(new.reason, new.note, new.locale, new.at),
        ),
    ).fetchone()
    assert row is not None
    report = _report_of(row)
    _tell(connection, report, "opened", new.member.user_id)
    return report


def _check(connection: Connection, new: NewReport) -> None:
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE user_id = ?), count(*) FILTER (WHERE state = 'open')"
        " FROM reports WHERE card_id = ?",
        (new.member.user_id, new.card_id),
    ).fetchone()
    today = connection.execute(
        "SELECT count(*) FROM reports WHERE guild_id = ? AND user_id = ? AND at > ?",
        (new.member.guild_id, new.member.user_id, new.at - DAY),
    ).fetchone()
    of_member, open_ones = row or (0, 0)
    if of_member:
        raise ReportedEnough("again")
    if open_ones >= OPEN_ABOUT_ONE:
        raise ReportedEnough("many")
    if today and today[0] >= OF_ONE_A_DAY:
        raise ReportedEnough("today")


@transaction
def posted(connection: Connection, report: Report, channel_id: int, message_id: int) -> None:
    """Note where the moderators were shown a report."""
    connection.execute(
        "UPDATE reports SET channel_id = ?, message_id = ? WHERE id = ?", (channel_id, message_id, report.id)
    )


@snapshot
def find(connection: Statements, ref: CardRef) -> Report | None:
    """Return the report of that number, where it has those letters."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM reports WHERE id = ? AND letters = ?", (ref.id, ref.letters)
    ).fetchone()
    return _report_of(row) if row else None


@snapshot
def about(connection: Statements, card_id: int) -> list[Report]:
    """Return what was reported about a result."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM reports WHERE card_id = ? ORDER BY id", (card_id,))
    return [_report_of(row) for row in rows]


@snapshot
def unposted(connection: Statements, most: int, shards: Shards = EVERY) -> list[Report]:
    """Return open reports, oldest first, that are shown to no moderator of servers which have chosen a channel for them.

    They are in servers of these shards.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reports WHERE state = 'open' AND message_id IS NULL AND guild_id IN"
        " (SELECT guild_id FROM preferences WHERE user_id = :everybody AND name = :name AND value <> 0)"
        f" AND {OURS} ORDER BY id LIMIT :most",
        {**named(shards), "everybody": EVERYBODY, "name": Preference.LOG, "most": most},
    )
    return [_report_of(row) for row in rows]


@snapshot
def undone(connection: Statements, guild_id: int, most: int) -> tuple[list[Report], int]:
    """Return the open reports of a server, oldest first, and how many there are."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reports WHERE guild_id = ? AND state = 'open' ORDER BY id LIMIT ?",
        (guild_id, most),
    ).fetchall()
    count = connection.execute(
        "SELECT count(*) FROM reports WHERE guild_id = ? AND state = 'open'", (guild_id,)
    ).fetchone()
    return [_report_of(row) for row in rows], count[0] if count else 0


@transaction
def decide(connection: Connection, report: Report, to: ReportState, *, actor: int) -> Report | None:
    """Decide an open report; None where somebody else has."""
    row = connection.execute(
        f"UPDATE reports SET state = ?, decided_by = ? WHERE id = ? AND state = 'open' RETURNING {_COLUMNS}",
        (to, actor, report.id),
    ).fetchone()
    if row is None:
        return None
    decided = _report_of(row)
    _tell(connection, decided, to, actor)
    return decided


def close(connection: Connection, card_id: int, *, actor: int) -> None:
    """Close the open reports about a result that is deleted. Part of that transaction."""
    rows = connection.execute(
        "UPDATE reports SET state = 'gone', decided_by = ? WHERE card_id = ? AND state = 'open'"
        f" RETURNING {_COLUMNS}",
        (actor, card_id),
    ).fetchall()
    for row in rows:
        _tell(connection, _report_of(row), ReportState.GONE, actor)


def _tell(connection: Connection, report: Report, what: str, actor: int) -> None:
    after = {"report": report.id, "reason": str(report.reason)}
    event = Event(f"report.{what}", report.member, actor, card_id=report.card_id, after=after)
    events.record(connection, event)
