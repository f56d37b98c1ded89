"""The stage of the journeys: a local Discord, the real bot as a process, the real renderer, and people."""

import io
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from tests.journeys.abroad import place_of
from tests.journeys.toll import Toll, paying, toll_before
from tests.stage import Bot, Renderer, local_discord, moderators_room


@pytest.fixture
async def discord() -> AsyncGenerator[Sandbox]:
    async with local_discord() as sandbox:
        yield sandbox


@pytest.fixture
async def bot(discord: Sandbox, renderer: Renderer, tmp_path: Path) -> AsyncGenerator[Bot]:
    """The bot, started and ready; ended at the end, whatever happened."""
    process = Bot.on_the_local_model(tmp_path, discord, renderer)
    await process.start()
    await discord.ready(20)
    yield process
    if process.running:
        assert await process.stop() == 0, process.log
    assert discord.bot_token not in process.log


@pytest.fixture
def ada(discord: Sandbox) -> Person:
    return discord.person("ada")


@pytest.fixture
def bob(discord: Sandbox) -> Person:
    return discord.person("bob")


@pytest.fixture
def mo(discord: Sandbox) -> Person:
    """The moderator."""
    return discord.person("mo")


@pytest.fixture
def abroad(discord: Sandbox, ada: Person, place: str) -> Channel:
    """A place outside the servers that have the bot, by its name."""
    return place_of(discord, ada, place)


@pytest.fixture
def picture() -> Upload:
    """A small landscape of gradients and a sun: enough for a look to show."""
    rows, columns = np.mgrid[0:192, 0:256]
    sky = np.stack([90 + rows, 140 + columns // 4, 220 - rows // 2], axis=-1)
    sky[(rows - 60) ** 2 + (columns - 180) ** 2 < 900] = (250, 220, 120)
    sky[rows > 130] = (40, 90, 60)
    file = io.BytesIO()
    Image.fromarray(sky.clip(0, 255).astype("uint8")).save(file, "PNG")
    return Upload("harbour.png", file.getvalue())


@pytest.fixture
async def toll(renderer: Renderer) -> AsyncGenerator[Toll]:
    """A gate before the renderer that counts what a paid host would bill."""
    async with toll_before(renderer.url) as gate:
        yield gate


@pytest.fixture
async def paying_bot(discord: Sandbox, toll: Toll, tmp_path: Path) -> AsyncGenerator[Bot]:
    """The bot on a paid host that takes one job at a time."""
    async with paying(discord, toll, tmp_path, FAL_JOBS="1") as process:
        yield process


@pytest.fixture
def room(discord: Sandbox) -> Channel:
    """A channel that moderators and the bot alone read."""
    return moderators_room(discord)
