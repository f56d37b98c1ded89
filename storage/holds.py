"""Holds: a result that a server's moderators want to see first goes to them, in the transaction that brings it.

Its reply stays pending until they have decided; where they look is a delivery beside it.
"""

from domain.card import Card, Publication, ReplyTo, Target
from domain.event import Event
from domain.member import BOT, Member
from domain.preference import Preference
from domain.review import Reviewing
from domain.rules import EVERYBODY
from storage import deliveries, events
from storage.cards import card_above
from storage.preferences import value_of
from storage.sqlite import Connection


def hold(connection: Connection, card_id: int, now: int, *, flagged: bool, adult: bool = False) -> None:
    """Hold a card that has results now, where its server wants that, or it seems adult. Part of another transaction."""
    card = card_above(connection, card_id)
    if card.publication is Publication.HELD and (flagged or adult):
        connection.execute(
            "UPDATE reviews SET flagged = max(flagged, ?), adult = max(adult, ?) WHERE card_id = ?",
            (flagged, adult, card_id),
        )
    if not card.moderated or card.publication is not Publication.SHOWN:
        return
    everybody = Member(card.member.guild_id, EVERYBODY)
    wanted = Reviewing(value_of(connection, everybody, Preference.REVIEW) or Reviewing.OFF)
    if not wanted.holds(flagged=flagged, adult=adult):
        return
    connection.execute(
        "UPDATE cards SET publication = 'held' WHERE id = ? AND publication = 'shown'", (card_id,)
    )
    connection.execute(
        "INSERT INTO reviews (card_id, held_at, flagged, adult) VALUES (?, ?, ?, ?)",
        (card_id, now, flagged, adult),
    )
    channel_id = value_of(connection, everybody, Preference.REVIEW_CHANNEL) or 0
    _add_place(connection, card, channel_id)
    after = {"flagged": int(flagged), "adult": int(adult)}
    events.record(connection, Event("card.held", card.member, BOT, card_id, after=after))


def _add_place(connection: Connection, card: Card, channel_id: int) -> None:
    """Note in which channel its moderators look, where its message is still to be posted."""
    reply_to = deliveries.reply_of(connection, card.id)
    assert reply_to is not None, "every card has a reply"
    place = ReplyTo(
        card.member.guild_id,
        channel_id,
        0,
        "",
        0,
        ephemeral=False,
        lasting=True,
        file_limit=reply_to.file_limit,
    )
    deliveries.add(connection, card, Target.REVIEW, place)
