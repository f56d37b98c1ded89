"""The part of `/quota` that is about what may run and wait, and about what roles may have beyond others."""

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.intake import moderator
from cogs.options import within
from cogs.words import privileges
from cogs.words import rules as ruled
from domain.errors import BadOption
from domain.limits import PICTURE_SIDE
from domain.privileges import PRIORITY_MAX, Privileges
from domain.request import IMAGES_LIMIT, SIDE_MIN, Speed
from jobs.assembly import Jobs


class PlaceCommands(commands.Cog):
    """Caps of a server, and privileges of its roles."""

    _jobs: Jobs

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
        now, before = await self._jobs.rules.cap(
            moderator(interaction),
            member_running=_given("member_running", member_running, 1, 100),
            member_waiting=_given("member_waiting", member_waiting, 1, 100),
            server_running=_given("server_running", server_running, 1, 100),
            server_waiting=_given("server_waiting", server_waiting, 1, 1000),
        )
        await _say(interaction, ruled.capped(replies.words_of(interaction), now, before))

    @app_commands.command(description="What the members of a role may have and ask for beyond others.")
    @app_commands.describe(
        role="Of several roles of a member the most generous holds.",
        running="Running at once, for each of its members.",
        waiting="Waiting at once, for each of its members.",
        priority="How many times the turns of others are theirs. 1 is as others have it.",
        images="Pictures in one request.",
        speed="The finest speed.",
        size="Pixels on the longer side of a result.",
    )
    @app_commands.choices(speed=[Choice(name=value, value=value) for value in Speed])
    async def role(
        self,
        interaction: Interaction,
        role: discord.Role,
        running: Range[int, 1, 100] | None = None,
        waiting: Range[int, 1, 100] | None = None,
        priority: Range[int, 1, PRIORITY_MAX] | None = None,
        images: Range[int, 1, IMAGES_LIMIT] | None = None,
        speed: str | None = None,
        size: Range[int, SIDE_MIN, PICTURE_SIDE] | None = None,
    ) -> None:
        """Set what was given; the others stay. With nothing given, show it."""
        await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        if role.is_default():
            raise BadOption("role", "everybody")
        if speed is not None and speed not in set(Speed):
            raise BadOption("speed", "choice")
        given = Privileges(
            _given("running", running, 1, 100),
            _given("waiting", waiting, 1, 100),
            _given("priority", priority, 1, PRIORITY_MAX),
            _given("images", images, 1, IMAGES_LIMIT),
            Speed(speed) if speed else None,
            _given("size", size, SIDE_MIN, PICTURE_SIDE),
        )
        now, before = await self._jobs.rules.privilege(who, role.id, given)
        await _say(interaction, privileges.changed(words, role.id, now, before))


def _given(option: str, value: int | None, least: int, most: int) -> int | None:
    """Return an option within its bounds, where it was given. Raises BadOption."""
    return None if value is None else within(option, value, least, most)


async def _say(interaction: Interaction, said: str) -> None:
    await replies.show(interaction, cards.say(said))
