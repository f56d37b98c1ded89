"""Every button of every card, understood by its custom id alone, so that old ones live on after a restart.

Not discord.py's dynamic items: their registry is global, and a view that ends can take a pattern out of it for all
messages (discord.py 2.7.1, ui/view.py, `remove_view`). One listener has no registry, and one place for errors.
"""

from collections.abc import Awaitable, Callable

import discord
from discord import Interaction
from discord.ext import commands

from bot.domain.errors import Gone, NotYours, StrengthAtEnd
from bot.domain.job import Job, Parent, StoredPicture
from bot.domain.request import RestyleRequest
from bot.jobs.admission import Admission, Asked
from bot.jobs.delivery import Deliverer
from bot.jobs.worker import Worker
from cogs import replies
from cogs.custom_ids import Action, ButtonId
from cogs.options import new_seed
from storage import jobs
from storage.database import Database

STEP = 0.15  # of strength


class Buttons(commands.Cog):
    """Reads custom ids and does what they say."""

    def __init__(
        self, database: Database, admission: Admission, worker: Worker, deliverer: Deliverer
    ) -> None:
        self._database = database
        self._deliverer = deliverer
        self._admission = admission
        self._worker = worker
        self._actions: dict[Action, Callable[[Interaction, Job, ButtonId], Awaitable[None]]] = {
            Action.SEED: self._vary,
            Action.AGAIN: self._again,
            Action.WEAKER: self._weaker,
            Action.STRONGER: self._stronger,
            Action.CANCEL: self._cancel,
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
            job = await self._job(interaction, button)
            await self._actions[button.action](interaction, job, button)
        except Exception as error:  # noqa: BLE001 - a listener has nobody above it; `refuse` tells member and log
            await replies.refuse(interaction, error)

    async def _job(self, interaction: Interaction, button: ButtonId) -> Job:
        """The job that a button belongs to; a custom id that names another server's is nobody's."""
        job = await jobs.find(self._database, button.job_id)
        if job is None or job.guild_id != interaction.guild_id:
            raise Gone("job")
        return job

    async def _vary(self, interaction: Interaction, job: Job, button: ButtonId) -> None:
        """The same prompt on that picture, with a new seed."""
        chosen = [
            result for result in await jobs.results(self._database, job.id) if result.number == button.number
        ]
        if not chosen:
            raise Gone("picture")
        request = _fresh(job)
        parent = Parent(job.id, chosen[0].number, job.user_id)
        await self._ask(interaction, request, chosen[0].picture, parent)

    async def _again(self, interaction: Interaction, job: Job, _: ButtonId) -> None:
        """The same source and prompt, with a new seed."""
        await self._same_source(interaction, job, _fresh(job))

    async def _weaker(self, interaction: Interaction, job: Job, _: ButtonId) -> None:
        """The same, closer to the source."""
        await self._same_source(interaction, job, _stepped(job, -STEP))

    async def _stronger(self, interaction: Interaction, job: Job, _: ButtonId) -> None:
        """The same, further from the source."""
        await self._same_source(interaction, job, _stepped(job, STEP))

    async def _same_source(self, interaction: Interaction, job: Job, request: RestyleRequest) -> None:
        source = await jobs.source(self._database, job)
        if source is None:
            raise Gone("picture")
        await self._ask(interaction, request, source, job.parent)

    async def _ask(
        self, interaction: Interaction, request: RestyleRequest, source: StoredPicture, parent: Parent | None
    ) -> None:
        """A request of whoever clicked, in a message of its own, as private as what it came from."""
        if not self._admission.has(source):
            raise Gone("picture")
        reply_to = await replies.begin(interaction, private=request.private)
        asked = Asked(interaction.id, interaction.guild_id or 0, interaction.user.id, request, parent)
        await self._admission.admit(asked, source, reply_to)

    async def _cancel(self, interaction: Interaction, job: Job, _: ButtonId) -> None:
        """End a job; its own message then says so."""
        await interaction.response.defer()
        await self._worker.cancel(job.id, interaction.user.id, moderator=is_moderator(interaction))

    async def _show(self, interaction: Interaction, job: Job, _: ButtonId) -> None:
        """Show a finished job once more, to its member alone; one that was waiting has then been seen."""
        if job.user_id != interaction.user.id:
            raise NotYours(job.user_id)
        await self._deliverer.show_again(job, await replies.begin(interaction, private=True))


def is_moderator(interaction: Interaction) -> bool:
    """Whether who acts may manage messages where they act."""
    return interaction.permissions.manage_messages


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
