"""`/moderation`: what moderators choose for their server. Everything here is shown to who asked alone."""

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies, report_cards
from cogs.acknowledging import think
from cogs.discord_errors import TROUBLE
from cogs.house import HouseCommands
from cogs.installs import in_servers
from cogs.intake import moderator
from cogs.options import within
from cogs.words import accounts as told
from cogs.words import reports as told_of_reports
from cogs.words import reviews as told_of_reviews
from cogs.words import trail
from domain.card import ReplyTo
from domain.consent import Consent
from domain.errors import BadOption, CannotWrite, OneOf
from domain.member import Asker
from domain.preference import Preference
from domain.review import Reviewing
from jobs.assembly import Jobs


@in_servers
@app_commands.default_permissions(manage_guild=True)
class Moderation(
    HouseCommands,
    commands.GroupCog,
    name="moderation",
    description="How the bot behaves here (moderators).",
):
    """Choices of a server, and its house rules."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(jobs)

    @app_commands.command(
        description="Whether members are pinged when a picture that took over a minute is ready."
    )
    @app_commands.describe(on="True: pinged, unless they do not want it. False: nobody is.")
    async def notices(self, interaction: Interaction, on: bool) -> None:
        """Choose for the whole server."""
        await think(interaction, private=True)
        await self._jobs.preferences.choose_for_all(moderator(interaction), Preference.NOTICES, int(on))
        said = told.notices_here(replies.words_of(interaction), on=on)
        await replies.show(interaction, cards.say(said))

    @app_commands.command(description="How far the variations of a picture go from it.")
    @app_commands.describe(
        strength="0.01 keeps nearly all of the picture, 1 ignores it. Where nothing was set it is 0.35."
    )
    async def variation(self, interaction: Interaction, strength: Range[float, 0.01, 1.0]) -> None:
        """Choose for the whole server."""
        await think(interaction, private=True)
        percent = round(within("strength", strength, 0.01, 1) * 100)
        await self._jobs.preferences.choose_for_all(moderator(interaction), Preference.VARIATION, percent)
        said = told.variation(replies.words_of(interaction), percent / 100)
        await replies.show(interaction, cards.say(said))

    @app_commands.command(
        description="What moderators did here, and in which channel they see that and reports."
    )
    @app_commands.describe(
        channel="One that moderators alone read: they see there what they do, and what members report.",
        off="True: in no channel any more.",
    )
    async def log(
        self, interaction: Interaction, channel: discord.TextChannel | None = None, off: bool = False
    ) -> None:
        """Choose for the whole server, or show what was done.

        A channel gets a first message, since only that proves that it can be written to.
        """
        await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        if channel and off:
            raise OneOf(("channel", "off"))
        if off:
            await self._jobs.reports.choose_channel(who, None)
            return await replies.show(interaction, cards.say(told_of_reports.no_channel(words)))
        if channel is None:
            return await self._show_trail(interaction, who)
        try:
            await channel.send(view=cards.say(told_of_reports.channel_opened(words)))
        except TROUBLE as error:
            raise CannotWrite(channel.id) from error
        await self._jobs.reports.choose_channel(who, channel.id)
        await self._jobs.house.told(who.member.guild_id)
        is_open = channel.permissions_for(channel.guild.default_role).view_channel
        said = told_of_reports.channel_chosen(words, channel.id, is_open=is_open)
        return await replies.show(interaction, cards.say(said))

    async def _show_trail(self, interaction: Interaction, who: Asker) -> None:
        words, guild_id = replies.words_of(interaction), who.member.guild_id
        done = await self._jobs.house.trail(guild_id, trail.LINES)
        said = trail.lines(words, done) if done else trail.nothing(words)
        channel_id = await self._jobs.reports.channel(guild_id)
        where = told_of_reports.channel_is(words, channel_id, closed=_is_closed(interaction, channel_id))
        shown = f"{said}\n-# {where}"
        await replies.show(interaction, cards.say(shown))

    @app_commands.command(description="What members have reported, and nobody has decided yet.")
    async def reports(self, interaction: Interaction) -> None:
        """Show the oldest to who asked, each with what can be done."""
        await think(interaction, private=True)
        guild_id = moderator(interaction).member.guild_id
        listed, count = await self._jobs.reports.undone(guild_id, report_cards.AT_ONCE)
        view = report_cards.several(replies.words_of(interaction), listed, count)
        await replies.show(interaction, view)

    @app_commands.command(
        description="Which results moderators look at before others see them; without options: what waits."
    )
    @app_commands.describe(
        results="Those that are held for you, where they come from a public /restyle.",
        channel="One that moderators alone read: what is held is shown there.",
    )
    @app_commands.choices(
        results=[
            Choice(name="none", value="off"),
            Choice(name="those of which the image host has withheld a part", value="flagged"),
            Choice(name="everything", value="everything"),
        ]
    )
    async def review(
        self,
        interaction: Interaction,
        results: str | None = None,
        channel: discord.TextChannel | None = None,
    ) -> None:
        """Choose for the whole server, or show what waits.

        A channel gets a first message, since only that proves that it can be written to.
        """
        place = await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        if results is None and channel is None:
            return await self._show_waiting(interaction, who, place)
        wanted = Reviewing.__members__.get((results or "").upper())
        if results and wanted is None:
            raise BadOption("results", "choice")
        if channel:
            try:
                await channel.send(view=cards.say(told_of_reviews.channel_opened(words)))
            except TROUBLE as error:
                raise CannotWrite(channel.id) from error
        await self._jobs.reviews.choose(who, wanted, channel.id if channel else None)
        said = await self._reviewing(interaction, who)
        if channel and channel.permissions_for(channel.guild.default_role).view_channel:
            said = f"{said} {told_of_reviews.channel_open(words)}"
        return await replies.show(interaction, cards.say(said))

    async def _show_waiting(self, interaction: Interaction, who: Asker, place: ReplyTo) -> None:
        """Show what has waited longest, with its pictures; or how it is set."""
        words = replies.words_of(interaction)
        card, count = await self._jobs.reviews.waiting(who.member.guild_id)
        if card:
            return await self._jobs.reviews.show(card, place, who.locale, more=count - 1)
        said = f"{told_of_reviews.nothing_waits(words)} {await self._reviewing(interaction, who)}"
        return await replies.show(interaction, cards.say(said))

    async def _reviewing(self, interaction: Interaction, who: Asker) -> str:
        wanted, channel_id = await self._jobs.reviews.chosen(who.member.guild_id)
        _, count = await self._jobs.reviews.waiting(who.member.guild_id)
        words, closed = replies.words_of(interaction), _is_closed(interaction, channel_id)
        return told_of_reviews.chosen(words, wanted, channel_id, count, closed=closed)

    @app_commands.command(description="Whose pictures members may restyle with the menu on a message.")
    @app_commands.describe(whose="Their own and this bot's results always; others' only if you allow it.")
    @app_commands.choices(
        whose=[
            Choice(name="only their own", value="never"),
            Choice(name="others' too, if their author says yes each time", value="ask"),
            Choice(name="anyone's", value="anyone"),
        ]
    )
    async def consent(self, interaction: Interaction, whose: str) -> None:
        """Choose for the whole server."""
        await think(interaction, private=True)
        chosen = {"never": Consent.NEVER, "ask": Consent.ASK, "anyone": Consent.ANYONE}.get(whose)
        if chosen is None:
            raise BadOption("whose", "choice")
        await self._jobs.preferences.choose_for_all(moderator(interaction), Preference.CONSENT, chosen)
        said = told.consent(replies.words_of(interaction), chosen)
        await replies.show(interaction, cards.say(said))


def _is_closed(interaction: Interaction, channel_id: int | None) -> bool:
    """Return whether a channel of the server is gone, or the bot cannot write there, as far as it knows."""
    guild = interaction.guild
    if channel_id is None or guild is None or guild.unavailable:
        return False
    channel = guild.get_channel(channel_id)
    may = channel.permissions_for(guild.me) if channel else discord.Permissions.none()
    return not (may.view_channel and may.send_messages)
