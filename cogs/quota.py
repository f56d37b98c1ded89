"""`/quota`: moderators see and set how much members may use. Everything here is shown to who asked alone."""

from decimal import Decimal

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think
from cogs.books import BookCommands
from cogs.custom_ids import ListId, Listing
from cogs.installs import in_servers
from cogs.intake import moderator
from cogs.lists import Lists, account
from cogs.options import within
from cogs.places import PlaceCommands
from cogs.words import accounts as told
from cogs.words import budgets as budgeted
from cogs.words import credit as credited
from cogs.words import rules as ruled
from cogs.words.words import shortened
from domain.buckets import DAY, MONTH, WEEK, Scope
from domain.errors import BadOption, OneOf
from domain.grant import Category, NewGrant
from domain.member import Asker, Member
from domain.price import micros
from domain.rules import Subject
from domain.visible import cleaned
from jobs import clock
from jobs.assembly import Jobs

MOST = 10_000  # pictures; a limit against a slip of the finger
MOST_DAYS = 3650
MOST_DOLLARS = 100_000
REASON = 200  # characters
MOST_NUMBER = 2**53 - 1  # as far as Discord counts
SUGGESTED = 25  # of an autocomplete
SPANS = {"day": DAY, "week": WEEK, "month": MONTH}
WINDOWS = [
    Choice(name="24 hours", value="day"),
    Choice(name="7 days", value="week"),
    Choice(name="30 days", value="month"),
]
PERIODS = [Choice(name="a day", value="day"), Choice(name="a month", value="month")]
CATEGORIES = [Choice(name=str(one), value=str(one)) for one in Category]


@in_servers
@app_commands.default_permissions(manage_guild=True)
class Quota(
    PlaceCommands,
    BookCommands,
    commands.GroupCog,
    name="quota",
    description="How much members may use (moderators).",
):
    """Allowances and budgets of a server."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="What a member, a role, or everybody may use.")
    @app_commands.describe(
        member="The member to look at. Without one: the server's rules.", role="The role to look at."
    )
    async def show(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Show what holds, and a member's account under it."""
        await think(interaction, private=True)
        words, who = replies.words_of(interaction), moderator(interaction)
        subject = _subject(member, role)
        if member:
            whose = Asker(Member(who.member.guild_id, member.id), who.channel_id, _roles(member))
            usage = await self._jobs.accounts.usage(whose)
            said = told.of_member(words, member.id, usage)
            await replies.show(interaction, account(words, said, usage, member.id))
            return
        if subject.scope is Scope.SERVER:
            listed = await Lists(self._jobs).view(words, who, ListId(Listing.RULES))
            await replies.show(interaction, listed)
            return
        rules = await self._jobs.rules.of_server(who.member.guild_id)
        await _say(interaction, ruled.of_subject(words, subject, rules))

    @app_commands.command(description="Set how many pictures a member, a role, or everybody may use.")
    @app_commands.describe(
        pictures="Pictures within the window; 0 stops them.",
        unlimited="True: as many as they like.",
        window="Within how long. Usually 24 hours. Each has a rule of its own, and all of them hold.",
        member="Only for this member, whatever their roles have.",
        role="Only for members of this role. Of several roles the most generous holds.",
    )
    @app_commands.choices(window=WINDOWS)
    async def set(
        self,
        interaction: Interaction,
        pictures: Range[int, 0, MOST] | None = None,
        unlimited: bool = False,
        window: str = "day",
        member: discord.User | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Set an allowance."""
        await think(interaction, private=True)
        who, subject, span = moderator(interaction), _subject(member, role), _span(window)
        if (pictures is None) is not unlimited:
            raise OneOf(("pictures", "unlimited"))
        limit = None if pictures is None else within("pictures", pictures, 0, MOST)
        now, before = await self._jobs.rules.allow(who, subject, limit, span)
        rules = await self._jobs.rules.of_server(who.member.guild_id)
        said = ruled.allowed(replies.words_of(interaction), subject, now, before, rules.exceptions)
        await _say(interaction, said)

    @app_commands.command(description="Take back a rule, so that the wider one holds again.")
    @app_commands.describe(
        member="The member whose own rules go. Without one: the server's rules.",
        role="The role whose rules go.",
        window="Only the rule for this window.",
    )
    @app_commands.choices(window=WINDOWS)
    async def clear(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        role: discord.Role | None = None,
        window: str | None = None,
    ) -> None:
        """Clear allowances; for everybody and every window the caps too."""
        await think(interaction, private=True)
        who, words, subject = moderator(interaction), replies.words_of(interaction), _subject(member, role)
        taken_back = await self._jobs.rules.clear(who, subject, _span(window) if window else None)
        of_role = subject.scope is Scope.ROLE and not window
        privileges_too = of_role and await self._jobs.rules.clear_privileges(who, subject.id)
        caps_too = subject.scope is Scope.SERVER and not window and await self._jobs.rules.clear_caps(who)
        rules = await self._jobs.rules.of_server(who.member.guild_id)
        said = ruled.cleared(
            words, subject, taken_back, rules, caps_too=caps_too, privileges_too=privileges_too
        )
        await _say(interaction, said)

    @app_commands.command(description="Give a member pictures, on top of what they may use.")
    @app_commands.describe(
        member="Who gets them.",
        pictures="How many. They are used when the windows are full.",
        category="Why. Gifts and events are used before what was paid for.",
        days="After how many days they expire. Without it: never.",
        reason="Your words; the member sees them in /usage.",
    )
    @app_commands.choices(category=CATEGORIES)
    async def grant(
        self,
        interaction: Interaction,
        member: discord.User,
        pictures: Range[int, 1, MOST],
        category: str = Category.GIFT,
        days: Range[int, 1, MOST_DAYS] | None = None,
        reason: Range[str, 1, REASON] = "",
    ) -> None:
        """Give somebody credit."""
        await think(interaction, private=True)
        who, ends_at = moderator(interaction), None
        if days is not None:
            ends_at = clock.now() + within("days", days, 1, MOST_DAYS) * DAY
        if category not in set(Category):
            raise BadOption("category", "choice")
        kept = shortened(str(cleaned(reason)), REASON)
        gift = NewGrant(within("pictures", pictures, 1, MOST), Category(category), ends_at, kept)
        credit = await self._jobs.accounts.grant(who, member.id, gift)
        words = replies.words_of(interaction)
        await _say(interaction, credited.granted(words, member.id, gift.pictures, credit))

    @app_commands.command(description="Take credit of a member back: what is left of it ends.")
    @app_commands.describe(
        member="Whose. What they have used stays used.",
        credit="Its number. Without it: all that they have.",
        reason="Your words, for moderators: /moderation log has them.",
    )
    async def revoke(
        self,
        interaction: Interaction,
        member: discord.User,
        credit: Range[int, 1, MOST_NUMBER] | None = None,
        reason: Range[str, 1, REASON] = "",
    ) -> None:
        """End what is left of somebody's credit."""
        await think(interaction, private=True)
        who, kept = moderator(interaction), shortened(str(cleaned(reason)), REASON)
        number = None if credit is None else within("credit", credit, 1, MOST_NUMBER)
        ended, left = await self._jobs.accounts.revoke(who, member.id, number, kept)
        await _say(interaction, credited.revoked(replies.words_of(interaction), member.id, ended, left))

    @revoke.autocomplete("credit")
    async def suggest_credit(self, interaction: Interaction, typed: str) -> list[Choice[int]]:
        """Return what the member has whose name was filled in before."""
        member = interaction.namespace.__dict__.get("member")
        if not isinstance(member, discord.Object | discord.User | discord.Member):
            return []
        words = replies.words_of(interaction)
        found = await self._jobs.accounts.credit(moderator(interaction), member.id)
        fitting = [one for one in found if str(one.id).startswith(str(typed).strip())]
        return [Choice(name=credited.numbered(words, one), value=one.id) for one in fitting[:SUGGESTED]]

    @app_commands.command(description="Give back what counts of a member in all windows now.")
    @app_commands.describe(member="Whose windows are empty then. Credit that they used stays used.")
    async def reset(self, interaction: Interaction, member: discord.User) -> None:
        """Empty somebody's windows."""
        await think(interaction, private=True)
        pictures = await self._jobs.accounts.reset(moderator(interaction), member.id)
        await _say(interaction, credited.reset(replies.words_of(interaction), member.id, pictures))

    @app_commands.command(description="Set what the server may spend on image hosts.")
    @app_commands.describe(
        dollars="US dollars. What costs nothing goes on when they are spent.",
        unlimited="True: as much as the bot itself may spend.",
        period="In a day or in a month of the calendar (UTC). Usually a day.",
    )
    @app_commands.choices(period=PERIODS)
    async def cap(
        self,
        interaction: Interaction,
        dollars: Range[float, 0, MOST_DOLLARS] | None = None,
        unlimited: bool = False,
        period: str = "day",
    ) -> None:
        """Set a budget."""
        await think(interaction, private=True)
        who = moderator(interaction)
        if (dollars is None) is not unlimited:
            raise OneOf(("dollars", "unlimited"))
        if period not in {choice.value for choice in PERIODS}:
            raise BadOption("period", "choice")
        most = None if dollars is None else micros(Decimal(str(within("dollars", dollars, 0, MOST_DOLLARS))))
        now, before = await self._jobs.rules.budget(who, most, SPANS[period])
        await _say(interaction, budgeted.capped(replies.words_of(interaction), now, before))


def _subject(member: discord.User | None, role: discord.Role | None) -> Subject:
    """Return whom a command is about; the role that all have is everybody. Raises OneOf."""
    if member and role:
        raise OneOf(("member", "role"))
    if member:
        return Subject(Scope.MEMBER, member.id)
    return Subject(Scope.ROLE, role.id) if role and not role.is_default() else Subject()


def _span(window: str) -> int:
    """Return a window in milliseconds. Raises BadOption."""
    if window not in SPANS:
        raise BadOption("window", "choice")
    return SPANS[window]


def _roles(user: discord.User | discord.Member) -> frozenset[int]:
    """Return the roles of somebody who is in the server; who has left has none."""
    return frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()


async def _say(interaction: Interaction, said: str) -> None:
    await replies.show(interaction, cards.say(said))
