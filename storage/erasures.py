"""Erasures: who wants what is theirs to be erased, and how it is done, some cards at a time.

A wish is written down first and taken back when all of it is done, so that one that was interrupted goes on.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.event import Event
from domain.member import BOT, NO_SERVER, Member
from domain.rules import EVERYBODY
from domain.shards import EVERY, Shards
from storage import events, reports
from storage.cards import ANOTHER_CARD_HAS_IT
from storage.database import snapshot, transaction
from storage.personal import KEPT
from storage.shards import OURS, named
from storage.sqlite import Connection, Statements, Value


@dataclass(frozen=True, slots=True)
class Erasure:
    """A wish: of a member for all servers, or of a server that has removed the bot; about what was asked until then."""

    owner: Member  # NO_SERVER for a member, EVERYBODY for a server
    at: int  # unix milliseconds

    @property
    def of_server(self) -> bool:
        """Return whether it is about a server."""
        return self.owner.user_id == EVERYBODY


@dataclass(frozen=True, slots=True)
class Leftover:
    """A message of a card that was erased; without one (0), the messages of what was reported about it."""

    card_id: int
    channel_id: int
    message_id: int


@transaction
def wish(connection: Connection, owner: Member, at: int) -> Erasure:
    """Write down that somebody wants it. A member's newer wish holds; a server has been gone since the first."""
    newest = "excluded.at" if owner.guild_id == NO_SERVER else "erasures.at"
    connection.execute(
        f"INSERT INTO erasures VALUES (?, ?, ?) ON CONFLICT (guild_id, user_id) DO UPDATE SET at = {newest}",
        (owner.guild_id, owner.user_id, at),
    )
    return Erasure(owner, at)


@transaction
def take_back(connection: Connection, guild_id: int) -> None:
    """Keep what a server has: the bot is there again."""
    connection.execute("DELETE FROM erasures WHERE guild_id = ? AND user_id = ?", (guild_id, EVERYBODY))


@snapshot
def due(connection: Statements, servers_before: int) -> list[Erasure]:
    """Return what members want, and which servers have been gone since before then (unix ms)."""
    rows = connection.execute(
        "SELECT guild_id, user_id, at FROM erasures WHERE guild_id = ? OR at <= ?",
        (NO_SERVER, servers_before),
    )
    return [Erasure(Member(guild_id, user_id), at) for guild_id, user_id, at in rows]


def guilds_of(connection: Statements) -> list[int]:
    """Return all servers that anything is kept of, from one step along an index to the next. Part of another transaction."""
    found: set[int] = {NO_SERVER}
    for table, condition in (
        ("cards", ""),
        ("styles", ""),
        ("events", "AND job_id IS NULL AND card_id IS NULL"),
    ):
        last = -1
        while True:
            row = connection.execute(
                f"SELECT min(guild_id) FROM {table} WHERE guild_id > ? {condition}", (last,)
            ).fetchone()
            if row is None or row[0] is None:
                break
            last = row[0]
            found.add(last)
    return sorted(found)


@transaction
def only_in(connection: Connection, guild_ids: Collection[int], at: int, shards: Shards = EVERY) -> None:
    """Note which servers of these shards have removed the bot, and which have it (again)."""
    gone = {one for one in set(guilds_of(connection)) - set(guild_ids) if shards.has(one)}
    for guild_id in sorted(gone):
        if guild_id > NO_SERVER:
            connection.execute(
                "INSERT INTO erasures VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (guild_id, EVERYBODY, at)
            )
    connection.execute(
        "DELETE FROM erasures WHERE user_id = ? AND guild_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (EVERYBODY, json.dumps(list(guild_ids))),
    )


def cards_of(connection: Statements, user_id: int) -> list[int]:
    """Return all cards of a member, in the order of their numbers. Part of another transaction."""
    rows = connection.execute(
        "SELECT id FROM cards WHERE guild_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND user_id = ? ORDER BY +id",
        (json.dumps(guilds_of(connection)), user_id),
    )
    return [row[0] for row in rows]


@snapshot
def left(connection: Statements, erasure: Erasure) -> list[int]:
    """Return the cards that are still to be erased."""
    owner = erasure.owner
    if erasure.of_server:
        rows = connection.execute(
            "SELECT id FROM cards WHERE guild_id = ? AND asked_at <= ? AND erased = 0",
            (owner.guild_id, erasure.at),
        )
    else:
        rows = connection.execute(
            "SELECT id FROM cards WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND asked_at <= ? AND erased = 0",
            (json.dumps(cards_of(connection, owner.user_id)), erasure.at),
        )
    return [row[0] for row in rows]


# Nothing more comes to it: its jobs have ended, and its member has seen that, or it waits to be fetched, or for moderators,
# who then have nothing to decide any more.
_ENDED = """
    NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.card_id = cards.id AND finished_at IS NULL)
    AND (publication = 'held'
         OR NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.card_id = cards.id AND state = 'pending'))
"""
_LEFTOVERS = """
    INSERT INTO leftovers
    SELECT card_id, deliveries.channel_id, message_id FROM deliveries JOIN cards ON cards.id = card_id
    WHERE card_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:cards)) AND lasting = 1 AND deleted_by IS NULL
    UNION ALL SELECT card_id, 0, 0 FROM reports
    WHERE card_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:cards)) AND message_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""


@transaction
def erase_cards(connection: Connection, erasure: Erasure, card_ids: Sequence[int]) -> None:
    """Erase those of some cards to which nothing more comes."""
    rows = connection.execute(
        f"SELECT id FROM cards WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) AND erased = 0 AND {_ENDED}",
        (json.dumps(list(card_ids)),),
    )
    ended = [row[0] for row in rows]
    values: dict[str, Value] = {"cards": json.dumps(ended), "actor": erasure.owner.user_id or BOT}
    if not erasure.of_server:  # where it has been removed, the bot has no way to its messages
        connection.execute(_LEFTOVERS, values)
    for card_id in ended:
        reports.close(connection, card_id, actor=erasure.owner.user_id)
    for kept in KEPT.values():
        for statement in kept.cards:
            connection.execute(statement, values)


@snapshot
def results_of(connection: Statements, card_ids: Sequence[int]) -> list[str]:
    """Return the hashes of the pictures that were made for some cards."""
    rows = connection.execute(
        "SELECT DISTINCT sha256 FROM jobs JOIN results ON results.job_id = jobs.id"
        " WHERE card_id IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (json.dumps(list(card_ids)),),
    )
    return [row[0] for row in rows]


@snapshot
def needed(connection: Statements, hashes: Sequence[str]) -> int:
    """Return how many of some pictures a card has that was not deleted."""
    row = connection.execute(
        "SELECT count(*) FROM pictures WHERE sha256 IN (SELECT value FROM json_each(?))"
        f" AND {ANOTHER_CARD_HAS_IT}",
        (json.dumps(list(hashes)),),
    ).fetchone()
    return row[0] if row else 0


@transaction
def erase_rest(connection: Connection, erasure: Erasure, *, done: bool) -> None:
    """Erase what belongs to no card; and the wish with it, where nothing else is left to be done."""
    owner = erasure.owner
    values: dict[str, Value] = {"user": owner.user_id, "guild": owner.guild_id}
    for kept in KEPT.values():
        for statement in kept.server if erasure.of_server else kept.member:
            connection.execute(statement, values)
    if done:
        connection.execute(
            "DELETE FROM erasures WHERE guild_id = ? AND user_id = ? AND at = ?",
            (owner.guild_id, owner.user_id, erasure.at),
        )
        kind = "server.erased" if erasure.of_server else "member.erased"
        events.record(connection, Event(kind, owner, owner.user_id))


@snapshot
def leftovers(connection: Statements, most: int, shards: Shards = EVERY) -> list[Leftover]:
    """Return what is still to be seen of cards in servers of these shards."""
    rows = connection.execute(
        "SELECT card_id, leftovers.channel_id, message_id FROM leftovers CROSS JOIN cards ON cards.id = card_id"
        f" WHERE {OURS} ORDER BY card_id, message_id LIMIT :most",
        {**named(shards), "most": most},
    )
    return [Leftover(*row) for row in rows]


@transaction
def cleared(connection: Connection, leftover: Leftover) -> None:
    """Note that it is not to be seen any more, or that nobody can change it."""
    connection.execute(
        "DELETE FROM leftovers WHERE card_id = ? AND message_id = ?", (leftover.card_id, leftover.message_id)
    )
