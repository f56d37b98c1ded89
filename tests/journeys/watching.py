"""What most journeys look at and do: a message that comes, what is on it, and the bot started anew."""

import asyncio
from collections.abc import Callable

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.signal import Signal
from sandbox.world.world import Channel
from tests.stage import Bot


async def seen(
    discord: Sandbox,
    person: Person,
    fits: Callable[[Message], bool],
    *,
    channel: Channel | None = None,
) -> Message:
    """Return a message that fits, as soon as somebody sees one."""
    changed = Signal()
    leave = discord.feed.subscribe(lambda _: changed.notify())
    try:
        return await changed.until(
            lambda: next((message for message in person.messages(channel) if fits(message)), None), 30
        )
    finally:
        leave()


async def unseen(discord: Sandbox, person: Person, message: Message) -> None:
    """Wait until a message is there no more."""
    changed = Signal()
    leave = discord.feed.subscribe(lambda _: changed.notify())
    try:
        await changed.until(lambda: message.id not in [one.id for one in person.messages()] or None, 30)
    finally:
        leave()


async def until_logged(bot: Bot, words: str, times: int = 1, seconds: float = 60) -> None:
    """Wait until the bot has said something so often."""
    async with asyncio.timeout(seconds):
        while True:
            if bot.log.count(words) >= times:
                return
            await asyncio.sleep(0.1)


def button(message: Message, label: str) -> str:
    """Return the custom id of a button."""
    return next(one.custom_id or "" for one in message.buttons if one.label == label)


def labels(message: Message) -> list[str]:
    """Return what can be pressed."""
    return [one.label for one in message.buttons]


async def whispered(exchange: Exchange, seconds: float = 10) -> str:
    """Return what who pressed is told alone, as the answer or after it."""
    async with asyncio.timeout(seconds):
        while True:
            told = [message.text for message in exchange.messages if message.ephemeral and message.text]
            if told:
                return told[0]
            await exchange.change()


def has_pictures(message: Message) -> bool:
    """Return whether a result is there."""
    return bool(message.pictures)


async def said(exchange: Exchange) -> Message:
    """Return what somebody is answered."""
    return await exchange.message_shown()


async def restarted(discord: Sandbox, bot: Bot, **environment: str) -> None:
    """Let the bot end as it should, and start it again, maybe with other settings."""
    assert await bot.stop() == 0
    await bot.start(**environment)
    await discord.ready(20)
