"""The books of a server as pages in one message that a moderator alone sees, and as a file."""

from asyncio import gather
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import discord
from discord import ButtonStyle, Interaction, app_commands, ui
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think, update
from cogs.custom_ids import BookId
from cogs.intake import acknowledged, asker, moderator
from cogs.options import within
from cogs.words import books as told
from cogs.words import figures
from cogs.words.words import Words
from domain.books import Book, Extract, Sheet
from domain.errors import BadOption
from jobs.assembly import Jobs
from jobs.books import Books

FIRST_DAY = date(1970, 1, 1)
SUGGESTED = 25  # of an autocomplete
FILE = "books.csv"
CHARTS = "report.png"
MOST_JOBS = 2**53 - 1  # as far as Discord counts
MOST_DAYS = 366
BOOKS = [
    Choice(name="pictures and money", value="ledger"),
    Choice(name="what moderators did", value="actions"),
]


def day_of(typed: str) -> int:
    """Return a day as its number since 1970. Raises BadOption."""
    try:
        day = (date.fromisoformat(typed.strip()) - FIRST_DAY).days
    except ValueError:
        raise BadOption("day", "day") from None
    if day < 1:
        raise BadOption("day", "day")
    return day


def latest_days(typed: str) -> list[str]:
    """Return the last days as they are typed, newest first, that begin like that."""
    days = ((_today() - timedelta(days=ago)).isoformat() for ago in range(SUGGESTED))
    return [day for day in days if day.startswith(typed.strip())]


def _today() -> date:
    return datetime.now(UTC).date()


class BookCommands(commands.Cog):
    """The part of `/quota` that shows what was used, and what moderators did."""

    _jobs: Jobs

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
        number = within("job", job, 1, MOST_JOBS) if job is not None else None
        about = day_of(day) if day is not None else None
        wanted = Extract(Book(what), member.id if member else None, number, about)
        sheet = await self._jobs.books.sheet(moderator(interaction), wanted)
        await replies.show(interaction, listed(replies.words_of(interaction), wanted, sheet))

    @audit.autocomplete("day")
    async def suggest_days(self, _: Interaction, typed: str) -> list[Choice[str]]:
        """Return the last days that begin as was typed."""
        return [Choice(name=day, value=day) for day in latest_days(typed)]

    @app_commands.command(
        description="What was made here and what it cost, as a picture: by day, member, style and host."
    )
    @app_commands.describe(days="The last so many days (UTC). Usually 30.")
    async def report(self, interaction: Interaction, days: Range[int, 1, MOST_DAYS] = 30) -> None:
        """Show figures, and charts of them where they can be drawn."""
        await think(interaction, private=True)
        words, reporting = replies.words_of(interaction), self._jobs.reporting
        shown = await reporting.of_server(moderator(interaction), within("days", days, 1, MOST_DAYS))
        if not shown.by_day and not shown.refusals:
            await replies.show(interaction, cards.say(figures.nothing(words)))
            return
        names = await _names(interaction, [user for user, _ in shown.by_member[: figures.BARS]])
        charts = figures.charts(words, shown, names)
        if not charts:  # all of it was given back
            await replies.show(interaction, cards.say(figures.lines(words, shown)))
            return
        picture = await reporting.drawn(figures.title(shown), charts)
        files = {CHARTS: picture} if picture else {}
        await replies.show(interaction, cards.figures(words, shown, CHARTS if picture else None), files)


async def _names(interaction: Interaction, users: Sequence[int]) -> dict[int, str]:
    """Return how members are called in the server, for a picture, which cannot mention them; without whom Discord does not tell."""
    guild = interaction.guild
    found = (
        await gather(*(guild.fetch_member(user) for user in users), return_exceptions=True) if guild else []
    )
    return {one.id: one.display_name for one in found if isinstance(one, discord.Member)}


async def turn(books: Books, interaction: Interaction, button: BookId) -> None:
    """Turn the pages in the same message, or hand over a file; for who is a moderator now."""
    who, words = asker(interaction), replies.words_of(interaction)
    who.check_moderator()
    if button.turn == "file":
        await think(interaction, private=True)
        file = await books.file(who, button.wanted)
        said = told.in_file(words, file.rows, more=file.more)
        return await replies.show(interaction, cards.recipe(said, FILE), {FILE: file.content})

    async def look() -> Sheet:
        if button.turn == "older":
            return await books.sheet(who, button.wanted, below=button.row)
        return await books.sheet(who, button.wanted, above=button.row)

    sheet, _ = await acknowledged(look, lambda: update(interaction))
    return await replies.show(interaction, listed(words, button.wanted, sheet))


def listed(words: Words, wanted: Extract, sheet: Sheet) -> ui.LayoutView:
    """Return a page as a card."""
    heading = cards.text(told.heading(words, wanted))
    if not sheet.rows:
        return cards.card(heading, cards.text(told.nothing(words)))
    newer = [_button(words.say("Newer"), BookId("newer", wanted, sheet.newer))] if sheet.newer else []
    older = [_button(words.say("Older"), BookId("older", wanted, sheet.older))] if sheet.older else []
    buttons = [*newer, *older, _button(words.say("As a file"), BookId("file", wanted))]
    rows = map(cards.text, told.paragraphs(words, sheet.rows))
    return cards.card(heading, *rows, *cards.rows(*buttons))


def _button(label: str, about: BookId) -> "ui.Button[ui.LayoutView]":
    return ui.Button(label=label, style=ButtonStyle.secondary, custom_id=str(about))
