"""Discord is down, or refuses, when the bot starts: it waits and comes up by itself, or ends with one clear sentence."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.watching import has_pictures, until_logged
from tests.stage import Bot, Renderer

DOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "who we are: 503": ("/users/@me", {"status": 503}),
    "who we are: broken off": ("/users/@me", {"drop": True}),
    "the application: half an answer": ("/oauth2/applications/@me", {"cut_answer": True}),
    "the gateway: 503": ("/gateway/bot", {"status": 503}),
    "the gateway: crowded": ("/gateway/bot", {"retry_after": 0.2}),
    "the gateway: turned away before Discord": ("/gateway/bot", {"status": 429}),
    "the commands: 503": ("/commands", {"status": 503}),
}


@pytest.fixture
async def starting(
    discord: Sandbox, renderer: Renderer, tmp_path: Path, unused_tcp_port: int
) -> AsyncGenerator[Bot]:
    """A bot that has not been started yet, with a health page."""
    process = Bot.on_the_local_model(tmp_path, discord, renderer, WEB_PORT=str(unused_tcp_port))
    yield process
    if process.running:
        assert await process.stop() == 0, process.log
    assert "Traceback" not in process.log


async def _says(port: int, state: dict[str, bool]) -> None:
    """Wait until the health page says so."""
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                if (await http.get(f"http://127.0.0.1:{port}/readyz")).json().items() >= state.items():
                    return
            except httpx.TransportError:
                pass  # it is not there yet
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "fails",
    [["who we are: 503", "the gateway: 503"], pytest.param(list(DOWN), marks=pytest.mark.chaos)],
    ids=["at two places", "at all places"],
)
async def test_where_discord_is_down_at_the_start_the_bot_waits_and_comes_up_by_itself(
    discord: Sandbox, starting: Bot, ada: Person, picture: Upload, unused_tcp_port: int, fails: list[str]
) -> None:
    """One try after the other fails, each at another place; and then the gateway itself, more than once."""
    strikes = [discord.faults.add("GET", path, **fault) for path, fault in map(DOWN.__getitem__, fails)]
    discord.gateway.down = len(fails) == len(DOWN)
    await starting.start()
    await _says(unused_tcp_port, {"discord": False, "database": True})
    for strike in strikes:
        await discord.faults.struck(strike, timeout=60)
    if discord.gateway.down:
        await until_logged(starting, "Failed to connect for shard_id", 2)
    discord.gateway.down = False
    await discord.ready(30)
    await _says(unused_tcp_port, {"discord": True, "database": True})
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.until(has_pictures)
    assert [strike.struck for strike in strikes] == [1] * len(fails)


async def test_a_bot_that_waits_for_discord_can_be_stopped(discord: Sandbox, starting: Bot) -> None:
    strike = discord.faults.add("GET", "/users/@me", status=503, times=1000)
    await starting.start()
    await discord.faults.struck(strike)
    assert await starting.stop() == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (4004, "Discord does not know this DISCORD_TOKEN. Copy it again from the application's Bot page."),
        (
            4014,
            "Discord has ended the connection and would again (4014). That needs a newer version of the bot.",
        ),
    ],
)
async def test_what_discord_would_refuse_again_ends_the_bot_with_one_sentence(
    discord: Sandbox, starting: Bot, code: int, said: str
) -> None:
    await starting.start()
    await discord.ready(20)
    discord.gateway.close(code)
    assert await starting.ended() == 1
    assert starting.log.splitlines()[-1] == said
