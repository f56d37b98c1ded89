"""Deleting a result: its message, then its card and its pictures.

The message first: while it is there, so is the card, and the button can be pressed again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import discord

from cogs import replies
from cogs.discord_errors import TROUBLE, is_lost
from domain.card import ReplyTo, Spot
from domain.errors import StillThere
from domain.member import Asker
from jobs.assembly import Jobs
from jobs.history import Found, check_deletion

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of a result that was deleted."""

    spot: (
        Spot | None
    )  # where others found it; None where its member alone saw it, and it is out of everybody's reach
    removed: bool  # whether its message is gone
    stay: int  # pictures that others were made from


class Deleting:
    """Deletes results."""

    def __init__(self, client: discord.Client, jobs: Jobs) -> None:
        self._client = client
        self._history = jobs.history
        self._outbox = jobs.outbox

    async def delete(self, found: Sequence[Found], who: Asker) -> Deleted:
        """Delete the card of these jobs, which are all of its.

        Raises NotYours, NotYet, Gone, or StillThere where Discord does not take it just now.
        """
        check_deletion(found, who)
        place = await self._outbox.place(found[0].card)
        removed = place is not None and place.lasting and await self._remove(place)
        stay = await self._history.delete(found, who)
        return Deleted(place.spot if place else None, removed, stay)

    async def _remove(self, place: ReplyTo) -> bool:
        """Delete a message of ours. Returns whether it is gone: where the bot is not, it has no way to it.

        Raises StillThere where Discord does not take it just now.
        """
        message = self._client.get_partial_messageable(place.channel_id).get_partial_message(place.message_id)
        try:
            await replies.heard(message.delete, is_lost)
        except discord.NotFound:
            return True
        except discord.Forbidden as error:
            log.info("a message of a deleted card stays: %s", error)
            return False
        except TROUBLE as error:
            raise StillThere from error
        return True
