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

from sandbox.demo import open_demo
from sandbox.rules.options import WrongInput
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


async def test_the_demo_has_what_a_moderator_tries() -> None:
    async with open_demo() as discord:
        places = {
            one.name: one for one in (*discord.guild.channels.values(), *discord.guild.threads.values())
        }
        assert places["life-drawing"].nsfw
        assert places["sketches"].parent_id == places["studio"].id
        await discord.person("mo").say("in the moderators' room", channel=places["review"])
        with pytest.raises(WrongInput, match="ada cannot see review"):
            await discord.person("ada").say("in there too", channel=places["review"])


async def test_a_session_is_done_again_with_the_bot(tmp_path: Path) -> None:
    place = "400000000000000001"
    acts = [
        {"at": 0, "by": "ada", "op": "command", "name": "help"},
        {"at": 1, "by": "mo", "op": "say", "channel": place, "text": "high tide"},
    ]
    names = {place: "channel Harbour Design/sketches"}
    said = await _replayed(tmp_path, {"began": "", "names": names, "files": [], "acts": acts})
    assert "Restyle a picture." in said
    assert said.endswith("high tide\nAll 2 acts were done again.\n")


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
