"""`/quota`: moderators see and set how much members may use. Everything here is shown to who asked alone."""

import discord
from discord import Interaction, app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import cards, usage
from domain.quota import Allowance, Caps, Limits
from jobs import clock
from storage import ledger, servers
from storage.database import Database

MOST = 1000  # pictures a day; a limit against a slip of the finger

_ORIGINS = {
    "default": "the bot's default",
    "server": "this server's rule",
    "member": "a rule for this member",
}


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class Quota(commands.GroupCog, name="quota", description="How much members may use (moderators)."):
    """Allowances and caps of a server."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    @app_commands.command(description="What a member, or everybody, may use.")
    @app_commands.describe(member="The member to look at. Without one: the server's rule.")
    async def show(self, interaction: Interaction, member: discord.Member | None = None) -> None:
        """Show the rule that holds, and a member's account under it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        now = clock.now()
        guild_id = interaction.guild_id or 0
        whose = member.id if member else ledger.EVERYBODY
        rule, uses = await ledger.usage(self._database, guild_id, whose, self._limits.allowance, now)
        origin = _ORIGINS[rule.origin]
        if member:
            await _say(interaction, f"<@{member.id}> ({origin})\n{usage.account(rule, uses, now)}")
            return
        caps = await servers.caps(self._database, guild_id, self._limits.caps)
        await _say(
            interaction,
            f"Everybody may use {rule.allowance.pictures} pictures in 24 hours ({origin}).\n"
            f"A member may have {caps.member_running} requests running and {caps.member_waiting} waiting;"
            f" the server {caps.server_running} and {caps.server_waiting}.",
        )

    @app_commands.command(description="Set how many pictures a member, or everybody, may use in 24 hours.")
    @app_commands.describe(
        pictures="Pictures in 24 hours; 0 stops them.",
        member="Only for this member. Without one: for everybody who has no rule of their own.",
    )
    async def set(
        self, interaction: Interaction, pictures: Range[int, 0, MOST], member: discord.Member | None = None
    ) -> None:
        """Set an allowance."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        allowance = Allowance(max(0, min(MOST, pictures)))
        await ledger.set_allowance(
            self._database,
            interaction.guild_id or 0,
            member.id if member else ledger.EVERYBODY,
            allowance,
            who=interaction.user.id,
            now=clock.now(),
        )
        whose = f"<@{member.id}>" if member else "Everybody"
        await _say(interaction, f"{whose} may now use {allowance.pictures} pictures in 24 hours.")

    @app_commands.command(description="Take back a rule, so that the wider one holds again.")
    @app_commands.describe(member="The member whose own rule goes. Without one: the server's rule.")
    async def clear(self, interaction: Interaction, member: discord.Member | None = None) -> None:
        """Clear an allowance."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        whose = member.id if member else ledger.EVERYBODY
        cleared = await ledger.clear_allowance(self._database, interaction.guild_id or 0, whose)
        subject = f"<@{member.id}>" if member else "The server"
        after = "now follows the wider rule" if cleared else "had no rule of its own"
        await _say(interaction, f"{subject} {after}. /quota show says which one holds.")

    @app_commands.command(description="Set how many requests may run and wait at once.")
    @app_commands.describe(
        member_running="Running at once, per member.",
        member_waiting="Waiting at once, per member.",
        server_running="Running at once, in the whole server.",
        server_waiting="Waiting at once, in the whole server.",
    )
    async def caps(
        self,
        interaction: Interaction,
        member_running: Range[int, 1, 100] | None = None,
        member_waiting: Range[int, 1, 100] | None = None,
        server_running: Range[int, 1, 100] | None = None,
        server_waiting: Range[int, 1, 1000] | None = None,
    ) -> None:
        """Set those caps that were given; the others stay."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = interaction.guild_id or 0
        old = await servers.caps(self._database, guild_id, self._limits.caps)
        new = Caps(
            member_running=member_running or old.member_running,
            member_waiting=member_waiting or old.member_waiting,
            server_running=server_running or old.server_running,
            server_waiting=server_waiting or old.server_waiting,
        )
        await servers.set_caps(self._database, guild_id, new)
        await _say(
            interaction,
            f"A member may have {new.member_running} requests running and {new.member_waiting} waiting;"
            f" the server {new.server_running} and {new.server_waiting}.",
        )


async def _say(interaction: Interaction, words: str) -> None:
    await interaction.edit_original_response(view=cards.card(cards.text(words)))
