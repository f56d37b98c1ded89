"""Every button of every card, understood by its custom id alone, so that old ones live on after a restart.

Not discord.py's dynamic items: their registry is global, and a view that ends can take a pattern out of it for all
messages (discord.py 2.7.1, ui/view.py, `remove_view`). One listener has no registry, and one place for errors.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord
from discord import Interaction
from discord.ext import commands

from cogs import replies
from cogs.custom_ids import Action, ButtonId
from cogs.options import new_seed
from domain.errors import Gone, NotYours, StrengthAtEnd
from domain.job import Job, Parent, ReplyTo, StoredPicture
from domain.request import RestyleRequest
from jobs.admission import Admission, Asked
from jobs.delivery import Deliverer
from jobs.worker import Worker
from storage import jobs
from storage.database import Database

STEP = 0.15  # of strength


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed and acknowledged: by whom, where it is answered, and what it is about."""

    interaction: Interaction
    reply_to: ReplyTo
    job: Job
    number: int | None


class Buttons(commands.Cog):
    """Reads custom ids and does what they say."""

    def __init__(
        self, database: Database, admission: Admission, worker: Worker, deliverer: Deliverer
    ) -> None:
        self._database = database
        self._deliverer = deliverer
        self._admission = admission
        self._worker = worker
        self._actions: dict[Action, Callable[[Press], Awaitable[None]]] = {
            Action.SEED: self._vary,
            Action.AGAIN: self._again,
            Action.WEAKER: self._weaker,
            Action.STRONGER: self._stronger,
            Action.SHOW: self._show,
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
            async with self._admission.door():
                await self._press(interaction, button)
        except Exception as error:  # noqa: BLE001 - a listener has nobody above it; `refuse` tells member and log
            await replies.refuse(interaction, error)

    async def _press(self, interaction: Interaction, button: ButtonId) -> None:
        """Acknowledge first, then look: what the button is about may take a moment to find."""
        if button.action is Action.CANCEL:
            await interaction.response.defer()
            job = await self._job(interaction, button)
            await self._worker.cancel(job.id, interaction.user.id, moderator=is_moderator(interaction))
            return
        # As private as what it came from, and a look at the past always.
        private = button.action is Action.SHOW or bool(
            interaction.message and interaction.message.flags.ephemeral
        )
        reply_to = await replies.begin(interaction, private=private)
        press = Press(interaction, reply_to, await self._job(interaction, button), button.number)
        await self._actions[button.action](press)

    async def _job(self, interaction: Interaction, button: ButtonId) -> Job:
        """The job that a button belongs to; a custom id that names another server's is nobody's."""
        job = await jobs.find(self._database, button.job_id)
        if job is None or job.guild_id != interaction.guild_id:
            raise Gone("job")
        return job

    async def _vary(self, press: Press) -> None:
        """The same prompt on that picture, with a new seed."""
        results = await jobs.results(self._database, press.job.id)
        chosen = next((result for result in results if result.number == press.number), None)
        if chosen is None:
            raise Gone("picture")
        parent = Parent(press.job.id, chosen.number, press.job.user_id)
        await self._ask(press, _fresh(press.job), chosen.picture, parent)

    async def _again(self, press: Press) -> None:
        """The same source and prompt, with a new seed."""
        await self._same_source(press, _fresh(press.job))

    async def _weaker(self, press: Press) -> None:
        """The same, closer to the source."""
        await self._same_source(press, _stepped(press.job, -STEP))

    async def _stronger(self, press: Press) -> None:
        """The same, further from the source."""
        await self._same_source(press, _stepped(press.job, STEP))

    async def _same_source(self, press: Press, request: RestyleRequest) -> None:
        source = await jobs.source(self._database, press.job)
        if source is None:
            raise Gone("picture")
        await self._ask(press, request, source, press.job.parent)

    async def _ask(
        self, press: Press, request: RestyleRequest, source: StoredPicture, parent: Parent | None
    ) -> None:
        """A request of whoever pressed."""
        if not self._admission.has(source):
            raise Gone("picture")
        interaction = press.interaction
        own = request.model_copy(update={"private": press.reply_to.ephemeral})
        asked = Asked(interaction.id, interaction.guild_id or 0, interaction.user.id, own, parent)
        await self._admission.admit(asked, source, press.reply_to)

    async def _show(self, press: Press) -> None:
        """Show a finished job once more, to its member alone; one that was waiting has then been seen."""
        if press.job.user_id != press.interaction.user.id:
            raise NotYours(press.job.user_id, moderators=False)
        await self._deliverer.show_again(press.job, press.reply_to)


def is_moderator(interaction: Interaction) -> bool:
    """Whether who acts may look after messages, or the server, where they act."""
    return interaction.permissions.manage_messages or interaction.permissions.manage_guild


def _fresh(job: Job) -> RestyleRequest:
    """The request as its member made it, with a new seed."""
    return job.request.model_copy(update={"seed": new_seed(), "reworded": None})


def _stepped(job: Job, step: float) -> RestyleRequest:
    """The request with its strength a step up or down, within its bounds, and all else as it was painted.

    Raises StrengthAtEnd.
    """
    before = job.request.strength
    strength = round(min(1.0, max(0.0, before + step)), 2)
    if strength == before:
        raise StrengthAtEnd(strength)
    return job.request.model_copy(update={"strength": strength, "reworded": job.prompt_used or None})
