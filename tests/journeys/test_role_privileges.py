"""Moderators let the members of a role have more than others, ask for more, and go before them."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.journeys.watching import has_pictures, restarted
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
    assert said == (f"<@&{painters.id}>: 2 waiting at once and priority 4.\nBefore: as all others.")
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
    assert f"<@&{painters.id}>: 2 waiting at once and priority 4." in await _told(mo, "quota show")
    trail = await _told(mo, "quota audit", what="actions")
    assert f"<@{mo.id}>: <@&{painters.id}>, as all others → 2 waiting at once and priority 4." in trail

    assert "What its members may run and ask for is as for all others again." in await _told(
        mo, "quota clear", role=painters.id
    )
    assert await _told(mo, "quota role", role=painters.id) == f"<@&{painters.id}>: as all others."
    await toll.release()


async def test_what_a_server_does_not_allow_others_is_for_the_members_of_a_role(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    painters = discord.world.role("Painters")
    wish: dict[str, object] = {"image": picture, "prompt": "ink", "speed": "quality", "images": 2}
    await _told(mo, "moderation limits", speed="balanced", images=1)
    said = await _told(mo, "quota role", role=painters.id, speed="quality", images=2, size=1024)
    assert said == (
        f"<@&{painters.id}>: 2 pictures in one request, speed up to quality and up to 1024 pixels on the longer side."
        "\nBefore: as all others."
    )
    assert "allows 1 picture in one request" in await _told(ada, "restyle", **wish)
    discord.world.give(ada.user, painters)
    await restarted(discord, bot)
    await (await ada.command("restyle", wish)).until(has_pictures)
    assert "allows 2 pictures" in await _told(ada, "restyle", **{**wish, "images": 3})
    discord.world.take(ada.user, painters)
    assert "allows 1 picture in one request" in await _told(ada, "restyle", **wish)


async def test_the_role_that_all_have_has_nothing_of_its_own(discord: Sandbox, bot: Bot, mo: Person) -> None:
    said = await _told(mo, "quota role", role=discord.world.guild.everyone.id, priority=2)
    assert said.startswith("`role` is the role that everybody has.")
