"""`python -m sandbox demo`: one command starts everything, one signal ends it; and `replay`, which does a session again."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

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


async def test_a_session_is_done_again_with_the_bot(tmp_path: Path) -> None:
    places = ("sketches", "life-drawing", "review")  # a thread, and the demo's own channels
    names = {
        f"{4 * 10**17 + number}": f"channel Harbour Design/{place}" for number, place in enumerate(places)
    }
    said = [{"at": 1, "by": "mo", "op": "say", "channel": one, "text": "high tide"} for one in names]
    content = {
        "began": "",
        "names": names,
        "files": [],
        "acts": [{"at": 0, "by": "ada", "op": "command", "name": "help"}, *said],
    }
    assert "All 4 acts were done again." in await _replayed(tmp_path, content)
    said[2]["by"] = "ada"
    assert "act 3 (say by ada): ada cannot see review." in await _replayed(tmp_path, content)


async def _replayed(folder: Path, content: object) -> str:
    path = folder / "transcript.json"
    path.write_text(json.dumps(content))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "replay", str(path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return said.decode()
