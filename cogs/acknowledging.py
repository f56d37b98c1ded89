"""Acknowledging an interaction: said once to Discord, and once more where nobody knows whether it heard.

A connection that breaks says "unknown", not "no". After a lost try of our own, "acknowledged already" is its answer;
without one, somebody else has answered, which is a second process with this token, and nothing may come of it here.
The gateway in its turn says what happens at least once, so what comes again is not heard again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from typing import TypeVar

import aiohttp
import discord
from discord import Interaction

from cogs.discord_errors import ALREADY_ACKNOWLEDGED, is_lost, is_not_heard
from domain.card import ReplyTo
from domain.member import NO_SERVER
from domain.pauses import tries
from jobs import clock
from jobs.counters import ACKNOWLEDGING

PAUSES = (0.2, 0.5)  # seconds; Discord waits three in all
LONGEST = 1.0  # seconds for which other work waits
REMEMBERED = 10_000  # interactions; a session of the gateway is resumed within minutes
FILE_LIMIT = 10 * 1024 * 1024  # https://discord.com/developers/docs/reference#uploading-files
# In an interaction's extras, since discord.py does not know of an acknowledgement whose answer was lost.
ACKNOWLEDGED, PUBLIC_THINKING = "acknowledged", "public_thinking"
HEARD_AT = "heard_at"  # there too: when it came, on time.monotonic

Answer = TypeVar("Answer")


class AnsweredElsewhere(Exception):
    """Another process has answered this interaction."""


class Repeated(Exception):
    """This interaction came before."""


class Once:
    """Hears each interaction once: a copy would be looked at, and answered, beside the first."""

    def __init__(self) -> None:
        self._heard: dict[int, None] = {}  # the latest

    def hear(self, interaction: Interaction) -> None:
        """Take note of an interaction. Raises Repeated."""
        if interaction.id in self._heard:
            raise Repeated
        self._heard[interaction.id] = None
        interaction.extras[HEARD_AT] = time.monotonic()
        if len(self._heard) > REMEMBERED:
            del self._heard[next(iter(self._heard))]


class Precedence:
    """Lets what Discord waits for go before what can wait: in a burst, all are acknowledged before any is worked on."""

    def __init__(self) -> None:
        self._urgent = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._line = asyncio.Lock()

    @contextmanager
    def urgent(self) -> Generator[None]:
        """Work on an acknowledgement while the block runs."""
        self._urgent += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._urgent -= 1
            if not self._urgent:
                self._calm.set()

    async def give(self) -> None:
        """Wait until nothing is urgent, but not for ever where there is always something.

        One after another: between any two, what has come from Discord meanwhile is heard, and is urgent.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST), self._line:
                await self._calm.wait()
                await asyncio.sleep(0)


async def think(interaction: Interaction, *, private: bool) -> ReplyTo:
    """Acknowledge with "thinking" in a message of its own, and say where that message is. Raises AnsweredElsewhere."""

    async def send() -> discord.InteractionCallbackResponse[discord.Client] | None:
        return await interaction.response.defer(ephemeral=private, thinking=True)

    begun = await _once(interaction, send)
    message_id, ephemeral = (begun.message_id, begun.is_ephemeral()) if begun else (None, private)
    if message_id is None:  # the answer that tells it was lost
        message = await _original(interaction)
        message_id, ephemeral = message.id, message.flags.ephemeral
    # Discord makes it private where who has the app for themselves may not use such apps in public.
    interaction.extras[PUBLIC_THINKING] = not ephemeral
    return _reply_to(interaction, message_id, ephemeral=ephemeral)


async def update(interaction: Interaction) -> ReplyTo:
    """Acknowledge that the message with the button will change, and say where it is. Raises AnsweredElsewhere."""
    await _once(interaction, interaction.response.defer)
    message = interaction.message
    assert message is not None, "a button is pressed on a message"
    return _reply_to(interaction, message.id, ephemeral=message.flags.ephemeral)


def _reply_to(interaction: Interaction, message_id: int, *, ephemeral: bool) -> ReplyTo:
    assert interaction.channel_id is not None, "a command is always given in a channel"
    return ReplyTo(
        interaction.guild_id or NO_SERVER,
        interaction.channel_id,
        message_id,
        interaction.token,
        clock.now(),  # by our clock, as it is read again: Discord's may be another
        ephemeral=ephemeral,
        lasting=not ephemeral and _is_ours(interaction),
        file_limit=interaction.filesize_limit or FILE_LIMIT,
    )


def _is_ours(interaction: Interaction) -> bool:
    """Return whether the bot itself sees the channel: in its own direct messages, and where its server lets it."""
    if interaction.context.dm_channel:
        return True
    return interaction.is_guild_integration() and interaction.app_permissions.view_channel


async def answer(interaction: Interaction, send: Callable[[], Awaitable[object]]) -> None:
    """Give a first answer of any other kind. Raises AnsweredElsewhere."""
    await _once(interaction, send)


async def _once(interaction: Interaction, send: Callable[[], Awaitable[Answer]]) -> Answer | None:
    """Send an acknowledgement until it is known that Discord has it; None where its answer was lost."""
    lost = False
    async for attempt in tries(PAUSES, is_lost, asyncio.sleep):
        with attempt:
            try:
                answer = await send()
            except discord.HTTPException as error:
                if error.code != ALREADY_ACKNOWLEDGED:
                    lost = lost or is_lost(error)
                    raise
                if not lost:
                    raise AnsweredElsewhere from error
                answer = None
            except (aiohttp.ClientError, OSError):
                lost = True
                raise
            interaction.extras[ACKNOWLEDGED] = True
            if (heard_at := interaction.extras.get(HEARD_AT)) is not None:
                ACKNOWLEDGING.observe(time.monotonic() - heard_at)
            return answer
    raise AssertionError("the last try returns or raises")


async def _original(interaction: Interaction) -> discord.InteractionMessage:
    """Return the message that stands for the answer; asked for, since the answer that tells it may have been lost."""
    async for attempt in tries(PAUSES, is_not_heard, asyncio.sleep):
        with attempt:
            return await interaction.original_response()
    raise AssertionError("the last try returns or raises")


def is_acknowledged(interaction: Interaction) -> bool:
    """Return whether Discord has had a first answer."""
    return interaction.response.is_done() or bool(interaction.extras.get(ACKNOWLEDGED))
