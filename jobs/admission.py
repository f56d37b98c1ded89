"""Admission: from a valid request to a job in line, or a refusal that says why."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from domain.errors import Closing, Crowded
from domain.job import Admitted, Draft, Parent, ReplyTo, StoredPicture
from domain.quota import Limits
from domain.request import RestyleRequest
from jobs import clock
from jobs.routing import Routing
from jobs.worker import Worker
from storage import admission
from storage.database import Database
from storage.pictures import PictureFiles


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and who asked it, where, and what from. `part` tells the requests of one interaction apart."""

    interaction_id: int
    guild_id: int
    user_id: int
    request: RestyleRequest
    parent: Parent | None = None
    part: int = 0


class Admission:
    """Takes requests in."""

    def __init__(
        self,
        database: Database,
        files: PictureFiles,
        routing: Routing,
        worker: Worker,
        limits: Limits,
    ) -> None:
        self._database = database
        self._files = files
        self._routing = routing
        self._worker = worker
        self._limits = limits
        self._inside = 0
        self._empty = asyncio.Event()

    @asynccontextmanager
    async def door(self) -> AsyncGenerator[None]:
        """Let somebody in who may come to ask for something; raises Closing where the bot is about to end."""
        if self._worker.stopping:
            raise Closing
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def until_empty(self) -> None:
        """Wait until everybody who was let in has been served."""
        while self._inside:
            self._empty.clear()
            await self._empty.wait()

    async def check(self, asked: Asked) -> None:
        """Raise what `admit` would raise now: before a picture is fetched for nothing."""
        if self._database.crowded:
            raise Crowded
        self._routing.choose(asked.request)
        who = (asked.guild_id, asked.user_id, asked.request.images)
        await admission.may(self._database, *who, self._limits, clock.now())

    def has(self, picture: StoredPicture) -> bool:
        """Whether a picture of the store is still kept."""
        return self._files.path(picture).exists()

    async def admit(self, asked: Asked, source: StoredPicture, reply_to: ReplyTo) -> Admitted:
        """Put a request in line and show its place.

        Raises Refused (the quota, the caps, no host that can do it, a closing bot), having changed nothing.
        """
        if self._worker.stopping:
            raise Closing
        provider = self._routing.choose(asked.request, (source.width, source.height))
        draft = Draft(
            asked.interaction_id,
            asked.part,
            asked.guild_id,
            asked.user_id,
            asked.request,
            source,
            asked.parent,
            provider.name,
            provider.price.estimate(asked.request, (source.width, source.height)),
        )
        admitted = await admission.admit(self._database, draft, reply_to, self._limits, clock.now())
        if admitted.new:
            self._worker.joined(admitted, provider)
        return admitted
