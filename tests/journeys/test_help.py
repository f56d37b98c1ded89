"""`/help`: a newcomer reads what can be done, and presses the commands in it."""

import re

from sandbox.people.person import Person
from sandbox.server import Sandbox
from tests.journeys.watching import said
from tests.stage import Bot


async def test_a_member_reads_what_can_be_done_and_a_moderator_what_is_theirs_besides(
    discord: Sandbox, paying_bot: Bot, ada: Person, mo: Person
) -> None:
    for_ada = await said(await ada.command("help"))
    assert for_ada.ephemeral
    assert "moderators" not in for_ada.text
    assert "**For moderators.**" in (await said(await mo.command("help"))).text

    pressed = re.findall(r"</([a-z -]+):(\d+)>", for_ada.text)
    assert {name.split()[0] for name, _ in pressed} >= {
        "restyle",
        "restyle-batch",
        "usage",
        "history",
        "privacy",
    }
    assert all(discord.registry.id_of(name.split()[0]) == int(number) for name, number in pressed)
