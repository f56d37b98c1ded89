"""Cards: who asked, where, in which language; above the jobs that were asked for."""

import json

from domain.card import Card, CardRef, Publication
from domain.event import Event
from domain.member import Member
from storage import events, reports
from storage.database import snapshot, transaction
from storage.sqlite import Connection, Row, Statements

COLUMNS = (
    "id, interaction_id, guild_id, user_id, channel_id, locale, letters, private, publication, asked_at, role_ids,"
    " age_restricted"
)
QUALIFIED = ", ".join(f"cards.{column.strip()}" for column in COLUMNS.split(","))


def card_of(row: Row) -> Card:
    """Return a row of COLUMNS as a card."""
    card_id, interaction_id, guild_id, user_id, channel_id, locale, letters, private = row[:8]
    return Card(
        card_id,
        interaction_id,
        Member(guild_id, user_id),
        channel_id,
        locale,
        letters,
        bool(private),
        Publication(row[8]),
        row[9],
        frozenset(json.loads(row[10])),
        bool(row[11]),
    )


@snapshot
def find(connection: Statements, ref: CardRef) -> Card | None:
    """Return the card of that number, where it has those letters and was not deleted."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM cards WHERE id = ? AND letters = ? AND deleted_by IS NULL",
        (ref.id, ref.letters),
    ).fetchone()
    return card_of(row) if row else None


@snapshot
def above(connection: Statements, card_id: int) -> Card:
    """Return the card above a job, also where it was deleted."""
    return card_above(connection, card_id)


def card_above(connection: Statements, card_id: int) -> Card:
    """Return the card above a job. Part of another transaction."""
    row = connection.execute(f"SELECT {COLUMNS} FROM cards WHERE id = ?", (card_id,)).fetchone()
    assert row is not None, "a job's card is a reference"
    return card_of(row)


@transaction
def delete(connection: Connection, card: Card, *, actor: int) -> int | None:
    """Take a card out of everybody's sight; its pictures are due for deletion, unless another card has them too.

    Returns how many of its results stay for that reason; None where it was not there.
    """
    row = connection.execute(
        "UPDATE cards SET deleted_by = ? WHERE id = ? AND deleted_by IS NULL RETURNING id", (actor, card.id)
    ).fetchone()
    if row is None:
        return None
    connection.execute(_PICTURES_DUE, (card.id, card.id, card.id))
    reports.close(connection, card.id, actor=actor)
    events.record(connection, Event("card.deleted", card.member, actor, card_id=card.id))
    stay = connection.execute(_RESULTS_THAT_STAY, (card.id,)).fetchone()
    return stay[0] if stay else 0


# Retention deletes the files: it knows what is still needed, and holds them against who takes one up just now.
ANOTHER_CARD_HAS_IT = """(
    EXISTS (
        SELECT 1 FROM results JOIN jobs ON jobs.id = results.job_id JOIN cards ON cards.id = card_id
        WHERE results.sha256 = pictures.sha256 AND deleted_by IS NULL)
    OR EXISTS (
        SELECT 1 FROM jobs JOIN cards ON cards.id = card_id
        WHERE jobs.source = pictures.sha256 AND deleted_by IS NULL)
    OR EXISTS (
        SELECT 1 FROM jobs JOIN cards ON cards.id = card_id
        WHERE jobs.look = pictures.sha256 AND deleted_by IS NULL)
)"""
_PICTURES_DUE = f"""
    UPDATE pictures SET used_at = 0
    WHERE sha256 IN (
        SELECT sha256 FROM results JOIN jobs ON jobs.id = results.job_id WHERE card_id = ?
        UNION SELECT source FROM jobs WHERE card_id = ?
        UNION SELECT look FROM jobs WHERE card_id = ?)
    AND NOT {ANOTHER_CARD_HAS_IT}
"""
_RESULTS_THAT_STAY = f"""
    SELECT count(*) FROM pictures
    WHERE sha256 IN (SELECT sha256 FROM results JOIN jobs ON jobs.id = results.job_id WHERE card_id = ?)
    AND {ANOTHER_CARD_HAS_IT}
"""
