"""Reviews: what waits for a server's moderators, and what they decide, which the first of them does."""

from collections.abc import Sequence

from domain.card import Card, Publication, Target
from domain.event import Event
from domain.member import BOT
from domain.review import TIMEOUT, Review
from storage import events, jobs, ledger
from storage.cards import COLUMNS, QUALIFIED, card_of
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Row, Statements


def review_of(connection: Statements, card: Card) -> Review | None:
    """Return how the review of a card stands. Part of another transaction."""
    if card.publication is Publication.SHOWN:
        return None
    row = connection.execute(
        "SELECT held_at, flagged, reason, objection, decided_by, adult FROM reviews JOIN cards ON cards.id = card_id"
        " WHERE card_id = ?",
        (card.id,),
    ).fetchone()
    if row is None:
        return None
    held_at, flagged, reason, objection, decided_by, adult = row
    return Review(held_at, bool(flagged), reason, objection, decided_by, bool(adult))


@snapshot
def find(connection: Statements, card: Card) -> Review | None:
    """Return how the review of a card stands; None where nobody had to look first."""
    return review_of(connection, card)


@snapshot
def waiting(connection: Statements, guild_id: int) -> tuple[Card | None, int]:
    """Return the card that has waited longest in a server, and how many wait."""
    ended = f"guild_id = ? AND publication = 'held' AND deleted_by IS NULL AND {_ENDED}"
    row = connection.execute(
        f"SELECT {COLUMNS} FROM cards WHERE {ended} ORDER BY id LIMIT 1", (guild_id,)
    ).fetchone()
    count = connection.execute(f"SELECT count(*) FROM cards WHERE {ended}", (guild_id,)).fetchone()
    return card_of(row) if row else None, count[0] if count else 0


_ENDED = "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.card_id = cards.id AND finished_at IS NULL)"


@transaction
def publish(connection: Connection, card: Card, *, actor: int) -> bool:
    """Let a held card be seen. Returns False where somebody else has decided."""
    return _decided(connection, card, Publication.PUBLISHED, actor)


@transaction
def reject(connection: Connection, card: Card, reason: str, *, actor: int, now: int) -> bool:
    """Let a held card not be seen, and give its member back what it counts. Returns False where somebody else has decided."""
    return _reject(connection, card, reason, actor, now)


@transaction
def overdue(connection: Connection, now: int, most: int) -> Sequence[Card]:
    """Reject what nobody has decided in time: so many at most. Returns it."""
    rows: list[Row] = connection.execute(
        f"SELECT {QUALIFIED} FROM cards CROSS JOIN reviews ON card_id = cards.id"
        " WHERE publication = 'held' AND deleted_by IS NULL AND held_at <= ?"
        f" AND {_ENDED} ORDER BY guild_id, cards.id LIMIT ?",  # along the index
        (now - TIMEOUT, most),
    ).fetchall()
    late = [card_of(row) for row in rows]
    return [card for card in late if _reject(connection, card, "", BOT, now)]


def _reject(connection: Connection, card: Card, reason: str, actor: int, now: int) -> bool:
    if not _decided(connection, card, Publication.REJECTED, actor, reason):
        return False
    connection.execute("UPDATE reviews SET reason = ? WHERE card_id = ?", (reason, card.id))
    for job in jobs.jobs_of(connection, card.id):
        ledger.take_back(connection, job, now, actor=actor)
    return True


def _decided(connection: Connection, card: Card, to: Publication, actor: int, reason: str = "") -> bool:
    row = connection.execute(
        "UPDATE cards SET publication = ?, decided_by = ? WHERE id = ? AND publication = 'held' AND deleted_by IS NULL"
        f" AND {_ENDED} RETURNING id",
        (to, actor, card.id),
    ).fetchone()
    if row is None:
        return False
    before, after = {"publication": str(Publication.HELD)}, {"publication": str(to)}
    event = Event(f"card.{to}", card.member, actor, card.id, before=before, after=after, reason=reason)
    events.record(connection, event)
    return True


@transaction
def object_to(connection: Connection, card: Card, objection: str, now: int) -> bool:
    """Hold a rejected card once more, since its member objects. Returns False where it is not, or they have already.

    What its member was shown is not its end any more, and its time begins anew.
    """
    row = connection.execute(
        "UPDATE reviews SET objection = ?, held_at = ? WHERE card_id = ? AND objection IS NULL"
        " AND EXISTS (SELECT 1 FROM cards WHERE id = card_id AND publication = 'rejected' AND deleted_by IS NULL)"
        " RETURNING card_id",
        (objection, now, card.id),
    ).fetchone()
    if row is None:
        return False
    connection.execute(
        "UPDATE cards SET publication = 'held', decided_by = NULL WHERE id = ? AND publication = 'rejected'",
        (card.id,),
    )
    connection.execute(
        "UPDATE deliveries SET state = 'pending' WHERE card_id = ? AND target IN (?, ?)",
        (card.id, Target.REPLY, Target.REVIEW),
    )
    before, after = (
        {"publication": str(Publication.REJECTED)},
        {"publication": str(Publication.HELD)},
    )
    event = Event("card.objected", card.member, card.member.user_id, card.id, before=before, after=after)
    events.record(connection, event)
    return True
