"""A pytest plugin with one fixture, `discord_sandbox`: a local Discord for a bot under test.

It is found by itself where the sandbox is installed; elsewhere by `pytest -p sandbox.plugin`.
"""

import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.testing import LocalDiscord


@pytest.fixture
def discord_world() -> Path | None:
    """Return the file that describes the servers; who has their own overrides this in conftest.py."""
    return None


@pytest.fixture
def discord_intents() -> Collection[str]:
    """Return the privileged intents that the bot was granted; who needs some overrides this."""
    return ()


@pytest.fixture
def discord_sandbox(discord_world: Path | None, discord_intents: Collection[str]) -> "Iterator[LocalDiscord]":
    """Yield a local Discord. The test fails if its bot wanted what is not spoken there, or departed from Discord's document.

    That document is the copy that DISCORD_OPENAPI names, if it names one.
    """
    from sandbox.document import NotInstalled  # noqa: PLC0415 - only for those who use it
    from sandbox.testing import LocalDiscord, WrongFile, WrongInput  # noqa: PLC0415

    try:
        local = LocalDiscord(world=discord_world, intents=discord_intents)
    except (NotInstalled, WrongFile, WrongInput) as error:
        pytest.fail(str(error), pytrace=False)
    with local as discord:
        yield discord
        for program in discord.programs:  # pytest shows it where a test fails
            sys.stdout.write(f"---- what the bot has written\n{program.log}\n")
    if wrong := [*discord.unspoken, *discord.violations]:
        pytest.fail("\n".join(wrong), pytrace=False)
