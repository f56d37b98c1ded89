"""What the documents tell moderators to type does what it says there."""

import re

import pytest

from sandbox.people.person import Person
from sandbox.server import Sandbox
from tests.journeys.watching import said
from tests.stage import ROOT, Bot, moderators_room

ROLES = ("Artists", "Painters", "Patrons", "Team")
# How a refusal begins that is about what was typed.
REFUSALS = re.compile(r"Give |Pick |That |There is no |You may not |`\w+` ")


def _typed(page: str) -> list[str]:
    """The lines of a page that begin with a command, without what is said of them at the right."""
    blocks = re.findall(r"```\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    return [
        re.split(r"\s{3,}", line)[0] for block in blocks for line in block.splitlines() if line[:1] == "/"
    ]


def _options(line: str) -> tuple[str, dict[str, object]]:
    """The command of a line, and its options as somebody types them."""
    command, *_ = re.split(r" \w+:", line)
    found = re.findall(r" (\w+):(.+?)(?= \w+:|$)", line)
    return command.removeprefix("/"), {name: value.lstrip("@#") for name, value in found}


@pytest.mark.parametrize("page", ["quotas.md", "moderation.md"])
async def test_every_command_of_a_page_is_taken(discord: Sandbox, bot: Bot, mo: Person, page: str) -> None:
    moderators_room(discord).name = "review"
    for role in ROLES:
        discord.world.role(role)
    lines = _typed(page)
    assert len(lines) > 10
    refused: dict[str, str] = {}
    for line in lines:
        command, options = _options(line)
        answer = (await said(await mo.command(command, options))).text
        if REFUSALS.match(answer):
            refused[line] = answer
    assert refused == {}
