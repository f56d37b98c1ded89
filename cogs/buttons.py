"""Every button of every card and every form, understood by its custom id alone: old ones live on after a restart.

Not discord.py's dynamic items: their registry is global, and a view that ends can take a pattern out of it for all
messages (discord.py 2.7.1, ui/view.py, `remove_view`). One listener has no registry, and one place for errors.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import discord
from discord import Interaction
from discord.ext import commands

from cogs import batch, books, forms, remix, replies, sets, style_form
from cogs.acknowledging import think, update
from cogs.asking import Asking
from cogs.custom_ids import (
    FOR_ANYBODY,
    MAKING,
    Action,
    BookId,
    ButtonId,
    FormId,
    ListId,
    NewSet,
    OwnId,
    StyleFormId,
)
from cogs.deleting import Deleting
from cogs.history import PageTurns
from cogs.house import Stops
from cogs.intake import Intake, acknowledged, asker, soon
from cogs.lists import Lists
from cogs.more import More
from cogs.options import new_seed, within
from cogs.own_data import OwnData
from cogs.presses import Presses
from cogs.reports import Reports
from cogs.reviews import Reviews
from cogs.trail import SERVED
from cogs.wanted import Wanted
from domain import limits
from domain.consent import Way
from domain.errors import BadOption, NotYours, TooLate
from domain.job import Parent
from domain.member import Asker
from domain.request import IMAGES_LIMIT, RestyleRequest
from jobs.assembly import Jobs
from jobs.history import Found, check_age

STEP = 0.15  # of strength

Do = Callable[[Interaction, ButtonId], Awaitable[None]]
Want = Callable[[Interaction, Found], Awaitable[Wanted]]
Repeat = tuple[Found, RestyleRequest]  # a job of a card, and what is asked for from its source
WantAll = Callable[[Interaction, Sequence[Found]], Awaitable[list[Repeat]]]


class Buttons(commands.Cog):
    """Reads custom ids and does what they say. Each action says for itself how it is acknowledged."""

    def __init__(
        self, client: discord.Client, intake: Intake, asking: Asking, own: OwnData, jobs: Jobs
    ) -> None:
        deleting = Deleting(client, jobs)
        reports, reviews = Reports(client, deleting, jobs), Reviews(jobs)
        self._client = client
        self._intake = intake
        self._asking = asking
        self._own = own
        self._styles = jobs.styles
        self._history = jobs.history
        self._preferences = jobs.preferences
        self._cancelling = jobs.cancelling
        self._outbox = jobs.outbox
        self._books = jobs.books
        self._lists = Lists(jobs)
        self._presses = Presses()
        self._actions: dict[Action, Do] = {
            Action.SEED: partial(self._ask, self._variation),
            Action.AGAIN: partial(self._ask_all, self._again),
            Action.RETRY: partial(self._ask_all, self._retry),
            Action.WEAKER: partial(self._ask_all, partial(self._stepped, -STEP)),
            Action.STRONGER: partial(self._ask_all, partial(self._stepped, STEP)),
            Action.CANCEL: self._cancel,
            Action.SHOW: self._show,
            Action.FEWER: self._fewer,
            Action.REMIX: self._open_remix,
            Action.SOURCE: self._open_source,
            **More(deleting, reports, jobs).actions,
            **reports.actions,
            **reviews.actions,
            **asking.actions,
            **PageTurns(jobs.pages).actions,
            **Stops(jobs).actions,
        }
        self._forms: dict[Action, Do] = {
            Action.REMIX: partial(self._ask_all, self._remix),
            Action.SOURCE: partial(self._ask, self._from_result),
            Action.FROM: self._from_pointed,
            **reports.forms,
            **reviews.forms,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Do what a button or a form says; whatever is none of ours is left alone."""
        if understood := self._understood(interaction):
            do, anybody = understood
            await self._intake.serve(interaction, do, anybody=anybody)
            self._client.dispatch(SERVED, interaction)

    def _understood(self, interaction: Interaction) -> tuple[Callable[[], Awaitable[object]], bool] | None:
        """Return what a custom id says to do, and whether anybody may: also who may not use `/restyle` there."""
        custom_id = str((interaction.data or {}).get("custom_id", ""))
        match interaction.type:
            case discord.InteractionType.component:
                if about_no_card := self._about_no_card(interaction, custom_id):
                    return about_no_card, True
                button, actions = ButtonId.parse(custom_id), self._actions
            case discord.InteractionType.modal_submit:
                interaction.extras[replies.TYPED] = forms.filled(interaction)
                if about := StyleFormId.parse(custom_id):
                    return partial(style_form.submit, interaction, about, self._styles), True
                if new_set := NewSet.parse(custom_id):
                    return partial(batch.submit, interaction, new_set, self._intake, self._styles), False
                form = FormId.parse(custom_id)
                button, actions = form and form.about, self._forms
            case _:
                return None
        do = actions.get(button.action) if button else None
        if do is None or button is None:
            return None
        pressed: Callable[[], Awaitable[object]] = partial(do, interaction, button)
        if button.action in MAKING and self._presses.is_second(interaction, custom_id):
            pressed = partial(update, interaction)
        return pressed, button.action in FOR_ANYBODY

    def _about_no_card(
        self, interaction: Interaction, custom_id: str
    ) -> Callable[[], Awaitable[None]] | None:
        """Return what a button of `/privacy`, of the books or of another list says to do."""
        if own := OwnId.parse(custom_id):
            return partial(self._own.press, interaction, own)
        if page := BookId.parse(custom_id):
            return partial(books.turn, self._books, interaction, page)
        if listed := ListId.parse(custom_id):
            return partial(self._lists.turn, interaction, listed)
        return None

    async def _ask(self, want: Want, interaction: Interaction, button: ButtonId) -> None:
        """Ask for something made from a picture, as private as what it came from; paid for by who pressed."""

        async def wanted(who: Asker) -> Sequence[Wanted]:
            found = await self._find(button, who)
            return [_like(found, await want(interaction, found), who)]

        if button.action is Action.SOURCE:  # its form was opened from a menu, which is always private
            who = asker(interaction)
            private = (await soon(self._find(button, who))).is_private_to(who)
        else:
            private = _is_private(interaction)
        await self._intake.ask(interaction, wanted, private=private)

    async def _ask_all(self, want: WantAll, interaction: Interaction, button: ButtonId) -> None:
        """Ask for something made from all jobs of a card, together as they were."""

        async def wanted(who: Asker) -> Sequence[Wanted]:
            found = await self._find_all(button, who)
            name = partial(replies.words_of(interaction).say, "picture {number}")
            return [
                _like(
                    one,
                    replace(await self._from_source(one, request), name=name(number=one.job.part + 1)),
                    who,
                )
                for one, request in await want(interaction, found)
            ]

        await self._intake.ask(interaction, wanted, private=_is_private(interaction))

    async def _find(self, button: ButtonId, who: Asker) -> Found:
        return await self._history.find(button.card, who, part=button.part, number=button.number)

    async def _first(self, button: ButtonId, who: Asker) -> Found:
        """Return what a button stands for that is about the card alone, also where its results may not be seen."""
        [found, *_] = await self._history.find_all(button.card, who, unseen=True)
        return found

    async def _find_all(self, button: ButtonId, who: Asker) -> list[Found]:
        return await self._history.find_all(button.card, who)

    async def _variation(self, _: Interaction, found: Found) -> Wanted:
        """Return the same prompt on that picture, with a new seed, as far from it as the server has it."""
        assert found.result is not None, "this button names a picture"
        parent = Parent(found.job.id, found.result.number, found.card.member.user_id)
        strength = await self._preferences.variation_strength(found.card.member)
        request, look = found.job.request.varied(new_seed(), strength), await self._history.look(found.job)
        return Wanted(request, found.result.picture, parent, look=look)

    async def _again(self, _: Interaction, found: Sequence[Found]) -> list[Repeat]:
        """Return the same sources and prompt, with a new seed: one for all."""
        seed = new_seed()
        return [(one, one.job.request.varied(seed)) for one in found]

    async def _retry(self, _: Interaction, found: Sequence[Found]) -> list[Repeat]:
        """Return what brought no picture and may do so now, as it was: with the seed of the others. Raises TooLate."""
        missing = [(one, one.job.request) for one in found if sets.worth_another_try(one.job)]
        if not missing:
            raise TooLate
        return missing

    async def _stepped(self, step: float, _: Interaction, found: Sequence[Found]) -> list[Repeat]:
        """Return the same, closer to the source or further from it, and all else as it was painted."""
        return [(one, one.job.request.stepped(step).reworded(one.job.prompt_used)) for one in found]

    async def _remix(self, interaction: Interaction, found: Sequence[Found]) -> list[Repeat]:
        """Return the same sources, with the request as it was filled into the form."""
        filled, request = forms.filled(interaction), found[0].job.request
        styles = await self._styles.offered(found[0].card.member.guild_id)
        remixed = remix.remixed(filled, request, styles)
        within("images", remixed.images, 1, _most_images(found))
        return [(one, remixed) for one in found]

    async def _from_result(self, interaction: Interaction, found: Found) -> Wanted:
        """Return that picture, with a request of its own."""
        assert found.result is not None, "this form names a picture"
        parent = Parent(found.job.id, found.result.number, found.card.member.user_id)
        styles = await self._styles.offered(found.card.member.guild_id)
        return Wanted(remix.fresh(forms.filled(interaction), styles), found.result.picture, parent)

    async def _from_pointed(self, interaction: Interaction, form: ButtonId) -> None:
        """Ask for something made from a picture that was pointed at: its author first, where that must be."""
        pointed = self._intake.offers.pointed(form.card, asker(interaction).member)
        filled = forms.filled(interaction)
        number = filled.get("picture", "1")
        if not (number.isdecimal() and number.isascii() and 1 <= int(number) <= len(pointed.origins)):
            raise BadOption("picture", "choice")

        async def wanted(who: Asker) -> Sequence[Wanted]:
            request = remix.fresh(filled, await self._styles.offered(who.member.guild_id))
            request = request.hidden(private=pointed.private)
            return [Wanted(request, pointed.origins[int(number) - 1], author=pointed.author)]

        if pointed.asks:
            await self._asking.ask(interaction, pointed, int(number), wanted)
        else:
            await self._intake.ask(interaction, wanted, private=pointed.private)

    async def _open_remix(self, interaction: Interaction, button: ButtonId) -> None:
        """Open a form that is filled with the request."""
        who, words = asker(interaction), replies.words_of(interaction)

        async def look() -> Sequence[Found]:
            await self._intake.check_open(who)
            return await self._find_all(button, who)

        found = await soon(look())
        asked = remix.Asked.by(words, found[0].job.request)
        styles = await soon(self._styles.most_used(found[0].card.member.guild_id, forms.CHOICES))
        form = remix.form(words, interaction, button, asked, styles, most_images=_most_images(found))
        await forms.show(interaction, form)

    async def _open_source(self, interaction: Interaction, button: ButtonId) -> None:
        """Open a form for a request from that picture."""
        who, words = asker(interaction), replies.words_of(interaction)

        async def look() -> Found:
            await self._intake.check_open(who)
            return await self._find(button, who)

        found = await soon(look())
        styles = await soon(self._styles.most_used(found.card.member.guild_id, forms.CHOICES))
        form = remix.form(words, interaction, button, remix.Asked(), styles)
        await forms.show(interaction, form)

    async def _from_source(self, found: Found, request: RestyleRequest) -> Wanted:
        source, parent = await self._history.source(found.job)
        return Wanted(request, source, parent, look=await self._history.look(found.job))

    async def _fewer(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask for what a refusal offered."""
        with self._intake.offers.taking(button.card, asker(interaction).member) as offer:

            async def wanted(_: Asker) -> Sequence[Wanted]:
                return offer.wanted

            private = any(one.request.private for one in offer.wanted)
            await self._intake.ask(interaction, wanted, private=private)

    async def _cancel(self, interaction: Interaction, button: ButtonId) -> None:
        """Call a card off; the card itself shows that it has ended, however long ago it was asked for."""
        who = asker(interaction)

        async def look() -> Found:
            found = await self._first(button, who)
            await self._cancelling.check(found.card, who)
            return found

        found, reply_to = await acknowledged(look, partial(update, interaction))
        await self._outbox.renew(found.card, reply_to)
        await self._cancelling.cancel(found.card, who)

    async def _show(self, interaction: Interaction, button: ButtonId) -> None:
        """Show an ended card once more, to its member alone; one that was waiting has then been seen."""
        who = asker(interaction)

        async def look() -> Found:
            found = await self._first(button, who)
            if found.card.member.user_id != who.member.user_id:
                raise NotYours(found.card.member.user_id, moderators=False)
            check_age(found.card, who)
            return found

        found, reply_to = await acknowledged(look, partial(think, interaction, private=True))
        await self._outbox.show_again(found.card, reply_to, who.locale)


def _like(found: Found, wanted: Wanted, who: Asker) -> Wanted:
    """Return what is wanted from a card: as private as that is to who asks, and with whose picture it goes back to."""
    request, author = wanted.request.hidden(private=found.is_private_to(who)), found.author
    if wanted.parent:  # what was made from a result goes back to the same author, whoever's result that was
        return replace(wanted, request=request, author=replace(author, way=Way.MADE))
    own = author.user_id == who.member.user_id
    return replace(wanted, request=request, author=None if own else author)


def _is_private(interaction: Interaction) -> bool:
    return bool(interaction.message and interaction.message.flags.ephemeral)


def _most_images(found: Sequence[Found]) -> int:
    """Return how many pictures each job of a card may have, so that all of them fit one."""
    return min(IMAGES_LIMIT, limits.CARD_PICTURES // len(found))
