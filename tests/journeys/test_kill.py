"""Killed at the worst moments, on a host that bills: nobody asks again, nothing is lost, nothing is paid twice."""

import signal

import pytest

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import has_pictures
from tests.stage import Bot


async def _kill_and_start_again(discord: Sandbox, bot: Bot, toll: Toll) -> None:
    await bot.stop(signal.SIGKILL)
    discord.faults.clear()
    await toll.release()
    await bot.start()
    await discord.ready(20)


async def test_jobs_in_line_one_rendering_and_one_not_shown_all_arrive_once(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("result")
    first = await ada.command("restyle", ask)
    await toll.reached("result")
    waiting = [await bob.command("restyle", ask), await ada.command("restyle", ask)]
    for one in waiting:
        await one.until(lambda message: "⏳" in message.text)
    discord.faults.add("PATCH", r"/webhooks/.*/messages/", status=500, times=1000)
    await toll.release()
    await toll.reached("watch", 2)
    assert not any(version.pictures for version in first.versions), "finished, and not shown"

    await _kill_and_start_again(discord, paying_bot, toll)

    results = [await one.until(has_pictures, timeout=60) for one in (first, *waiting)]
    assert toll.submits == 3, "one job at the host for each request"
    assert len({result.id for result in results}) == 3
    for person, used in ((ada, 2), (bob, 1)):
        usage = await (await person.command("usage")).message_shown()
        assert f"{used} of 20 pictures used" in usage.text

    pressed = await bob.click(results[0], _seed_button(results[0]))
    variation = await pressed.until(has_pictures)
    assert f"/{results[0].id}) by <@{ada.id}>" in variation.text
    for one in (first, *waiting):
        assert sum(bool(version.pictures) for version in one.versions) == 1, "each was delivered once"


def _seed_button(message: Message) -> str:
    return next(button.custom_id or "" for button in message.buttons if button.label.startswith("1 · Vary"))


@pytest.mark.parametrize("point", ["watch", "result", "picture"])
async def test_killed_after_the_ticket_was_kept_the_job_goes_on(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, point: str
) -> None:
    toll.held.add(point)
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink", "images": 2})
    await toll.reached(point)
    await _kill_and_start_again(discord, paying_bot, toll)
    await asked.until(lambda message: len(message.pictures) == 2, timeout=60)
    assert toll.submits == 1


async def test_killed_during_the_call_it_is_not_paid_again_but_refunded_and_told(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("submit")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("submit")
    await _kill_and_start_again(discord, paying_bot, toll)
    told = await asked.until(lambda message: "broke at a bad moment" in message.text)
    assert "Nothing was charged" in told.text
    assert toll.submits == 1
    assert "0 of 20 pictures used" in (await (await ada.command("usage")).message_shown()).text
    pressed = await ada.click(told, told.buttons[0].custom_id or "")
    await pressed.until(has_pictures)


async def test_killed_before_the_ending_was_shown_it_is_shown_by_the_next_start(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("result")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("result")
    discord.faults.add("PATCH", r"/messages/", status=500, times=1000)
    await toll.release()
    await toll.reached("picture")
    await _kill_and_start_again(discord, paying_bot, toll)
    await asked.until(has_pictures, timeout=60)
    assert toll.submits == 1


async def test_asked_to_stop_it_leaves_its_ticket_and_ends_well(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    toll.held.add("watch")
    first = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("watch")
    second = await bob.command("restyle", {"image": picture, "prompt": "ink"})
    await second.until(lambda message: "⏳" in message.text)
    assert await paying_bot.stop(signal.SIGTERM) == 0
    assert toll.submits == 1
    await toll.release()
    await paying_bot.start()
    for one in (first, second):
        await one.until(has_pictures, timeout=60)
    assert toll.submits == 2


async def test_asked_to_stop_while_it_fetches_it_finishes_that(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload
) -> None:
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await toll.reached("picture")
    paying_bot.signal(signal.SIGTERM)
    await toll.release()
    assert await paying_bot.ended() == 0
    assert asked.message is not None
    assert asked.message.pictures
