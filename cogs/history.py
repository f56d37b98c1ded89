"""`/history`: a member's ended requests, first of all those that wait because they could not be shown."""

import discord
from discord import Interaction, app_commands, ui
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.custom_ids import Action
from cogs.intake import asker
from cogs.words import history as told
from cogs.words.words import Words
from domain.card import DeliveryState
from jobs.assembly import Jobs
from jobs.history import Entry

SHOWN = 8  # requests: as many as fit on a phone, and well within 40 components


class History(commands.Cog):
    """A member's own past."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="Your finished requests: show one again, or fetch one that is waiting.")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def history(self, interaction: Interaction) -> None:
        """Show them to who asked."""
        await think(interaction, private=True)
        found = await self._jobs.history.of_member(asker(interaction).member, SHOWN)
        await replies.show(interaction, _card(replies.words_of(interaction), found))


def _card(words: Words, found: list[Entry]) -> ui.LayoutView:
    if not found:
        return cards.say(told.nothing(words))
    return cards.card(*(_entry(words, one) for one in found))


def _entry(words: Words, shown: Entry) -> "ui.Section[ui.LayoutView]":
    """Return one card, and a button to see it."""
    waits = shown.delivery is DeliveryState.WAITING
    label = words.say("Fetch") if waits else words.say("Show")
    style = discord.ButtonStyle.primary if waits else discord.ButtonStyle.secondary
    return ui.Section(
        told.entry(words, shown), accessory=cards.button(label, Action.SHOW, shown.card, style=style)
    )
