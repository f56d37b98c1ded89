"""A member changes their mind."""

from itertools import pairwise

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.stage import Bot


def _cancel(message: Message) -> str:
    return next(button.custom_id or "" for button in message.buttons if button.label == "Cancel")


def _has_cancel(message: Message) -> bool:
    return any(button.label == "Cancel" for button in message.buttons)


async def _used(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


async def test_a_job_in_line_is_cancelled_and_refunded(
    paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    first = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 4})
    await toll.reached("watch")
    second = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 3})
    waiting = await second.until(lambda message: "next in line" in message.text)

    await ada.click(waiting, _cancel(waiting))
    ended = await second.until(lambda message: "Cancelled" in message.text)
    assert "Nothing was charged" in ended.text
    assert [button.label for button in ended.buttons] == ["Again"]

    await toll.release()
    await first.until(lambda message: len(message.pictures) == 4)
    assert second.message is not None
    assert "Cancelled" in second.message.text, "no late progress has come over it"
    assert "4 of 20 pictures used" in await _used(ada)
    assert toll.submits == 1


async def test_a_job_that_a_paid_host_renders_is_cancelled_and_costs_its_member_nothing(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 4})
    await toll.reached("watch")
    rendering = await asked.until(lambda message: "rendering" in message.text or "sending" in message.text)
    await ada.click(rendering, _cancel(rendering))
    ended = await asked.until(lambda message: "Cancelled" in message.text)
    edits = [request for request in discord.requests if f"/messages/{rendering.id}" in request.path]
    told = [request.at for request in edits[:-1]]  # the last is the ending, which does not wait
    assert len(told) >= 2
    assert all(later - earlier >= 2 for earlier, later in pairwise(told)), "one edit in two seconds at most"
    assert "Cancelled. Nothing was charged." in ended.text
    assert "0 of 20 pictures used" in await _used(ada)

    await toll.release()
    after = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await after.until(lambda message: len(message.pictures) == 1)


async def test_only_who_asked_or_a_moderator_may_cancel(
    bot: Bot, ada: Person, bob: Person, mo: Person, picture: Upload
) -> None:
    asked = await ada.command(
        "restyle",
        {"image": picture, "prompt": "ink", "images": 4, "speed": "quality", "size": "square_hd"},
    )
    waiting = await asked.until(_has_cancel)
    refused = await bob.click(waiting, _cancel(waiting))
    said = await refused.message_shown()
    assert f"Only <@{ada.id}> or a moderator" in said.text
    assert said.ephemeral
    await mo.click(waiting, _cancel(waiting))
    await asked.until(lambda message: "Cancelled. Nothing was charged." in message.text)


async def test_a_cancelled_request_can_be_tried_again(bot: Bot, ada: Person, picture: Upload) -> None:
    asked = await ada.command(
        "restyle", {"image": picture, "prompt": "ink", "images": 2, "speed": "quality", "size": "square_hd"}
    )
    waiting = await asked.until(_has_cancel)
    await ada.click(waiting, _cancel(waiting))
    ended = await asked.until(lambda message: "Cancelled" in message.text)
    again = await ada.click(ended, ended.buttons[0].custom_id or "")
    await again.until(lambda message: len(message.pictures) == 2)
