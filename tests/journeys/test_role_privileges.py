"""Moderators let the members of a role have more in the line than others, and go before them."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


async def _told(person: Person, command: str, **options: object) -> str:
    """What somebody reads who gives a command that answers them alone."""
    message = await (await person.command(command, options)).message_shown()
    assert message.ephemeral
    return message.text


async def _wait(person: Person, picture: Upload) -> None:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.until(lambda message: "in line" in message.text)


async def test_who_has_priority_goes_before_others_and_may_wait_for_more_also_after_a_restart(
    discord: Sandbox,
    paying_bot: Bot,
    toll: Toll,
    mo: Person,
    ada: Person,
    bob: Person,
    picture: Upload,
) -> None:
    painters = discord.world.role("Painters")
    await _told(mo, "quota caps", member_waiting=1)
    said = await _told(mo, "quota role", role=painters.id, waiting=2, priority=4)
    assert said == (
        f"<@&{painters.id}> in the line: 2 waiting at once and priority 4.\nBefore: as all others."
    )
    toll.held.add("watch")
    await mo.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch", 1)
    await _wait(bob, picture)
    assert "You already have a request waiting." in await _told(bob, "restyle", image=picture, prompt="ink")
    discord.world.give(ada.user, painters)
    await _wait(ada, picture)
    assert "next in line" in await _told(ada, "queue")
    assert "2nd in line" in await _told(bob, "queue")

    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    await _wait(ada, picture)
    assert "You already have 2 requests waiting." in await _told(ada, "restyle", image=picture, prompt="ink")
    discord.world.take(ada.user, painters)
    assert "You already have a request waiting." in await _told(ada, "restyle", image=picture, prompt="ink")
    assert f"<@&{painters.id}> in the line: 2 waiting at once and priority 4." in await _told(
        mo, "quota show"
    )
    trail = await _told(mo, "quota audit", what="actions")
    assert f"**Role's place in the line set** · <@&{painters.id}>" in trail

    assert "Its members are in the line as all others." in await _told(mo, "quota clear", role=painters.id)
    assert await _told(mo, "quota role", role=painters.id) == f"<@&{painters.id}> in the line: as all others."
    await toll.release()


async def test_the_role_that_all_have_has_nothing_of_its_own(discord: Sandbox, bot: Bot, mo: Person) -> None:
    said = await _told(mo, "quota role", role=discord.world.guild.everyone.id, priority=2)
    assert said == "`role` has a value that does not exist. Pick one from its list."
