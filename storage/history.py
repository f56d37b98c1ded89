"""A member's ended cards, page by page: newest first, from a card on and not from a number that slips.

Pages leave out what waits to be fetched: that stands before all others, on the first page.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from domain.card import Card, CardRef, DeliveryState, Hindrance, new_letters
from domain.member import Member
from domain.past import Entry, Filter, Page, folded
from storage.cards import QUALIFIED, card_of
from storage.database import snapshot, transaction
from storage.jobs import jobs_of
from storage.sqlite import Connection, Statements, Value

NEWEST = 10**18 - 1  # a cursor above every card: 18 digits always fit a row's number


@snapshot
def page(
    connection: Statements,
    member: Member,
    wanted: Filter,
    most: int,
    *,
    below: int | None = None,
    above: int | None = None,
) -> Page:
    """Return the newest cards that fit; or those below a card, or the next ones above it."""
    if above is not None:
        found = _cards(connection, member, wanted, above, most + 1, newer=True)
        if len(found) > most:
            return _page(connection, found[most - 1 :: -1], older=True)
    elif below is not None:
        found = _cards(connection, member, wanted, below, most + 1)
        if found:
            return _page(connection, found[:most], older=len(found) > most)
    waiting = _cards(connection, member, wanted, NEWEST, most, state=DeliveryState.WAITING)
    room = most - len(waiting)
    found = _cards(connection, member, wanted, NEWEST, room + 1)
    first, last = [*waiting, *found[:room]], found[room - 1][0].id if 0 < room <= len(found) else NEWEST
    return Page(_entries(connection, first), last if len(found) > room else None, None)


Found = tuple[Card, DeliveryState, Hindrance | None]


def _page(connection: Statements, found: Sequence[Found], *, older: bool) -> Page:
    """Return a page that is not the first one."""
    first, last = found[0][0], found[-1][0]
    return Page(_entries(connection, found), last.id if older else None, first.id)


def _entries(connection: Statements, found: Sequence[Found]) -> list[Entry]:
    return [Entry(card, jobs_of(connection, card.id), state, why) for card, state, why in found]


def _cards(
    connection: Statements,
    member: Member,
    wanted: Filter,
    beyond: int,
    most: int,
    *,
    newer: bool = False,
    state: DeliveryState | None = None,
) -> list[Found]:
    """Return ended cards, from the one after `beyond` on: with their delivery in that state, or in any but waiting.

    Goes along one index in the order that is wanted, so a page costs what was looked at to fill it: of a member's own,
    or of all that waits. The index by style is for who has a style and nothing else: what is put together here no index has.
    """
    condition, values = _fits(wanted, by_style=not (state or wanted.text))
    direction, order = (">", "ASC") if newer else ("<", "DESC")
    along = "deliveries CROSS JOIN jobs" if state else "jobs CROSS JOIN deliveries"
    first = "deliveries.card_id" if state else "jobs.card_id"
    rows = connection.execute(
        f"""
        SELECT {QUALIFIED}, deliveries.state, deliveries.why
        FROM {along} ON deliveries.card_id = jobs.card_id AND target = 'reply'
        CROSS JOIN cards ON cards.id = jobs.card_id
        WHERE jobs.guild_id = ? AND jobs.user_id = ? AND {first} {direction} ? {condition}
          AND part = 0 AND deleted_by IS NULL AND deliveries.state {"=" if state else "<>"} 'waiting'
          AND NOT EXISTS (SELECT 1 FROM jobs AS other WHERE other.card_id = jobs.card_id AND finished_at IS NULL)
        ORDER BY {first} {order} LIMIT ?
        """,
        (member.guild_id, member.user_id, beyond, *values, most),
    )
    return [
        (card_of(row[:-2]), DeliveryState(row[-2]), Hindrance(row[-1]) if row[-1] else None) for row in rows
    ]


def _fits(wanted: Filter, *, by_style: bool) -> tuple[str, list[Value]]:
    conditions: list[str] = []
    values: list[Value] = []
    if wanted.style:
        conditions.append("AND jobs.style = ?" if by_style else "AND jobs.style || '' = ?")
        values.append(wanted.style)
    if wanted.text:
        conditions.append("AND instr(jobs.said, ?) > 0")
        values.append(folded(wanted.text))
    return " ".join(conditions), values


@snapshot
def styles(connection: Statements, member: Member, most: int) -> list[str]:
    """Return the styles that a member has asked for, each once, whatever the number of their jobs."""

    def after(style: str) -> str | None:
        row = connection.execute(
            "SELECT min(style) FROM jobs WHERE guild_id = ? AND user_id = ? AND style > ?",
            (member.guild_id, member.user_id, style),
        ).fetchone()
        return row[0] if row else None

    def each() -> Iterator[str]:
        style = after("")
        while style is not None:
            yield style
            style = after(style)

    return list(islice(each(), most))


@transaction
def keep(connection: Connection, member: Member, wanted: Filter, now: int) -> CardRef:
    """Keep what a member looks for, so that its pages can be turned; in custom ids it is named as a card is."""
    row = connection.execute(
        "INSERT INTO filters (letters, guild_id, user_id, style, text, used_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, user_id, style, text) DO UPDATE SET used_at = excluded.used_at RETURNING id, letters",
        (new_letters(), member.guild_id, member.user_id, wanted.style, wanted.text, now),
    ).fetchone()
    assert row is not None
    return CardRef(*row)


@snapshot
def kept(connection: Statements, ref: CardRef, member: Member) -> Filter | None:
    """Return what that member looks for under that name."""
    row = connection.execute(
        "SELECT style, text FROM filters WHERE id = ? AND letters = ? AND guild_id = ? AND user_id = ?",
        (ref.id, ref.letters, member.guild_id, member.user_id),
    ).fetchone()
    return Filter(*row) if row else None


@transaction
def forget(connection: Connection, before: int) -> int:
    """Forget what nobody has looked for since then (unix ms). Returns how many went."""
    return connection.execute("DELETE FROM filters WHERE used_at < ?", (before,)).rowcount
