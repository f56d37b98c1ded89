"""The renderer as it is, a host that follows a script, and the bot's client for both."""

from collections.abc import AsyncGenerator, Iterator

import httpx
import pytest

from tests.providers.host import Host, hosting
from tests.stage import Renderer


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    started = Renderer()
    yield started
    started.stop()


@pytest.fixture
async def host() -> AsyncGenerator[Host]:
    async with hosting() as started:
        yield started


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=10) as opened:
        yield opened
