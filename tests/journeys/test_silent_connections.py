"""Strangers who open connections to the bot and say half of something: more of them than it may open files."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import httpx
import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot, Renderer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")

CROWD = 1100
# More than have a place, and so few that whoever waits behind them is served within the 3 seconds of an interaction on a
# slow machine too: each lot of 256 keeps its places for a quarter of a second.
PRESS = 400
AGAIN = 0.1  # seconds until a stranger comes again
FEW_FILES = ("sh", "-c", 'ulimit -n 1024 && exec "$@"', "sh")
HALF_HEADER = b"POST /hooks/fal HTTP/1.1\r\nHost: bot\r\n"
HALF_BODY = HALF_HEADER + b"Content-Length: 1000\r\n\r\n{"


@pytest.fixture
async def modest_bot(
    discord: Sandbox, renderer: Renderer, tmp_path: Path, unused_tcp_port: int
) -> AsyncGenerator[Bot]:
    """A bot that may open 1,024 files, as many systems have it, and that hears fal's webhooks."""
    process = Bot(
        tmp_path,
        *FEW_FILES,
        DISCORD_TOKEN=discord.bot_token,
        DISCORD_API_URL=discord.api_url,
        WEB_PORT=str(unused_tcp_port),
        PUBLIC_URL="https://bot.example",
        PROVIDERS="local,fal",
        FAL_KEY="id:secret",
        RENDERER_URL=renderer.url,
    )
    await process.start()
    await discord.ready(60)
    yield process
    if process.running:
        assert await process.stop() == 0, process.log


@pytest.fixture(autouse=True)
def many_files() -> Iterator[None]:
    """The strangers' own files are many."""
    import resource  # noqa: PLC0415 - Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != hard < CROWD + 500:
        pytest.skip("this system allows too few open files to play so many strangers")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def stranger(port: int, said: bytes) -> None:
    """Connects, says that and no more; and comes again where the connection is ended."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(writer):
                writer.write(said)
                await reader.read()
        await asyncio.sleep(AGAIN)


@contextlib.asynccontextmanager
async def crowd(port: int, said: bytes, number: int = CROWD) -> AsyncGenerator[None]:
    strangers = [asyncio.create_task(stranger(port, said)) for _ in range(number)]
    yield
    for one in strangers:
        one.cancel()
    await asyncio.gather(*strangers, return_exceptions=True)


async def all_taken(bot: Bot) -> None:
    """Wait until no more connections fit into the bot."""
    async with asyncio.timeout(60):
        while True:
            if "connections are taken" in bot.log:
                return
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("said", [HALF_HEADER, HALF_BODY], ids=["half headers", "half bodies"])
async def test_more_silent_connections_than_files_stop_nothing(
    modest_bot: Bot, ada: Person, picture: Upload, unused_tcp_port: int, said: bytes
) -> None:
    async with crowd(unused_tcp_port, said):
        await all_taken(modest_bot)
        for prompt in ("soft watercolour", "ink drawing"):
            asked = await ada.command("restyle", {"image": picture, "prompt": prompt, "images": 1})
            await asked.until(lambda message: len(message.pictures) == 1, timeout=120)
    async with httpx.AsyncClient(timeout=60) as http:
        health = await http.get(f"http://127.0.0.1:{unused_tcp_port}/readyz")
    assert health.json().items() >= {"discord": True, "database": True}.items()
    assert len(modest_bot.log) < 1_000_000
    assert "Traceback" not in modest_bot.log


@pytest.mark.parametrize("at", ["the local Discord", "the local model"])
@pytest.mark.parametrize("said", [HALF_HEADER, HALF_BODY], ids=["half headers", "half bodies"])
async def test_a_crowd_at_what_the_bot_speaks_with_stops_nothing(
    tmp_path: Path, picture: Upload, monkeypatch: pytest.MonkeyPatch, said: bytes, at: str
) -> None:
    """With 256 places each, as a process has that may open 1,024 files."""
    monkeypatch.setattr("sandbox.server.MOST_CONNECTIONS", 256)
    renderer = Renderer()
    try:
        async with Sandbox() as discord:
            bot = Bot.on_the_local_model(tmp_path, discord, renderer)
            await bot.start()
            await discord.ready(60)
            place = discord.origin if at == "the local Discord" else renderer.url
            async with crowd(int(place.rsplit(":", 1)[1]), said, PRESS):
                for prompt in ("soft watercolour", "ink drawing"):
                    asked = await discord.person("ada").command(
                        "restyle", {"image": picture, "prompt": prompt, "images": 1}
                    )
                    await asked.until(lambda message: len(message.pictures) == 1, timeout=120)
            assert await bot.stop() == 0, bot.log
    finally:
        renderer.stop()
