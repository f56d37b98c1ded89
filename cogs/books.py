"""The books of a server as pages in one message that a moderator alone sees, and as a file."""

from datetime import UTC, date, datetime, timedelta

from discord import ButtonStyle, Interaction, ui

from cogs import cards, replies
from cogs.acknowledging import think, update
from cogs.custom_ids import BookId
from cogs.intake import acknowledged, asker
from cogs.words import books as told
from cogs.words.words import Words
from domain.books import Extract, Sheet
from domain.errors import BadOption, ModeratorsOnly
from jobs.books import Books

FIRST_DAY = date(1970, 1, 1)
SUGGESTED = 25  # of an autocomplete
FILE = "books.csv"


def day_of(typed: str) -> int:
    """Return a day as its number since 1970. Raises BadOption."""
    try:
        day = (date.fromisoformat(typed.strip()) - FIRST_DAY).days
    except ValueError:
        raise BadOption("day", "choice") from None
    if day < 1:
        raise BadOption("day", "choice")
    return day


def latest_days(typed: str) -> list[str]:
    """Return the last days as they are typed, newest first, that begin like that."""
    days = ((_today() - timedelta(days=ago)).isoformat() for ago in range(SUGGESTED))
    return [day for day in days if day.startswith(typed.strip())]


def _today() -> date:
    return datetime.now(UTC).date()


async def turn(books: Books, interaction: Interaction, button: BookId) -> None:
    """Turn the pages in the same message, or hand over a file; for who is a moderator now."""
    who, words = asker(interaction), replies.words_of(interaction)
    if not who.moderator:
        raise ModeratorsOnly
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
    rows = (cards.text(told.row(words, row)) for row in sheet.rows)
    return cards.card(heading, *rows, *cards.rows(*buttons))


def _button(label: str, about: BookId) -> "ui.Button[ui.LayoutView]":
    return ui.Button(label=label, style=ButtonStyle.secondary, custom_id=str(about))
