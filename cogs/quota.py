"""`/quota`: moderators see and set how much members may use. Everything here is shown to who asked alone."""

from collections.abc import Mapping

import discord
from discord import Interaction, app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.installs import in_servers
from cogs.intake import moderator
from cogs.options import within
from cogs.words import accounts as told
from domain.member import Asker, Member
from jobs.assembly import Jobs

MOST = 1000  # pictures in 24 hours; a limit against a slip of the finger


@in_servers
@app_commands.default_permissions(manage_guild=True)
class Quota(commands.GroupCog, name="quota", description="How much members may use (moderators)."):
    """Allowances and caps of a server."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="What a member, or everybody, may use.")
    @app_commands.describe(member="The member to look at. Without one: the server's rules.")
    async def show(self, interaction: Interaction, member: discord.User | None = None) -> None:
        """Show what holds, and a member's account under it."""
        await think(interaction, private=True)
        words, who = replies.words_of(interaction), moderator(interaction)
        guild_id = who.member.guild_id
        if member is None:
            await _say(interaction, told.of_server(words, await self._jobs.rules.of_server(guild_id)))
            return
        whose = Asker(Member(guild_id, member.id), who.channel_id, _roles(member))
        usage = await self._jobs.accounts.usage(whose)
        await _say(interaction, told.of_member(words, member.id, usage))

    @app_commands.command(description="Set how many pictures a member, or everybody, may use in 24 hours.")
    @app_commands.describe(
        pictures="Pictures in 24 hours; 0 stops them.",
        member="Only for this member. Without one: for everybody who has no rule of their own.",
    )
    async def set(
        self, interaction: Interaction, pictures: Range[int, 0, MOST], member: discord.User | None = None
    ) -> None:
        """Set an allowance."""
        await think(interaction, private=True)
        who, user_id = moderator(interaction), member.id if member else None
        bucket = await self._jobs.rules.allow(who, user_id, within("pictures", pictures, 0, MOST))
        rules = await self._jobs.rules.of_server(who.member.guild_id)
        said = told.allowed(replies.words_of(interaction), user_id, bucket, len(rules.exceptions))
        await _say(interaction, said)

    @app_commands.command(description="Take back a rule, so that the wider one holds again.")
    @app_commands.describe(member="The member whose own rule goes. Without one: the server's rules.")
    async def clear(self, interaction: Interaction, member: discord.User | None = None) -> None:
        """Clear an allowance; without a member the caps too."""
        await think(interaction, private=True)
        user_id = member.id if member else None
        who, words = moderator(interaction), replies.words_of(interaction)
        was_set = await self._jobs.rules.clear(who, user_id)
        if user_id is None:
            rules = await self._jobs.rules.of_server(who.member.guild_id)
            said = told.server_cleared(words, rules, was_set=was_set)
        else:
            said = told.cleared(words, user_id, was_set=was_set)
        await _say(interaction, said)

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
        await think(interaction, private=True)
        caps = await self._jobs.rules.cap(
            moderator(interaction),
            **_given(
                {
                    "member_running": (member_running, 100),
                    "member_waiting": (member_waiting, 100),
                    "server_running": (server_running, 100),
                    "server_waiting": (server_waiting, 1000),
                }
            ),
        )
        await _say(interaction, told.caps(replies.words_of(interaction), caps))


def _given(caps: Mapping[str, tuple[int | None, int]]) -> dict[str, int]:
    """Return the caps that were given, each within its bounds. Raises BadOption."""
    return {name: within(name, cap, 1, most) for name, (cap, most) in caps.items() if cap is not None}


def _roles(user: discord.User | discord.Member) -> frozenset[int]:
    """Return the roles of somebody who is in the server; who has left has none."""
    return frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()


async def _say(interaction: Interaction, said: str) -> None:
    await replies.show(interaction, cards.say(said))
