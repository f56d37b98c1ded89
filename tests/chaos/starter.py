"""Starts the bot with something in it that is not as it should be, which is replaced before it runs: `starter NAME…`."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from discord import ui

from bot.__main__ import main
from cogs import messages
from cogs.messages import NO_FILES, Files, Messages
from domain.buckets import Draw
from domain.card import Admitted, ReplyTo
from domain.job import Job, Ticket
from jobs import clock
from storage import jobs, ledger, reservations
from storage.database import Database
from storage.sqlite import Connection, Value


def two_transactions() -> None:
    """Let a job be committed first, and then what it reserves."""
    reserve_job, reserve_card = ledger.reserve, reservations.reserve
    later: list[Callable[[Connection], object]] = []

    def not_yet(_: Connection, job: Job, draws: Sequence[Draw], now: int) -> list[Draw]:
        later.append(partial(reserve_job, job=job, draws=draws, now=now))
        return list(draws)

    async def in_two(database: Database, *args: object) -> Admitted:
        admitted = await reserve_card(database, *args)  # pyright: ignore[reportCallIssue, reportArgumentType] - handed on
        while later:
            await database.run(later.pop())
        return admitted

    ledger.reserve = not_yet
    reservations.reserve = in_two  # pyright: ignore[reportAttributeAccessIssue] - it takes the same


def no_intent() -> None:
    """Let it be committed only with the ticket that the paid call was sent."""
    columns_of = jobs._ticket_columns  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - to put a fault there

    async def nothing_kept(_: Database, job: Job) -> Job:
        return replace(job, called=True)

    def with_it(connection: Connection, job: Job, ticket: Ticket) -> dict[str, Value]:
        return {**columns_of(connection, job, ticket), "called": 1}

    jobs.calling = nothing_kept
    jobs._ticket_columns = with_it  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above


def new_message() -> None:
    """Let pictures be brought in a message of their own, which another try does not know of."""
    edit = Messages.edit

    async def sent(
        self: Messages, reply_to: ReplyTo, view: ui.LayoutView, files: Files = NO_FILES
    ) -> list[int]:
        if not files.new:
            return await edit(self, reply_to, view, files)
        client = self._client  # pyright: ignore[reportPrivateUsage] - as above
        channel = client.get_partial_messageable(reply_to.channel_id)
        attached = [messages.discord.File(path, filename=name) for name, path in files.new.items()]
        await channel.send(view=view, files=attached)
        return []

    Messages.edit = sent


def another_clock() -> None:
    """Let the bot's clock be off by as many seconds as a file says."""
    right = clock.now

    def now() -> int:
        return right() + round(1000 * float(Path(os.environ["CLOCK_OFF_BY"]).read_text()))

    clock.now = now


FAULTS: Mapping[str, Callable[[], None]] = {
    "two transactions": two_transactions,
    "no intent": no_intent,
    "a new message": new_message,
    "another clock": another_clock,
}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        FAULTS[name]()
    sys.argv[1:] = []
    main()
