"""`/queue`: a member's requests that have not ended, each with a way out."""

from collections.abc import Sequence

from discord import Interaction, app_commands, ui
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.custom_ids import Action
from cogs.installs import everywhere
from cogs.intake import asker
from cogs.words import history as told
from cogs.words.words import Words
from jobs.assembly import Jobs
from jobs.history import UnderWay

SHOWN = 8  # requests: as many as fit on a phone, and well within 40 components


class Queue(commands.Cog):
    """What a member waits for."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="Your requests that are not finished: where they are, and a way out.")
    @everywhere
    async def queue(self, interaction: Interaction) -> None:
        """Show them to who asked."""
        await think(interaction, private=True)
        found = await self._jobs.history.under_way(asker(interaction).member, SHOWN + 1)
        await replies.show(interaction, listed(replies.words_of(interaction), found))


def listed(words: Words, found: Sequence[UnderWay]) -> ui.LayoutView:
    """Return the first of some requests, and whether there are more."""
    if not found:
        return cards.say(told.idle(words))
    more = [cards.text(f"-# {told.more(words)}")] if len(found) > SHOWN else []
    return cards.card(*(_entry(words, one) for one in found[:SHOWN]), *more)


def _entry(words: Words, shown: UnderWay) -> "ui.Section[ui.LayoutView]":
    """Return one request, and a button to call it off."""
    cancel = cards.button(words.say("Cancel"), Action.CANCEL, shown.card)
    return ui.Section(told.under_way(words, shown), accessory=cancel)
