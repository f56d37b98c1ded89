"""What happened to a job is one search in the log, whoever did it."""

import re

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


def _of_job(log: str, number: int) -> list[str]:
    """The lines that are about a job, in order: what an operator finds with `grep`."""
    return [line for line in log.splitlines() if re.search(rf"\bjob={number}\b", line)]


def _event(line: str) -> str:
    found = re.search(r"storage\.events  (\S+)", line)
    return found[1] if found else ""


async def test_a_job_is_followed_from_the_request_to_its_end(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload
) -> None:
    asked = await ada.command("restyle", {"image": picture, "prompt": "a secret garden"})
    await asked.until(lambda message: bool(message.pictures))
    assert await bot.stop() == 0
    lines = _of_job(bot.log, 1)
    assert [event for line in lines if (event := _event(line))] == [
        *("job.queued", "job.submitting", "job.calling", "job.rendering", "job.done", "card.shown")
    ]
    for line in lines:
        assert f"member={ada.id}" in line
        assert f"server={discord.world.guild.id}" in line
        assert "card=1" in line
    assert re.search(r"provider=local ticket=\S+", lines[3])
    assert "secret garden" not in bot.log, "a member's words are nobody's in the log"


async def test_what_a_moderator_does_is_the_moderator_s(
    paying_bot: Bot, toll: Toll, ada: Person, mo: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    message = await asked.message_shown()
    await toll.reached("watch")
    await mo.click(message, next(button.custom_id or "" for button in message.buttons))
    await asked.until(lambda message: "Cancelled" in message.text)
    await (await mo.command("quota set", {"pictures": 3, "member": ada.id})).message_shown()
    log = paying_bot.log
    [cancelled] = [line for line in _of_job(log, 1) if _event(line) == "job.cancelled"]
    assert f"member={ada.id}" in cancelled
    assert f"by={mo.id}" in cancelled
    [was_set] = [line for line in log.splitlines() if "allowance.set" in line]
    assert f"member={ada.id}" in was_set
    assert f"by={mo.id} amount=3" in was_set
