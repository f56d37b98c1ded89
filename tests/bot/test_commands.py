"""The commands are as they should be after every start, whatever another program did to them."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.app import described
from bot.commands import changed
from sandbox.server import Sandbox
from tests.stage import Bot

Commands = list[dict[str, Any]]


@pytest.fixture
async def discord() -> AsyncGenerator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def bot(discord: Sandbox, tmp_path: Path) -> Bot:
    return Bot(
        tmp_path,
        DISCORD_TOKEN=discord.bot_token,
        DISCORD_API_URL=discord.api_url,
        RENDERER_URL="http://127.0.0.1:9",
    )


async def _start_and_stop(discord: Sandbox, bot: Bot) -> int:
    """Start the bot once. Returns how often it registered its commands."""
    before = _puts(discord)
    await bot.start()
    await discord.ready(20)
    assert await bot.stop() == 0
    return _puts(discord) - before


def _puts(discord: Sandbox) -> int:
    return sum(request.method == "PUT" for request in discord.requests)


def _renamed(commands: Commands) -> None:
    commands[0]["name"] = "other"


def _another_description(commands: Commands) -> None:
    commands[0]["description"] = "something else"


def _one_option_less(commands: Commands) -> None:
    commands[0]["options"].pop()


def _another_limit(commands: Commands) -> None:
    next(option for option in commands[0]["options"] if option["name"] == "images")["max_value"] = 9


def _another_translation(commands: Commands) -> None:
    commands[0]["description_localizations"]["de"] = "etwas anderes"


def _one_language_more(commands: Commands) -> None:
    next(one for one in commands[0]["options"] if one["name"] == "seed")["name_localizations"] = {
        "fr": "graine"
    }


def _for_everybody(commands: Commands) -> None:
    next(one for one in commands if one["name"] == "quota")["default_member_permissions"] = None


def _one_more(commands: Commands) -> None:
    commands.append({"name": "draw", "description": "of another program", "type": 1})


def _none(commands: Commands) -> None:
    commands.clear()


CHANGES: list[Callable[[Commands], None]] = [
    *(_renamed, _another_description, _one_option_less, _another_limit, _for_everybody, _one_more, _none),
    *(_another_translation, _one_language_more),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_what_another_program_did_to_them_is_undone_at_the_next_start(
    discord: Sandbox, bot: Bot, change: Callable[[Commands], None]
) -> None:
    assert await _start_and_stop(discord, bot) == 1
    before = await described()
    assert changed(before, discord.registry.all(None)) == []
    others = deepcopy(before)
    change(others)
    discord.registry.overwrite(None, others)
    assert changed(before, discord.registry.all(None))
    assert await _start_and_stop(discord, bot) == 1
    assert changed(before, discord.registry.all(None)) == []
    assert await _start_and_stop(discord, bot) == 0, "one that is as it should be is left alone"


async def test_the_log_says_who_is_connected_and_nothing_that_is_to_be_looked_at(
    discord: Sandbox, bot: Bot
) -> None:
    await bot.start()
    async with asyncio.timeout(20):
        while True:
            if "connected as" in bot.log:
                break
            await asyncio.sleep(0.05)
    assert await bot.stop() == 0
    assert "servers: 1" in bot.log
    looked_at = re.findall(r"^.* (?:WARNING|ERROR|CRITICAL) .*", bot.log, re.MULTILINE)
    assert [line for line in looked_at if "SQLite" not in line] == [], "an old SQLite is the machine's"
