"""What /health says while Discord comes and goes."""

import asyncio
import re
from pathlib import Path

import httpx

from sandbox.server import Sandbox
from tests.stage import Bot, Renderer


async def until(url: str, *, discord: bool) -> httpx.Response:
    """Ask until that is what is said of Discord."""
    async with httpx.AsyncClient(timeout=10) as http, asyncio.timeout(30):
        while True:
            answer = await http.get(url)
            if answer.json()["discord"] is discord:
                return answer
            await asyncio.sleep(0.1)


async def test_health_says_whether_discord_is_there(
    renderer: Renderer, tmp_path: Path, unused_tcp_port: int
) -> None:
    health = f"http://127.0.0.1:{unused_tcp_port}/health"
    async with Sandbox() as discord:
        bot = Bot(
            tmp_path,
            DISCORD_TOKEN=discord.bot_token,
            DISCORD_API_URL=discord.api_url,
            WEB_PORT=str(unused_tcp_port),
            PROVIDERS="local",
            RENDERER_URL=renderer.url,
        )
        await bot.start()
        await discord.ready(60)
        there = await until(health, discord=True)
        assert (there.status_code, there.json()) == (200, {"discord": True, "database": True})
        async with httpx.AsyncClient() as http:
            figures = await http.get(health.replace("health", "metrics"))
        assert figures.headers["content-type"].startswith("text/plain")
        assert "restyle_audit_mismatches 0.0\n" in figures.text
        assert re.search(r"^restyle_database_behind_seconds \d", figures.text, re.MULTILINE)
    gone = await until(health, discord=False)
    assert (gone.status_code, gone.json()) == (503, {"discord": False, "database": True})
    assert await bot.stop() == 0, bot.log
