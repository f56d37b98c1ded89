"""`/history`: a member's ended requests page by page, first of all those that wait because they could not be shown."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from discord import ButtonStyle, Interaction, app_commands, ui
from discord.app_commands import Choice, Range
from discord.ext import commands

from cogs import cards, replies
from cogs.acknowledging import think, update
from cogs.custom_ids import Action, ButtonId
from cogs.installs import everywhere
from cogs.intake import acknowledged, asker
from cogs.words import history as told
from cogs.words.words import Words
from domain.card import DeliveryState
from domain.past import STYLE_CHARS, TEXT_CHARS, Entry, Filter, folded
from domain.visible import cleaned
from jobs.assembly import Jobs
from jobs.pages import Leaf, Pages

SUGGESTIONS = 25  # of an autocomplete


class History(commands.Cog):
    """A member's own past."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    @app_commands.command(description="Your finished requests: find one again, or fetch one that is waiting.")
    @everywhere
    @app_commands.describe(
        style="Only those in this style.", text="Only those with these words in the prompt, or a part of one."
    )
    async def history(
        self,
        interaction: Interaction,
        style: Range[str, 1, STYLE_CHARS] | None = None,
        text: Range[str, 1, TEXT_CHARS] | None = None,
    ) -> None:
        """Show them to who asked."""
        await think(interaction, private=True)
        member = asker(interaction).member
        wanted = Filter(
            _one_of(await self._jobs.pages.styles(member), style or ""), str(cleaned(text or ""))[:TEXT_CHARS]
        )
        leaf = await self._jobs.pages.first(member, wanted)
        await replies.show(interaction, listed(replies.words_of(interaction), leaf))

    @history.autocomplete("style")
    async def suggest_styles(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Return the styles of their own that match what was typed so far."""
        names = await self._jobs.pages.styles(asker(interaction).member)
        fitting = [name for name in names if folded(typed[:STYLE_CHARS]) in folded(name)]
        return [Choice(name=name, value=name) for name in fitting[:SUGGESTIONS]]


class PageTurns:
    """Turns the pages, in the same message."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    @property
    def actions(self) -> Mapping[Action, Callable[[Interaction, ButtonId], Awaitable[None]]]:
        """Return what each button does."""
        return {
            Action.OLDER: partial(self._turn, self._pages.older),
            Action.NEWER: partial(self._turn, self._pages.newer),
        }

    async def _turn(
        self, turned: Callable[..., Awaitable[Leaf]], interaction: Interaction, button: ButtonId
    ) -> None:
        async def look() -> Leaf:
            return await turned(button.card, asker(interaction).member, button.number)

        leaf, _ = await acknowledged(look, partial(update, interaction))
        await replies.show(interaction, listed(replies.words_of(interaction), leaf))


def listed(words: Words, leaf: Leaf) -> ui.LayoutView:
    """Return a page as a card."""
    if not leaf.page.entries:
        return cards.say(told.nothing(words, leaf.member, leaf.wanted))
    turns = [
        cards.turn(label, action, leaf.ref, card_id)
        for label, action, card_id in (
            (words.say("Newer"), Action.NEWER, leaf.page.newer),
            (words.say("Older"), Action.OLDER, leaf.page.older),
        )
        if card_id
    ]
    heading = cards.text(told.heading(words, leaf.member, leaf.wanted))
    return cards.card(heading, *(_entry(words, one) for one in leaf.page.entries), *cards.rows(*turns))


def _entry(words: Words, shown: Entry) -> "ui.Section[ui.LayoutView]":
    """Return one card, and a button to see it."""
    waits = shown.delivery is DeliveryState.WAITING
    label = words.say("Fetch") if waits else words.say("Show")
    style = ButtonStyle.primary if waits else ButtonStyle.secondary
    return ui.Section(
        told.entry(words, shown), accessory=cards.button(label, Action.SHOW, shown.card, style=style)
    )


def _one_of(names: list[str], typed: str) -> str:
    """Return the style that was meant, whatever its case."""
    wanted = str(cleaned(typed))[:STYLE_CHARS]
    return next((name for name in names if folded(name) == folded(wanted)), wanted)
