"""Deliveries: where a card is shown, and whether its end has been seen there."""

from domain.card import LEGAL_DELIVERIES, Card, DeliveryState, Hindrance, ReplyTo, Target
from domain.event import Event
from domain.member import Member
from storage import events
from storage.cards import QUALIFIED, card_of
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Statements


def add(connection: Connection, card: Card, target: Target, to: ReplyTo) -> None:
    """Note a target of a card. Part of another transaction."""
    connection.execute(
        "INSERT INTO deliveries (card_id, target, state, guild_id, channel_id, message_id, token, token_at, ephemeral,"
        " lasting, file_limit) VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(card.id, target, to.guild_id, to.channel_id, to.message_id, to.token),
            *(to.token_at, to.ephemeral, to.lasting, to.file_limit),
        ),
    )


def reply_of(connection: Statements, card_id: int, target: Target = Target.REPLY) -> ReplyTo | None:
    """Return where a card is shown. Part of another transaction."""
    row = connection.execute(
        "SELECT guild_id, channel_id, message_id, token, token_at, ephemeral, lasting, file_limit FROM deliveries"
        " WHERE card_id = ? AND target = ?",
        (card_id, target),
    ).fetchone()
    if row is None:
        return None
    guild_id, channel_id, message_id, token, token_at, ephemeral, lasting, file_limit = row
    return ReplyTo(
        *(guild_id, channel_id, message_id, token, token_at), bool(ephemeral), bool(lasting), file_limit
    )


def state_of(connection: Statements, card_id: int, target: Target = Target.REPLY) -> DeliveryState:
    """Return whether a card's end has been seen at a target. Part of another transaction."""
    row = connection.execute(
        "SELECT state FROM deliveries WHERE card_id = ? AND target = ?", (card_id, target)
    ).fetchone()
    return DeliveryState(row[0]) if row else DeliveryState.SHOWN


@transaction
def reply_to(connection: Connection, card_id: int, target: Target = Target.REPLY) -> ReplyTo | None:
    """Return where a card is shown."""
    return reply_of(connection, card_id, target)


@snapshot
def state(connection: Statements, card_id: int, target: Target) -> DeliveryState:
    """Return whether a card's end has been seen at a target."""
    return state_of(connection, card_id, target)


@transaction
def renew(connection: Connection, card_id: int, to: ReplyTo) -> None:
    """Keep a newer token for the message that stands for a card, where its end has not been seen yet."""
    connection.execute(
        "UPDATE deliveries SET token = ?, token_at = ? WHERE card_id = ? AND target = 'reply'"
        " AND message_id = ? AND state = 'pending'",
        (to.token, to.token_at, card_id, to.message_id),
    )


@transaction
def posted(connection: Connection, card_id: int, target: Target, message_id: int) -> None:
    """Note the message that was begun for a target."""
    connection.execute(
        "UPDATE deliveries SET message_id = ? WHERE card_id = ? AND target = ?", (message_id, card_id, target)
    )


@transaction
def moved(
    connection: Connection,
    card_id: int,
    to: DeliveryState,
    *,
    target: Target = Target.REPLY,
    why: Hindrance | None = None,
) -> bool:
    """Note whether the member has it, or why not. The token, which could still edit the message, is forgotten.

    What is no legal move changes nothing: what was seen waits no more. Returns whether it has.
    """
    before = ", ".join(f"'{state}'" for state, after in LEGAL_DELIVERIES.items() if to in after)
    row = connection.execute(
        "UPDATE deliveries SET state = ?, why = ?, token = '' WHERE card_id = ? AND target = ?"
        f" AND state IN ({before}) RETURNING (SELECT guild_id FROM cards WHERE id = card_id),"
        " (SELECT user_id FROM cards WHERE id = card_id),"
        " (SELECT CASE count(*) WHEN 1 THEN min(id) END FROM jobs WHERE jobs.card_id = deliveries.card_id)",
        (to, why, card_id, target),
    ).fetchone()
    if row:
        guild_id, user_id, only_job = row
        member = Member(guild_id, user_id)
        event = Event(
            f"card.{to}",
            member,
            card_id=card_id,
            job_id=only_job,
            after={"target": target, **({"why": why} if why else {})},
        )
        events.record(connection, event)
    return row is not None


@transaction
def forget_tokens(connection: Connection, before: int) -> int:
    """Forget the tokens of interactions that were given before that (unix ms). Returns how many went."""
    return connection.execute(
        "UPDATE deliveries SET token = '' WHERE token <> '' AND token_at < ?", (before,)
    ).rowcount


@transaction
def undelivered(connection: Connection) -> list[Card]:
    """Return the cards that have ended and whose member does not know it yet, and with which nobody is busy."""
    rows = connection.execute(
        f"SELECT {QUALIFIED} FROM deliveries JOIN cards ON cards.id = deliveries.card_id"
        f" WHERE deliveries.state = 'pending' AND target = 'reply' AND {_ENDED}"
        " AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.card_id = cards.id AND lease_until IS NOT NULL) ORDER BY cards.id"
    ).fetchall()
    return [card_of(row) for row in rows]


_ENDED = "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.card_id = cards.id AND finished_at IS NULL)"
