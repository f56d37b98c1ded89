"""Moderators say how much members may use: everybody, the members of a role, or one; by day, week and month."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from tests.journeys.toll import Toll
from tests.journeys.watching import button, restarted, seen
from tests.stage import Bot


async def _told(person: Person, command: str, **options: object) -> str:
    """What somebody reads who gives a command that answers them alone."""
    message = await (await person.command(command, options)).message_shown()
    assert message.ephemeral
    return message.text


async def _made(person: Person, picture: Upload, images: int) -> str:
    asked = await person.command("restyle", {"image": picture, "prompt": "ink", "images": images})
    return (await asked.until(lambda message: len(message.pictures) == images)).text


async def _refused(person: Person, picture: Upload, images: int = 1) -> str:
    return await _told(person, "restyle", image=picture, prompt="ink", images=images)


async def test_each_window_has_a_rule_and_the_full_one_is_named_also_after_a_restart(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    said = await _told(mo, "quota set", pictures=4, member=ada.id)
    assert said == f"<@{ada.id}> may now use 4 pictures in 24 hours.\nThere was no such rule before."
    assert "3 pictures in 7 days" in await _told(mo, "quota set", pictures=3, window="week", member=ada.id)
    said = await _told(mo, "quota set", pictures=2, window="week", member=ada.id)
    assert said == f"<@{ada.id}> may now use 2 pictures in 7 days.\nBefore: 3 pictures in 7 days."

    assert "2 pictures, 0 left" in await _made(ada, picture, 2)
    assert "You have used all of your 2 pictures in 7 days. The next one frees <t:" in await _refused(
        ada, picture
    )
    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    usage = await _told(ada, "usage")
    assert "2 of 4 pictures used in the last 24 hours\nThe next one frees <t:" in usage
    assert "2 of 2 pictures used in the last 7 days\nNone of them is left; the next one frees <t:" in usage
    assert "\n0 left." in usage

    said = await _told(mo, "quota clear", window="week", member=ada.id)
    assert said == f"Taken back: 2 pictures in 7 days.\n<@{ada.id}>: 4 pictures in 24 hours."
    assert "1 picture, 1 left" in await _made(ada, picture, 1)


async def test_the_most_generous_role_holds_from_the_next_request_on(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload
) -> None:
    painters, guests = discord.world.role("Painters"), discord.world.role("Guests")
    await _told(mo, "quota set", pictures=0)
    said = await _told(mo, "quota set", pictures=1, role=guests.id)
    assert said.startswith(f"<@&{guests.id}> may now use 1 picture in 24 hours.")
    await _told(mo, "quota set", unlimited=True, role=painters.id)
    assert "You have no pictures to use in this server." in await _refused(ada, picture)

    discord.world.give(ada.user, guests)
    assert "1 picture, 0 left" in await _made(ada, picture, 1)
    assert "You have used all of your 1 picture in 24 hours." in await _refused(ada, picture)
    discord.world.give(ada.user, painters)
    card = await _made(ada, picture, 2)
    assert "2 pictures" in card
    assert "left" not in card, "nothing limits her"
    assert "3 pictures used in the last 24 hours; there is no limit." in await _told(ada, "usage")
    shown = await _told(mo, "quota show", member=ada.id)
    assert shown.startswith(f"<@{ada.id}> (a rule for a role)\n3 pictures used")
    discord.world.take(ada.user, painters)
    assert "You have used all of your 1 picture" in await _refused(ada, picture)

    shown = await _told(mo, "quota show")
    assert "Everybody may use 0 pictures in 24 hours (this server's rule)." in shown
    assert f"<@&{painters.id}>: any number of pictures in 24 hours." in shown
    assert await _told(mo, "quota show", role=guests.id) == f"<@&{guests.id}>: 1 picture in 24 hours."
    said = await _told(mo, "quota clear", role=guests.id)
    assert said == (
        "Taken back: 1 picture in 24 hours.\n"
        f"The members of <@&{guests.id}> now follow the rule for everybody."
    )
    assert "You have no pictures to use in this server." in await _refused(ada, picture)


async def test_a_grant_is_taken_back_and_what_was_used_of_it_stays_used_also_after_a_restart(
    discord: Sandbox,
    paying_bot: Bot,
    toll: Toll,
    room: Channel,
    mo: Person,
    ada: Person,
    bob: Person,
    picture: Upload,
) -> None:
    await _told(mo, "moderation log", channel=room)
    await _told(mo, "quota set", pictures=0, member=ada.id)
    await _told(mo, "quota grant", member=ada.id, pictures=3, days=7, reason="Won it")
    await _told(mo, "quota grant", member=ada.id, pictures=5, category="paid")
    assert "1 picture, 7 left" in await _made(ada, picture, 1)
    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch", 2)

    offered = await mo.autocomplete("quota revoke", {"member": ada.id, "credit": ""}, focused="credit")
    assert [(one.name, one.value) for one in offered] == [
        ("1 · 1 picture (a gift) · Won it", 1),
        ("2 · 5 pictures (paid for)", 2),
    ]
    assert await _told(mo, "quota revoke", member=bob.id, credit=1) == (
        f"There is no such credit of <@{bob.id}>."
    )
    said = await _told(mo, "quota revoke", member=ada.id, credit=1, reason="By *mistake*")
    assert said == (
        f"Taken back from <@{ada.id}>: 1 picture of credit. What they have used of it stays used.\n"
        "Credit: 5 pictures (paid for)."
    )
    told = f"<@{mo.id}> has taken back from <@{ada.id}>: 1 picture of credit. “By \\*mistake\\*”"
    await seen(discord, mo, lambda one: one.text.endswith(told), channel=room)
    card = await running.until(lambda message: bool(message.buttons))
    await restarted(discord, paying_bot)
    await ada.click(card, button(card, "Cancel"))
    await running.until(lambda message: "Cancelled. Nothing was charged." in message.text)
    usage = await _told(ada, "usage")
    assert "Credit: 5 pictures (paid for).\n5 left." in usage, "what comes back of it has ended with it"
    assert "a gift" not in usage
    books = await _told(mo, "quota audit", member=ada.id)
    assert "**Taken back: 1 picture**" in books
    assert "By \\*mistake" in await _told(mo, "quota audit", what="actions", member=ada.id)

    said = await _told(mo, "quota revoke", member=ada.id)
    assert said.startswith(f"Taken back from <@{ada.id}>: 5 pictures of credit.")
    assert await _told(mo, "quota revoke", member=ada.id) == f"There is no such credit of <@{ada.id}>."
    assert "You have no pictures to use in this server." in await _refused(ada, picture)
    await toll.release()
    assert await paying_bot.command("audit") == (0, "All accounts agree with the ledger.\n")


async def test_what_makes_no_sense_together_is_said(bot: Bot, mo: Person, ada: Person) -> None:
    wrong: list[dict[str, object]] = [{}, {"pictures": 3, "unlimited": True}]
    for options in wrong:
        assert await _told(mo, "quota set", **options) == "Give `pictures` or `unlimited`: one of the two."
    assert (
        await _told(mo, "quota show", role="Moderator", member=ada.id)
        == "Give `member` or `role`: one of the two."
    )
    assert await _told(mo, "quota clear") == "There was no such rule."


async def test_the_role_that_all_have_is_everybody(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person
) -> None:
    said = await _told(mo, "quota set", pictures=3, role=discord.world.guild.everyone.id)
    assert said.startswith("Everybody may now use 3 pictures in 24 hours.")
    assert "0 of 3 pictures used" in await _told(ada, "usage")


async def test_credit_is_used_when_the_window_is_full_and_what_is_called_off_comes_back_also_after_a_restart(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, picture: Upload
) -> None:
    await _told(mo, "quota set", pictures=1)
    said = await _told(mo, "quota grant", member=ada.id, pictures=2, days=7, reason="Won the *contest*")
    assert said.startswith(f"<@{ada.id}> got 2 pictures of credit, on top of what they may use.\n")
    assert "Credit: 2 pictures (a gift), expires <t:" in said
    assert said.endswith(r"“Won the \*contest\*”")
    await _told(mo, "quota grant", member=ada.id, pictures=3, category="paid")
    usage = await _told(ada, "usage")
    assert "0 of 1 pictures used" in usage
    assert "Credit: 3 pictures (paid for).\n6 left." in usage

    assert "4 pictures, 2 left" in await _made(ada, picture, 4)
    usage = await _told(ada, "usage")
    assert "1 of 1 pictures used" in usage
    assert "a gift" not in usage, "that was to expire, and went first"
    assert "Credit: 2 pictures (paid for).\n2 left." in usage

    toll.held.add("watch")
    running = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch", 2)
    waiting = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    card = await waiting.until(lambda message: "in line" in message.text)
    assert "1 picture of your 1 left" in card.text
    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    assert "None of them is left" in await _told(ada, "usage")
    await ada.click(card, next(button.custom_id or "" for button in card.buttons))
    await waiting.until(lambda message: "Cancelled. Nothing was charged." in message.text)
    assert "Credit: 1 picture (paid for).\n1 left." in await _told(ada, "usage")
    await toll.release()
    await running.until(lambda message: len(message.pictures) == 1)

    said = await _told(mo, "quota reset", member=ada.id)
    assert said == f"Given back to <@{ada.id}>: 1 picture. Nothing of theirs counts in any window now."
    assert "Credit: 1 picture (paid for).\n2 left." in await _told(ada, "usage")
    assert await _told(mo, "quota reset", member=ada.id) == f"Nothing of <@{ada.id}> counted."
