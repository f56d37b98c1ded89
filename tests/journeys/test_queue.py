"""What a member waits for, and a way out of it."""

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


async def test_a_member_sees_what_they_wait_for_and_calls_it_off(
    paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    empty = await (await ada.command("queue")).message_shown()
    assert "Nothing is under way." in empty.text
    toll.held.add("watch")
    first = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch")
    second = await ada.command("restyle", {"image": picture, "prompt": "*watercolour*", "images": 2})
    await second.until(lambda message: "in line" in message.text)

    shown = await (await ada.command("queue")).message_shown()
    assert shown.ephemeral
    assert "“ink”\n-# rendering · 1 picture · <t:" in shown.text
    assert "“\\*watercolour\\*”\n-# next in line · 2 pictures · <t:" in shown.text
    assert "Nothing is under way." in (await (await bob.command("queue")).message_shown()).text

    cancel = [button.custom_id or "" for button in shown.buttons if button.label == "Cancel"]
    await ada.click(shown, cancel[1])
    await second.until(lambda message: "Cancelled" in message.text)
    shown = await (await ada.command("queue")).message_shown()
    assert "watercolour" not in shown.text
    await toll.release()
    await first.until(lambda message: bool(message.pictures))
    assert "Nothing is under way." in (await (await ada.command("queue")).message_shown()).text
    assert paying_bot.running


async def test_who_waits_for_more_than_it_has_room_for_is_told_so_and_reaches_them_all(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked: list[Exchange] = []
    for number in range(9):
        asked.append(await ada.command("restyle", {"image": picture, "prompt": f"ink {number}"}))
        await asked[-1].until(lambda message: "Cancel" in [button.label for button in message.buttons])
    shown = await (await ada.command("queue")).message_shown()
    cancel = [button.custom_id or "" for button in shown.buttons]
    assert len(cancel) == 9, "eight requests, and the next page"
    assert "ink 8" not in shown.text
    assert shown.text.endswith("-# Page 1 of 2 · 9 in all")
    assert await paying_bot.stop() == 0
    await paying_bot.start()
    await discord.ready(20)
    await ada.click(shown, cancel[0])
    await asked[0].until(lambda message: "Cancelled" in message.text)
    shown = await (await ada.command("queue")).message_shown()
    assert "ink 8" in shown.text
    assert "Page" not in shown.text
