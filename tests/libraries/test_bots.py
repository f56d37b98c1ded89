"""Sample bots on other libraries run here as they are; each with its library in a place of its own."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.installing import install, pip, python_in
from tests.libraries.play import play
from tests.stage import document

BOTS = Path(__file__).parent / "bots"
PYTHON_BOTS = sorted(folder.name for folder in BOTS.iterdir() if (folder / "requirements.lock").is_file())
pytestmark = pytest.mark.registries


async def _run(command: Sequence[str], log: Path) -> None:
    """Let people use a bot; both sides keep to Discord's document, where there is a copy."""
    async with Sandbox(openapi=document()) as discord:
        with log.open("wb") as out:
            bot = await asyncio.create_subprocess_exec(
                *command, env=os.environ | discord.environment, stdout=out, stderr=out
            )
        try:
            await discord.ready(30)
            await play(discord)
        except (AssertionError, TimeoutError) as error:
            error.add_note(log.read_text("utf-8", "replace")[-4000:])
            raise
        finally:
            bot.kill()
            await bot.wait()
    assert (discord.violations, discord.mistakes, discord.unspoken.sentences) == ([], [], [])


@pytest.mark.parametrize("library", PYTHON_BOTS)
async def test_a_bot_in_python_runs_as_it_is(library: str, tmp_path: Path) -> None:
    lock, python = BOTS / library / "requirements.lock", python_in(tmp_path / "venv")
    install(*pip(python), "--no-deps", "--require-hashes", "--requirement", str(lock))
    await _run([python, str(BOTS / library / "bot.py")], tmp_path / "bot.log")


async def test_a_bot_on_discord_js_runs_as_it_is(tmp_path: Path) -> None:
    if not (shutil.which("node") and (npm := shutil.which("npm"))):
        pytest.skip("there is no node with npm here")
    folder = tmp_path / "bot"
    shutil.copytree(BOTS / "discord.js", folder)
    install(npm, "ci", "--omit=dev", cwd=folder)
    await _run(["node", str(folder / "bot.js")], tmp_path / "bot.log")
