"""`/quota`: moderators see and set how much members may use. Everything here is shown to who asked alone."""

from collections.abc import Mapping
from decimal import Decimal

import discord
from discord import Interaction, app_commands
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import books, cards, replies
from cogs.acknowledging import think
from cogs.installs import in_servers
from cogs.intake import moderator
from cogs.options import within
from cogs.words import accounts as told
from cogs.words import budgets as budgeted
from cogs.words import credit as credited
from cogs.words import figures, privileges
from cogs.words import rules as ruled
from cogs.words.words import shortened
from domain.books import Book, Extract
from domain.buckets import DAY, MONTH, WEEK, Scope
from domain.errors import BadOption, OneOf
from domain.grant import Category, NewGrant
from domain.member import Asker, Member
from domain.price import micros
from domain.privileges import PRIORITY_MAX
from domain.rules import Subject
from jobs import clock
from jobs.assembly import Jobs

MOST = 10_000  # pictures; a limit against a slip of the finger
MOST_DAYS = 3650
MOST_DAYS_SHOWN = 366
CHARTS = "report.png"
MOST_DOLLARS = 100_000
REASON = 200  # characters
SPANS = {"day": DAY, "week": WEEK, "month": MONTH}
WINDOWS = [
    Choice(name="24 hours", value="day"),
    Choice(name="7 days", value="week"),
    Choice(name="30 days", value="month"),
]

BOOKS = [
    Choice(name="pictures and money", value="ledger"),
    Choice(name="what moderators did", value="actions"),
]
MOST_JOBS = 2**53 - 1  # as far as Discord counts
PERIODS = [Choice(name="a day", value="day"), Choice(name="a month", value="month")]
CATEGORIES = [Choice(name=str(one), value=str(one)) for one in Category]


@in_servers
@app_commands.default_permissions(manage_guild=True)
class Quota(commands.GroupCog, name="quota", description="How much members may use (moderators)."):
    """Allowances and caps of a server."""

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
            await _say(interaction, told.of_member(words, member.id, await self._jobs.accounts.usage(whose)))
            return
        rules = await self._jobs.rules.of_server(who.member.guild_id)
        everybody = subject.scope is Scope.SERVER
        said = ruled.of_server(words, rules) if everybody else ruled.of_subject(words, subject, rules)
        await _say(interaction, said)

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
        if days:
            ends_at = clock.now() + within("days", days, 1, MOST_DAYS) * DAY
        if category not in set(Category):
            raise BadOption("category", "choice")
        gift = NewGrant(
            within("pictures", pictures, 1, MOST), Category(category), ends_at, shortened(reason, REASON)
        )
        credit = await self._jobs.accounts.grant(who, member.id, gift)
        words = replies.words_of(interaction)
        await _say(interaction, credited.granted(words, member.id, gift.pictures, credit))

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
        await _say(interaction, ruled.caps(replies.words_of(interaction), caps))

    @app_commands.command(description="What the members of a role may have in the line beyond others.")
    @app_commands.describe(
        role="Of several roles of a member the most generous holds.",
        running="Running at once, for each of its members.",
        waiting="Waiting at once, for each of its members.",
        priority="How many times the turns of others are theirs. 1 is as others have it.",
    )
    async def role(
        self,
        interaction: Interaction,
        role: discord.Role,
        running: Range[int, 1, 100] | None = None,
        waiting: Range[int, 1, 100] | None = None,
        priority: Range[int, 1, PRIORITY_MAX] | None = None,
    ) -> None:
        """Set what was given; the others stay. With nothing given, show it."""
        await think(interaction, private=True)
        who, words = moderator(interaction), replies.words_of(interaction)
        if role.is_default():
            raise BadOption("role", "choice")
        given = _given(
            {"running": (running, 100), "waiting": (waiting, 100), "priority": (priority, PRIORITY_MAX)}
        )
        now, before = await self._jobs.rules.privilege(who, role.id, **given)
        await _say(interaction, privileges.changed(words, role.id, now, before))

    @app_commands.command(description="What was used and given back here, and what moderators did.")
    @app_commands.describe(
        what="Which of the books. Usually pictures and money.",
        member="Only what is about this member.",
        job="Only the request with this number, which the log and each row have.",
        day="Only one day of the calendar (UTC), as 2026-11-27.",
    )
    @app_commands.choices(what=BOOKS)
    async def audit(
        self,
        interaction: Interaction,
        what: str = "ledger",
        member: discord.User | None = None,
        job: Range[int, 1, MOST_JOBS] | None = None,
        day: Range[str, 10, 10] | None = None,
    ) -> None:
        """Show the newest page of the books."""
        await think(interaction, private=True)
        if what not in set(Book):
            raise BadOption("what", "choice")
        number = within("job", job, 1, MOST_JOBS) if job else None
        about = books.day_of(day) if day else None
        wanted = Extract(Book(what), member.id if member else None, number, about)
        sheet = await self._jobs.books.sheet(moderator(interaction), wanted)
        await replies.show(interaction, books.listed(replies.words_of(interaction), wanted, sheet))

    @audit.autocomplete("day")
    async def suggest_days(self, _: Interaction, typed: str) -> list[Choice[str]]:
        """Return the last days that begin as was typed."""
        return [Choice(name=day, value=day) for day in books.latest_days(typed)]

    @app_commands.command(
        description="What was made here and what it cost, as a picture: by day, member, style and host."
    )
    @app_commands.describe(days="The last so many days (UTC). Usually 30.")
    async def report(self, interaction: Interaction, days: Range[int, 1, MOST_DAYS_SHOWN] = 30) -> None:
        """Show figures, and charts of them where they can be drawn."""
        await think(interaction, private=True)
        words, reporting = replies.words_of(interaction), self._jobs.reporting
        shown = await reporting.of_server(moderator(interaction), within("days", days, 1, MOST_DAYS_SHOWN))
        if not shown.by_day and not shown.refusals:
            await _say(interaction, figures.nothing(words))
            return
        picture = await reporting.drawn(figures.title(shown), figures.charts(words, shown))
        files = {CHARTS: picture} if picture else {}
        await replies.show(interaction, cards.figures(words, shown, CHARTS if picture else None), files)


def _given(caps: Mapping[str, tuple[int | None, int]]) -> dict[str, int]:
    """Return the caps that were given, each within its bounds. Raises BadOption."""
    return {name: within(name, cap, 1, most) for name, (cap, most) in caps.items() if cap is not None}


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
