"""`python -m sandbox demo`: one command starts everything, one signal ends it."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncGenerator

import aiohttp
import pytest
import pytest_asyncio

from tests.stage import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def demo() -> AsyncGenerator[asyncio.subprocess.Process]:
    """The demo on a free port, from another working directory than its own, without a display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "sandbox", "demo", "--port", "0"),
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd="/",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    yield process
    if process.returncode is None:
        process.kill()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode()


async def test_the_demo_says_where_it_is_and_ends_with_all_its_processes(
    demo: asyncio.subprocess.Process,
) -> None:
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", await _line(demo))
    assert found
    assert await _line(demo) == "The bot is ready.\n"
    async with aiohttp.ClientSession() as session, session.get(found[0]) as response:
        assert "local Discord" in await response.text()

    demo.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(demo.wait(), 30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(found[1]))) != 0
    # The pipes have ended, so nobody is left who could write.
    assert demo.stdout
    assert demo.stderr
    assert await demo.stdout.read() == "\nStopping …\n".encode()
    assert await demo.stderr.read() == b""
