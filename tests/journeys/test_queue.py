"""What a member waits for, and a way out of it."""

from sandbox.people.person import Person
from sandbox.rules.options import Upload
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
