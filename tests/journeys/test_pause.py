"""The operator's stop switch, and how often a member may cancel what is paid for."""

from bot.typed import typed
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.stage import Bot


def _cancel(message: Message) -> str:
    return next(button.custom_id or "" for button in message.buttons if button.label == "Cancel")


async def test_a_paused_bot_takes_nothing_in_and_pays_for_nothing_that_waits_also_after_a_restart(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("watch")
    running = await ada.command("restyle", ask)
    await toll.reached("watch")
    waiting = await bob.command("restyle", ask)
    await waiting.until(lambda message: "next in line" in message.text)
    assert await paying_bot.command("pause", "The", "prices", "went up.") == (
        0,
        f"Paused. What runs goes on. `{typed('resume')}` ends it.\n",
    )
    refused = await (await ada.command("restyle", ask)).message_shown()
    assert refused.text.startswith("Who runs this bot has paused it: The prices went up.")
    assert refused.ephemeral
    await toll.release()
    await running.until(lambda message: bool(message.pictures))

    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    assert "paused it" in (await (await ada.command("restyle", ask)).message_shown()).text
    assert toll.submits == 1
    assert await paying_bot.command("resume") == (0, "It goes on.\n")
    await waiting.until(lambda message: bool(message.pictures), 30)
    assert toll.submits == 2
    assert await paying_bot.command("resume") == (0, "It was not paused.\n")


async def test_a_setting_pauses_it_from_its_start(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    assert await paying_bot.stop() == 0
    await paying_bot.start(PAUSED="We move house.")
    await discord.ready(20)
    refused = await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).message_shown()
    assert refused.text.startswith("Who runs this bot has paused it: We move house.")
    code, said = await paying_bot.command("resume", PAUSED="We move house.")
    assert (code, "It stays paused while PAUSED is in the settings." in said) == (1, True)
    assert await paying_bot.stop() == 0
    await paying_bot.start(PAUSED="")
    await discord.ready(20)
    made = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await made.until(lambda message: bool(message.pictures))
    assert toll.submits == 1


async def test_what_a_host_is_paid_for_is_cancelled_so_often_a_day_also_after_a_restart(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, picture: Upload
) -> None:
    assert await paying_bot.stop() == 0
    await paying_bot.start(PAID_CANCELS_PER_DAY="1")
    await discord.ready(20)
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("watch")
    first = await ada.command("restyle", ask)
    await toll.reached("watch")
    card = await first.message_shown()
    await ada.click(card, _cancel(card))
    await first.until(lambda message: "Cancelled." in message.text)

    second = await ada.command("restyle", ask)
    await toll.reached("watch", 2)
    card = await second.message_shown()
    assert await paying_bot.stop() == 0
    await paying_bot.start(PAID_CANCELS_PER_DAY="1")
    await discord.ready(20)
    said = await (await ada.click(card, _cancel(card))).message_shown()
    assert (
        "You have cancelled 1 request in 24 hours that was paid for already, so this one goes on."
        in said.text
    )
    assert said.ephemeral
    await mo.click(card, _cancel(card))
    await second.until(lambda message: "Cancelled" in message.text)
