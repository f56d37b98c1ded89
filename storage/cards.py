"""Cards: who asked, where, in which language; above the jobs that were asked for."""

from domain.card import Card, CardRef, Publication
from domain.member import Install, Member
from storage.database import transaction
from storage.sqlite import Connection, Row

COLUMNS = "id, interaction_id, guild_id, user_id, channel_id, locale, install, letters, private, publication, asked_at"
QUALIFIED = ", ".join(f"cards.{column.strip()}" for column in COLUMNS.split(","))


def card_of(row: Row) -> Card:
    """Return a row of COLUMNS as a card."""
    card_id, interaction_id, guild_id, user_id, channel_id, locale, install, letters, private = row[:9]
    return Card(
        card_id,
        interaction_id,
        Member(guild_id, user_id),
        channel_id,
        locale,
        Install(install),
        letters,
        bool(private),
        Publication(row[9]),
        row[10],
    )


@transaction
def find(connection: Connection, ref: CardRef) -> Card | None:
    """Return the card of that number, where it has those letters."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM cards WHERE id = ? AND letters = ?", (ref.id, ref.letters)
    ).fetchone()
    return card_of(row) if row else None


def card_above(connection: Connection, card_id: int) -> Card:
    """Return the card above a job. Part of another transaction."""
    row = connection.execute(f"SELECT {COLUMNS} FROM cards WHERE id = ?", (card_id,)).fetchone()
    assert row is not None, "a job's card is a reference"
    return card_of(row)


@transaction
def read(connection: Connection, card_id: int) -> Card:
    """Return the card above a job."""
    return card_above(connection, card_id)
