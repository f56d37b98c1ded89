"""`/history`: a member's finished requests, first of all those that wait because they could not be shown."""

import discord
from discord import Interaction, app_commands, ui
from discord.ext import commands

from cogs import cards
from cogs.custom_ids import Action
from domain.job import DeliveryState, Job
from storage import deliveries
from storage.database import Database

SHOWN = 8  # requests: as many as fit on a phone, and well within 40 components


class History(commands.Cog):
    """A member's own past."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @app_commands.command(description="Your finished requests: show one again, or fetch one that is waiting.")
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def history(self, interaction: Interaction) -> None:
        """Show them to who asked."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await deliveries.history(
            self._database, interaction.guild_id or 0, interaction.user.id, SHOWN
        )
        await interaction.edit_original_response(view=_card(found))


def _card(found: list[tuple[Job, DeliveryState]]) -> ui.LayoutView:
    if not found:
        return cards.card(cards.text("Nothing yet. Start with /restyle."))
    return cards.card(*(_entry(job, state) for job, state in found))


def _entry(job: Job, state: DeliveryState) -> "ui.Section[ui.LayoutView]":
    """One request: the prompt, when, how it ended, and a button to see it."""
    waits = state is DeliveryState.WAITING
    when = f"<t:{(job.finished_at or 0) // 1000}:R>"
    ended = "waiting for you" if waits else str(job.state)
    style = discord.ButtonStyle.primary if waits else discord.ButtonStyle.secondary
    return ui.Section(
        f"{cards.quoted(job)}\n-# {ended} · {when}",
        accessory=cards.button("Fetch" if waits else "Show", Action.SHOW, job, style=style),
    )
