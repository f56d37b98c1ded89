"""A browser before the sandbox's page, with the real bot behind it or a small one that shows one of everything."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response

from sandbox.people.person import Person
from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from tests.page import chromium
from tests.page.shots import PHONE, Keep, Keeping, Open, keep_latest
from tests.stage import Bot, Renderer, local_discord, moderators_room

Shoot = Callable[[Page, str], Awaitable[None]]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """One for all tests; each has windows of its own."""
    path = chromium.installed()
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(chromium.NAMES)} is installed")
    async with chromium.started(path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncGenerator[Sandbox]:
    async with local_discord() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox, renderer: Renderer, tmp_path: Path) -> AsyncGenerator[Bot]:
    """The real bot, connected."""
    process = Bot.on_the_local_model(tmp_path, sandbox, renderer)
    await process.start()
    await sandbox.ready(20)
    yield process
    if process.running:
        await process.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def small_bot(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[app_commands.CommandTree[Any]]:
    """A bot whose commands a test makes; `await tree.sync()` registers them."""
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    tree = app_commands.CommandTree(client)
    running = asyncio.create_task(client.start(sandbox.bot_token))
    await sandbox.gateway.changed.until(lambda: sandbox.gateway.online, 20)
    yield tree
    await client.close()
    with contextlib.suppress(asyncio.CancelledError):
        await running


class Complaints:
    """All that a page must not do: errors in its console or its scripts, and requests that fail."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # What was still loading when the page was left, or became a download, has not failed.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status}: {response.url}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What the pages of a test have complained about; nothing, in the end."""
    noted = Complaints()
    yield noted
    assert noted.heard == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, sandbox: Sandbox, complaints: Complaints) -> AsyncGenerator[Open]:
    """Opens a window as somebody, in the first channel or another, each in a browser context of its own."""
    async with contextlib.AsyncExitStack() as stack:

        async def open_(
            name: str = "ada",
            *,
            channel: str = "",
            origin: str | None = None,
            **looks: Any,  # noqa: ANN401
        ) -> Page:
            defaults = {
                "viewport": {"width": 1280, "height": 800},
                "color_scheme": os.environ.get("THEME", "dark"),
                "reduced_motion": "reduce",
            }
            looks = defaults | looks
            context = await browser.new_context(**looks)
            stack.push_async_callback(context.close)
            context.set_default_timeout(15_000)
            page = await context.new_page()
            complaints.watch(page)
            page.on(
                "filechooser", lambda _: None
            )  # from now on; a test that presses a key would be too fast for it
            await page.goto(f"{origin or sandbox.origin}/?as={name}#{channel}")
            await page.wait_for_selector(".beginning, .older")
            return page

        yield open_


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Keeps a picture of a page, in $SCREENSHOTS if that is set."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)

    async def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=folder / f"{name}.png")

    return take


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The sample picture as a file."""
    path = tmp_path / "boats.png"
    path.write_bytes(harbour_png())
    return path


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
def mo(sandbox: Sandbox) -> Person:
    return sandbox.person("mo")


@pytest.fixture
def room(sandbox: Sandbox) -> Channel:
    """A channel that moderators and the bot alone read."""
    return moderators_room(sandbox)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def keeping(open_page: Open, folder: Path) -> Keeping:
    """Keeps a picture, by a name, of the latest message that has a text and a button, as somebody sees it on a phone."""

    async def keep(name: str, channel: str = "") -> Keep:
        return partial(keep_latest, await open_page(name, channel=channel, **PHONE), folder)

    return keep


@pytest_asyncio.fixture(loop_scope="session")
async def keep(keeping: Keeping) -> Keep:
    """The same, as Ada sees it."""
    return await keeping("ada")
