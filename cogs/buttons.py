"""Every button of every card, understood by its custom id alone, so that old ones live on after a restart.

Not discord.py's dynamic items: their registry is global, and a view that ends can take a pattern out of it for all
messages (discord.py 2.7.1, ui/view.py, `remove_view`). One listener has no registry, and one place for errors.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import discord
from discord import Interaction
from discord.ext import commands

from cogs import replies
from cogs.acknowledging import think, update
from cogs.custom_ids import Action, ButtonId
from cogs.intake import Intake, acknowledged, asker
from cogs.options import new_seed
from cogs.wanted import Wanted
from domain.errors import NotYours
from domain.job import Parent
from domain.member import Asker
from domain.request import RestyleRequest
from jobs.assembly import Jobs
from jobs.history import Found

STEP = 0.15  # of strength

Do = Callable[[Interaction, ButtonId], Awaitable[None]]


class Buttons(commands.Cog):
    """Reads custom ids and does what they say. Each action says for itself how it is acknowledged."""

    def __init__(self, intake: Intake, jobs: Jobs) -> None:
        self._intake = intake
        self._admission = jobs.admission
        self._history = jobs.history
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
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Do what a button says; whatever is not a button of ours is left alone."""
        if interaction.type is not discord.InteractionType.component:
            return
        button = ButtonId.parse(str((interaction.data or {}).get("custom_id", "")))
        if button is None:
            return
        try:
            await self._actions[button.action](interaction, button)
        except Exception as error:  # noqa: BLE001 - a listener has nobody above it; `refuse` tells member and log
            await replies.refuse(interaction, error)

    async def _ask(
        self, want: Callable[[Found], Awaitable[Wanted]], interaction: Interaction, button: ButtonId
    ) -> None:
        """Ask for something made from a card, as private as what it came from; paid for by who pressed."""
        private = bool(interaction.message and interaction.message.flags.ephemeral)

        async def wanted(who: Asker) -> Sequence[Wanted]:
            one = await want(await self._find(button, who))
            return [Wanted(one.request.hidden(private=private), one.origin, one.parent)]

        await self._intake.ask(interaction, wanted, private=private)

    async def _find(self, button: ButtonId, who: Asker) -> Found:
        return await self._history.find(button.card, who, part=button.part, number=button.number)

    async def _variation(self, found: Found) -> Wanted:
        """Return the same prompt on that picture, with a new seed."""
        assert found.result is not None, "this button names a picture"
        parent = Parent(found.job.id, found.result.number, found.card.member.user_id)
        return Wanted(found.job.request.varied(new_seed()), found.result.picture, parent)

    async def _again(self, found: Found) -> Wanted:
        """Return the same source and prompt, with a new seed."""
        return await self._from_source(found, found.job.request.varied(new_seed()))

    async def _stepped(self, step: float, found: Found) -> Wanted:
        """Return the same, closer to the source or further from it, and all else as it was painted."""
        return await self._from_source(found, found.job.request.stepped(step).reworded(found.job.prompt_used))

    async def _from_source(self, found: Found, request: RestyleRequest) -> Wanted:
        source, parent = await self._history.source(found.job)
        return Wanted(request, source, parent)

    async def _fewer(self, interaction: Interaction, button: ButtonId) -> None:
        """Ask for what a refusal offered."""
        offer = self._intake.offers.find(button.card, asker(interaction).member)

        async def wanted(_: Asker) -> Sequence[Wanted]:
            return [offer.wanted]

        await self._intake.ask(interaction, wanted, private=offer.wanted.request.private)
        self._intake.offers.taken(offer)

    async def _cancel(self, interaction: Interaction, button: ButtonId) -> None:
        """Call a card off; the card itself shows that it has ended."""
        async with self._admission.accepting():
            who = asker(interaction)

            async def call_off() -> None:
                await self._worker.cancel((await self._find(button, who)).card, who)

            await acknowledged(call_off, partial(update, interaction))

    async def _show(self, interaction: Interaction, button: ButtonId) -> None:
        """Show an ended card once more, to its member alone; one that was waiting has then been seen."""
        async with self._admission.accepting():
            who = asker(interaction)

            async def look() -> Found:
                found = await self._find(button, who)
                if found.card.member.user_id != who.member.user_id:
                    raise NotYours(found.card.member.user_id, moderators=False)
                return found

            found, reply_to = await acknowledged(look, partial(think, interaction, private=True))
            await self._outbox.show_again(found.card, reply_to)
