"""What the ⋯ under a result offers: before and after, its family, its recipe, and its deletion; everything here is shown to who pressed alone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from discord import Interaction, ui

from cogs import cards, replies
from cogs.acknowledging import FILE_LIMIT, think, update
from cogs.custom_ids import Action, ButtonId
from cogs.deleting import Deleting
from cogs.intake import asker, whispered
from cogs.reports import Reports
from cogs.words import endings, recipes
from cogs.words import history as told
from domain.picture import Comparison
from jobs.assembly import Jobs
from jobs.history import check_deletion
from jobs.showing import Ending


class More:
    """Does what the buttons of that menu say."""

    def __init__(self, deleting: Deleting, reports: Reports, jobs: Jobs) -> None:
        self._deleting = deleting
        self._reports = reports
        self._history = jobs.history
        self._outbox = jobs.outbox
        self._pictures = jobs.pictures

    @property
    def actions(self) -> Mapping[Action, Callable[[Interaction, ButtonId], Awaitable[None]]]:
        """Return what each button does."""
        return {
            Action.MENU: self._menu,
            Action.COMPARE: self._compare,
            Action.BESIDE: partial(self._turn, Comparison.BESIDE),
            Action.WIPED: partial(self._turn, Comparison.WIPED),
            Action.FAMILY: self._family,
            Action.RECIPE: self._recipe,
            Action.DELETE: self._delete,
            Action.ERASE: self._erase,
        }

    async def _menu(self, interaction: Interaction, button: ButtonId) -> None:
        """Show what else can be done with a card."""

        async def look() -> ui.LayoutView:
            return cards.menu(replies.words_of(interaction), await self._ending(interaction, button))

        await whispered(interaction, look)

    async def _compare(self, interaction: Interaction, button: ButtonId) -> None:
        """Show a picture and what it was made from, side by side."""
        await think(interaction, private=True)
        await self._show_both(Comparison.BESIDE, interaction, button)

    async def _turn(self, how: Comparison, interaction: Interaction, button: ButtonId) -> None:
        """Show them in another way, or another of the pictures, in the same message."""
        await update(interaction)
        await self._show_both(how, interaction, button)

    async def _show_both(self, how: Comparison, interaction: Interaction, button: ButtonId) -> None:
        found = await self._history.find(
            button.card, asker(interaction), part=button.part, number=button.number
        )
        assert found.result is not None, "this button names a picture"
        before, _ = await self._history.source(found.job)
        ending = await self._outbox.ending(found.card)
        most = interaction.filesize_limit or FILE_LIMIT
        with self._pictures.workspace() as folder:
            made = await self._pictures.compare(before, found.result.picture, how, most=most, folder=folder)
            file = await asyncio.to_thread(made.path.read_bytes)
        name = f"compared-{found.result.seed}-{found.result.number}{made.format.suffix}"
        view = cards.comparison(replies.words_of(interaction), ending, found, how, name)
        await replies.show(interaction, view, {name: file})

    async def _family(self, interaction: Interaction, button: ButtonId) -> None:
        """Show what a result was made from, and what was made from it."""

        async def look() -> ui.LayoutView:
            who, words = asker(interaction), replies.words_of(interaction)
            found = await self._history.find(button.card, who, part=button.part)
            family = await self._history.family(found, who)
            if len(family.relatives) == 1:
                return cards.say(told.alone(words))
            return cards.say(told.family(words, family, found.job))

        await whispered(interaction, look)

    async def _recipe(self, interaction: Interaction, button: ButtonId) -> None:
        """Hand over what made a card's pictures."""
        await think(interaction, private=True)
        ending = await self._ending(interaction, button)
        recipe = recipes.of_card([recipes.recipe(one.job, one.provider) for one in ending.jobs])
        name = f"recipe-{ending.jobs[0].job.request.seed}.json"
        view = cards.recipe(recipes.shown(replies.words_of(interaction), recipe), name)
        await replies.show(interaction, view, {name: recipes.as_file(recipe)})

    async def _delete(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask whether it is meant, since nothing brings a card back."""
        who = asker(interaction)

        async def look() -> ui.LayoutView:
            found = await self._history.find_all(button.card, who)
            check_deletion(found, who)
            return cards.sure(replies.words_of(interaction), found[0].card)

        await whispered(interaction, look)

    async def _erase(self, interaction: Interaction, button: ButtonId) -> None:
        """Delete a card with its message and its pictures; what was reported about it says so."""
        await think(interaction, private=True)
        who, words = asker(interaction), replies.words_of(interaction)
        found = await self._history.find_all(button.card, who)
        deleted = await self._deleting.delete(found, who)
        said = endings.deleted(words, deleted.spot, removed=deleted.removed, stay=deleted.stay)
        await replies.show(interaction, cards.say(said))
        await self._reports.redraw_about(found[0].card.id)

    async def _ending(self, interaction: Interaction, button: ButtonId) -> Ending:
        [found, *_] = await self._history.find_all(button.card, asker(interaction))
        return await self._outbox.ending(found.card)
