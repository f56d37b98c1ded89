"""Every button of every card and every form, understood by its custom id alone: old ones live on after a restart.

Not discord.py's dynamic items: their registry is global, and a view that ends can take a pattern out of it for all
messages (discord.py 2.7.1, ui/view.py, `remove_view`). One listener has no registry, and one place for errors.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import discord
from discord import Interaction, ui
from discord.ext import commands

from cogs import cards, forms, remix, replies
from cogs.acknowledging import think, update
from cogs.custom_ids import Action, ButtonId, FormId
from cogs.discord_errors import TROUBLE
from cogs.intake import Intake, acknowledged, asker, whispered
from cogs.options import new_seed
from cogs.wanted import Wanted
from cogs.words import endings, recipes
from domain.card import Spot
from domain.errors import BadOption, Closing, Crowded, Gone, NotYours, StillThere
from domain.job import Parent
from domain.member import Asker
from domain.request import RestyleRequest
from domain.styles import Catalogue
from jobs.assembly import Jobs
from jobs.history import Found, check_deletion
from jobs.outbox import Ending

log = logging.getLogger(__name__)

FORM_PATIENCE = 2.0  # seconds; Discord waits three for a form
STEP = 0.15  # of strength

Do = Callable[[Interaction, ButtonId], Awaitable[None]]
Want = Callable[[Interaction, Found], Awaitable[Wanted]]


class Buttons(commands.Cog):
    """Reads custom ids and does what they say. Each action says for itself how it is acknowledged."""

    def __init__(self, client: discord.Client, intake: Intake, jobs: Jobs, styles: Catalogue) -> None:
        self._client = client
        self._intake = intake
        self._styles = styles
        self._admission = jobs.admission
        self._history = jobs.history
        self._preferences = jobs.preferences
        self._worker = jobs.worker
        self._outbox = jobs.outbox
        self._actions: dict[Action, Do] = {
            Action.SEED: partial(self._ask, self._variation),
            Action.AGAIN: partial(self._ask, self._again),
            Action.WEAKER: partial(self._ask, partial(self._stepped, -STEP)),
            Action.STRONGER: partial(self._ask, partial(self._stepped, STEP)),
            Action.CANCEL: self._cancel,
            Action.SHOW: self._show,
            Action.FEWER: self._fewer,
            Action.REMIX: self._open_remix,
            Action.SOURCE: self._open_source,
            Action.MENU: self._menu,
            Action.RECIPE: self._recipe,
            Action.DELETE: self._delete,
            Action.ERASE: self._erase,
        }
        self._forms: dict[Action, Do] = {
            Action.REMIX: partial(self._ask, self._remix),
            Action.SOURCE: partial(self._ask, self._from_result),
            Action.FROM: self._from_pointed,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Do what a button or a form says; whatever is none of ours is left alone."""
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        match interaction.type:
            case discord.InteractionType.component:
                button, actions = ButtonId.parse(custom_id), self._actions
            case discord.InteractionType.modal_submit:
                form = FormId.parse(custom_id)
                button, actions = form and form.about, self._forms
                interaction.extras[replies.PROMPT] = forms.filled(interaction).get("prompt")
            case _:
                return
        do = actions.get(button.action) if button else None
        if button is None or do is None:
            return
        try:
            async with self._admission.accepting():
                await self._do(do, interaction, button)
        except Closing as closing:
            await replies.refuse(interaction, closing)

    async def _do(self, do: Do, interaction: Interaction, button: ButtonId) -> None:
        try:
            await do(interaction, button)
        except Exception as error:  # noqa: BLE001 - a listener has nobody above it; `refuse` tells member and log
            await replies.refuse(interaction, error)

    async def _ask(self, want: Want, interaction: Interaction, button: ButtonId) -> None:
        """Ask for something made from a card, as private as what it came from; paid for by who pressed."""

        async def wanted(who: Asker) -> Sequence[Wanted]:
            found = await self._find(button, who)
            one = await want(interaction, found)
            request = one.request.hidden(private=found.card.private)
            return [replace(one, request=request, author=found.job.author)]

        if button.action is Action.SOURCE:  # its form was opened from a menu, which is always private
            private = (await self._soon(interaction, button)).card.private
        else:
            private = bool(interaction.message and interaction.message.flags.ephemeral)
        await self._intake.ask(interaction, wanted, private=private)

    async def _find(self, button: ButtonId, who: Asker) -> Found:
        return await self._history.find(button.card, who, part=button.part, number=button.number)

    async def _variation(self, _: Interaction, found: Found) -> Wanted:
        """Return the same prompt on that picture, with a new seed, as far from it as the server has it."""
        assert found.result is not None, "this button names a picture"
        parent = Parent(found.job.id, found.result.number, found.card.member.user_id)
        strength = await self._preferences.variation_strength(found.card.member)
        return Wanted(found.job.request.varied(new_seed(), strength), found.result.picture, parent)

    async def _again(self, _: Interaction, found: Found) -> Wanted:
        """Return the same source and prompt, with a new seed."""
        return await self._from_source(found, found.job.request.varied(new_seed()))

    async def _stepped(self, step: float, _: Interaction, found: Found) -> Wanted:
        """Return the same, closer to the source or further from it, and all else as it was painted."""
        return await self._from_source(found, found.job.request.stepped(step).reworded(found.job.prompt_used))

    async def _remix(self, interaction: Interaction, found: Found) -> Wanted:
        """Return the same source, with the request as it was filled into the form."""
        request = remix.remixed(forms.filled(interaction), found.job.request, self._styles)
        return await self._from_source(found, request)

    async def _from_result(self, interaction: Interaction, found: Found) -> Wanted:
        """Return that picture, with a request of its own."""
        assert found.result is not None, "this form names a picture"
        parent = Parent(found.job.id, found.result.number, found.card.member.user_id)
        return Wanted(remix.fresh(forms.filled(interaction), self._styles), found.result.picture, parent)

    async def _from_pointed(self, interaction: Interaction, form: ButtonId) -> None:
        """Ask for something made from a picture that was pointed at."""
        pointed = self._intake.offers.pointed(form.card, asker(interaction).member)
        filled = forms.filled(interaction)
        number = filled.get("picture", "1")
        if not (number.isdecimal() and number.isascii() and 1 <= int(number) <= len(pointed.origins)):
            raise BadOption("picture", "choice")
        request = remix.fresh(filled, self._styles)

        async def wanted(_: Asker) -> Sequence[Wanted]:
            return [Wanted(request, pointed.origins[int(number) - 1], author=pointed.author)]

        await self._intake.ask(interaction, wanted, private=False)

    async def _open_remix(self, interaction: Interaction, button: ButtonId) -> None:
        """Open a form that is filled with the request."""
        found, words = await self._soon(interaction, button), replies.words_of(interaction)
        asked = remix.Asked.by(words, found.job.request)
        await forms.show(interaction, remix.form(words, interaction, button, asked, self._styles))

    async def _open_source(self, interaction: Interaction, button: ButtonId) -> None:
        """Open a form for a request from that picture."""
        await self._soon(interaction, button)
        form = remix.form(replies.words_of(interaction), interaction, button, remix.Asked(), self._styles)
        await forms.show(interaction, form)

    async def _menu(self, interaction: Interaction, button: ButtonId) -> None:
        """Show what else can be done with a card."""

        async def look() -> ui.LayoutView:
            return cards.menu(replies.words_of(interaction), await self._ending(interaction, button))

        await whispered(interaction, look)

    async def _recipe(self, interaction: Interaction, button: ButtonId) -> None:
        """Hand over what made a job's pictures."""
        await think(interaction, private=True)
        ending = await self._ending(interaction, button)
        ended = next((one for one in ending.jobs if one.job.part == button.part), None)
        if ended is None:
            raise Gone("card")
        recipe = recipes.recipe(ended.job, ended.provider)
        name = f"recipe-{ended.job.request.seed}.json"
        view = cards.recipe(replies.words_of(interaction), recipes.as_text(recipe), name)
        await replies.show(interaction, view, {name: recipes.as_file(recipe)})

    async def _delete(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask whether it is meant, since nothing brings a card back."""
        who = asker(interaction)

        async def look() -> ui.LayoutView:
            found = await self._find(button, who)
            check_deletion(found, who)
            return cards.sure(replies.words_of(interaction), found.card)

        await whispered(interaction, look)

    async def _erase(self, interaction: Interaction, button: ButtonId) -> None:
        """Delete a card with its message and its pictures.

        The message first: while it is there, so is the card, and the button can be pressed again.
        """
        await think(interaction, private=True)
        who, words = asker(interaction), replies.words_of(interaction)
        found = await self._find(button, who)
        check_deletion(found, who)
        spot = await self._outbox.place(found.card)
        removed = spot is not None and await self._remove(spot)
        stay = await self._history.delete(found, who)
        said = endings.deleted(words, removed=removed, private=spot is None, stay=stay)
        await replies.show(interaction, cards.say(said))

    async def _remove(self, spot: Spot) -> bool:
        """Delete a message of ours. Returns whether it is gone: where the bot is not, it has no way to it.

        Raises StillThere where Discord does not take it just now.
        """
        message = self._client.get_partial_messageable(spot.channel_id).get_partial_message(spot.message_id)
        try:
            await replies.heard(message.delete)
        except discord.NotFound:
            return True
        except discord.Forbidden as error:
            log.info("a message of a deleted card stays: %s", error)
            return False
        except TROUBLE as error:
            raise StillThere from error
        return True

    async def _soon(self, interaction: Interaction, button: ButtonId) -> Found:
        """Return what a button stands for where a form must be the first answer. Raises Crowded when that takes long."""
        try:
            return await asyncio.wait_for(self._find(button, asker(interaction)), FORM_PATIENCE)
        except TimeoutError:
            raise Crowded from None

    async def _ending(self, interaction: Interaction, button: ButtonId) -> Ending:
        found = await self._find(ButtonId(button.action, button.card, button.part), asker(interaction))
        return await self._outbox.ending(found.card)

    async def _from_source(self, found: Found, request: RestyleRequest) -> Wanted:
        source, parent = await self._history.source(found.job)
        return Wanted(request, source, parent)

    async def _fewer(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask for what a refusal offered."""
        with self._intake.offers.taking(button.card, asker(interaction).member) as offer:

            async def wanted(_: Asker) -> Sequence[Wanted]:
                return [offer.wanted]

            await self._intake.ask(interaction, wanted, private=offer.wanted.request.private)

    async def _cancel(self, interaction: Interaction, button: ButtonId) -> None:
        """Call a card off; the card itself shows that it has ended."""
        who = asker(interaction)

        async def call_off() -> None:
            await self._worker.cancel((await self._find(button, who)).card, who)

        await acknowledged(call_off, partial(update, interaction))

    async def _show(self, interaction: Interaction, button: ButtonId) -> None:
        """Show an ended card once more, to its member alone; one that was waiting has then been seen."""
        who = asker(interaction)

        async def look() -> Found:
            found = await self._find(button, who)
            if found.card.member.user_id != who.member.user_id:
                raise NotYours(found.card.member.user_id, moderators=False)
            return found

        found, reply_to = await acknowledged(look, partial(think, interaction, private=True))
        await self._outbox.show_again(found.card, reply_to)
