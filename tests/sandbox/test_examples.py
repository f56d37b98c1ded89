"""The examples of docs/sandbox.md, run as they stand there."""

import asyncio
import os
import re
import shutil
import socket
import sys
from pathlib import Path
from typing import get_args

import httpx
import pytest
from pydantic import BaseModel

from sandbox.control.forms import Advance, Asked, Disconnect, Fail, Query
from sandbox.people.acting import Action
from sandbox.server import Sandbox
from sandbox.spoken import PAGE
from sandbox.testing import Answer, LocalDiscord, Member, Program
from sandbox.world.plan import ApplicationPlan, ChannelPlan, GuildPlan, PersonPlan, Plan, RolePlan

ROOT = PAGE.parents[1]
_FILE = re.compile(r'^```(?:python|toml) title="([\w.]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_SESSION = re.compile(r'^```console title="a session"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_BETWEEN = "---- the next command"


def written(folder: Path, *names: str) -> Path:
    """Write files that the page shows into a folder."""
    files = dict(_FILE.findall(PAGE.read_text("utf-8")))
    for name in names:
        (folder / name).write_text(files[name])
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the bot and its test."""
    return written(tmp_path, "bot.py", "test_bot.py")


def _named(heading: str) -> set[str]:
    """What a part of the page names in backticks or shows in a file: words, with what is before a bracket or a dot."""
    part = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"\w+", " ".join(re.findall(r"`+[^`]*`+", part))))


@pytest.mark.parametrize("kind", [LocalDiscord, Member, Answer, Program])
def test_all_that_a_test_can_do_is_told(kind: type) -> None:
    offered = {name for name in vars(kind) if not name.startswith("_")}
    assert offered - {"name", "close", "last_words"} - _named("A bot and its test") == set()


@pytest.mark.parametrize("part", [Plan, ApplicationPlan, PersonPlan, GuildPlan, RolePlan, ChannelPlan])
def test_all_that_a_file_may_say_is_told(part: type[BaseModel]) -> None:
    assert part.model_fields.keys() - _named("Servers and people of yours") == set()


async def test_all_that_a_program_can_ask_for_is_told(sandbox: Sandbox) -> None:
    named = _named("From any language")
    for form in (*get_args(Action), Asked, Advance, Fail, Disconnect, Query):
        fields = {field.alias or name for name, field in form.model_fields.items() if name != "request"}
        ops = set(get_args(form.model_fields["op"].annotation)) if "op" in fields else set[str]()
        assert (fields | ops) - named == set()
    asked = set(re.findall(r"^\| `GET (/control[^?`]*)", PAGE.read_text("utf-8"), re.MULTILINE))
    async with httpx.AsyncClient(base_url=sandbox.origin) as client:
        for path in sorted(asked):
            answer = await client.get(path.replace("{id}", "1"))
            assert answer.status_code != 404, path


async def _run(folder: Path, *words: str) -> tuple[int, str]:
    """Run a program there that finds `python` and the sandbox as if both were installed."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        *words, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, said.decode()


async def _tests(folder: Path) -> tuple[int, str]:
    plugin = ("-p", "sandbox.plugin", "-p", "no:cacheprovider")
    return await _run(folder, sys.executable, "-m", "pytest", *plugin, "test_bot.py")


async def test_the_bots_own_test_passes(folder: Path) -> None:
    code, said = await _tests(folder)
    assert code == 0, said
    assert "3 passed" in said


async def test_it_plays_in_a_world_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_OPENAPI", raising=False)
    written(folder, "kitchen.toml", "conftest.py")
    theirs = (folder / "test_bot.py").read_text().replace('"ada"', '"kim"').replace('"bob"', '"lee"')
    (folder / "test_bot.py").write_text(theirs.split("def test_a_lost_connection")[0])
    code, said = await _tests(folder)
    assert code == 0, said


async def test_a_bot_that_hides_that_it_wants_what_is_not_spoken_fails_its_test(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_OPENAPI", raising=False)
    wants = """await tree.sync()
    try:
        await bot.http.request(Route("GET", "/voice/regions"))
    except discord.HTTPException:
        pass"""
    bot = (folder / "bot.py").read_text().replace("await tree.sync()", wants)
    (folder / "bot.py").write_text(bot)
    (folder / "test_bot.py").write_text(
        "import sys\n\ndef test_it(discord_sandbox):\n    discord_sandbox.start(sys.executable, 'bot.py')\n"
    )
    code, said = await _tests(folder)
    assert code == 1, said
    assert "The sandbox does not speak GET /voice/regions." in said
    assert "1 passed, 1 error" in said
    assert "what the bot has written" in said


async def test_a_bot_that_does_not_start_is_told_with_its_last_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISCORD_OPENAPI", raising=False)
    (folder / "bot.py").write_text("raise SystemExit('where is my setting?')")
    code, said = await _tests(folder)
    assert code == 1
    assert "the bot ended with exit code 1: where is my setting?" in said


async def test_the_session_goes_as_it_is_shown(folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    written(folder, "kitchen.toml")
    found = _SESSION.search(PAGE.read_text("utf-8"))
    assert found
    steps = [step.partition("\n") for step in found[1].replace("8750", port).split("$ ")[1:]]
    script = "".join(f"{command}\necho; echo '{_BETWEEN}'\n" for command, _, _ in steps)
    code, said = await _run(folder, "bash", "-c", script)
    assert code == 0, said
    for (command, _, shown), seen in zip(steps, said.split(f"{_BETWEEN}\n")[: len(steps)], strict=True):
        pattern = ".*".join(map(re.escape, shown.strip().split("…")))
        assert re.search(pattern, seen, re.DOTALL), f"{command}\n{seen}"
