"""Discord fails or refuses when a paid picture is to be shown: it comes a little later, or waits for its member."""

import pytest

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures, until_logged
from tests.stage import Bot

EDIT = "/messages/"  # by a token, and as the bot
TOKEN = "^/webhooks/"
Fault = dict[str, object]


def refused(status: int, code: int, message: str) -> Fault:
    return {"status": status, "body": {"message": message, "code": code}}


PASSING: dict[str, Fault] = {
    "the route is crowded": {"retry_after": 0.4, "times": 2},
    "it fails in itself": {"status": 500, "times": 2},
    "its gateway is bad": {"status": 502},
    "it is down": {"status": 503, "times": 2},
    "it does not come in time": {"status": 504},
    "it breaks off before": {"drop": True},
    "its answer is lost": {"lose_answer": True},
    "half of its answer comes": {"cut_answer": True},
    "it is there after 4 seconds": {"delay": 4},
    "it is done, and answered after 4 seconds": {"late": 4},
}
LONG = [fault for fault in PASSING if "4 seconds" in fault]
TOKEN_GONE: dict[str, Fault] = {
    "the token has ended": refused(401, 50027, "Invalid Webhook Token"),
    "the token is unknown": refused(404, 10015, "Unknown Webhook"),
}
SAID = {
    "the message is gone": "its message is gone",
    "the channel is gone": "its message is gone",
    "the interaction is unknown": "Discord would not take it there",
    "the bot may not see the channel": "I may not write there",
    "the bot may not write there": "I may not write there",
    "its filter blocks the text": "that server's filter stopped it",
    "old messages were edited too often": "Discord would not take it there",
    "every file is too large": "too large for Discord there",
}
FOR_GOOD: dict[str, Fault] = {
    "the message is gone": refused(404, 10008, "Unknown Message"),
    "the channel is gone": refused(404, 10003, "Unknown Channel"),
    "the interaction is unknown": refused(404, 10062, "Unknown interaction"),
    "the bot may not see the channel": refused(403, 50001, "Missing Access"),
    "the bot may not write there": refused(403, 50013, "Missing Permissions"),
    "its filter blocks the text": refused(400, 200000, "Message was blocked by automatic moderation"),
    "old messages were edited too often": refused(400, 30046, "Maximum number of edits reached"),
    "every file is too large": refused(413, 40005, "Request entity too large"),
}


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, marks=pytest.mark.chaos if fault in LONG else ()) for fault in PASSING]
)
async def test_what_passes_delays_a_picture_and_nothing_else(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, fault: str
) -> None:
    asked = await _made_but_not_shown(toll, ada, picture)
    discord.faults.add("PATCH", EDIT, **PASSING[fault])  # pyright: ignore[reportArgumentType] - one of the forms above
    await toll.release()
    shown = await asked.until(has_pictures, timeout=40)
    assert shown.id == (await asked.message_shown()).id
    await _paid_once_and_counted(toll, ada)


@pytest.mark.parametrize("fault", TOKEN_GONE)
async def test_a_token_that_is_gone_before_its_time_keeps_no_picture_from_its_message(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, fault: str
) -> None:
    asked = await _made_but_not_shown(toll, ada, picture)
    discord.faults.add("PATCH", TOKEN, times=1000, **TOKEN_GONE[fault])  # pyright: ignore[reportArgumentType]
    await toll.release()
    await asked.until(has_pictures, timeout=40)
    discord.faults.clear()
    await _paid_once_and_counted(toll, ada)


@pytest.mark.parametrize("fault", FOR_GOOD)
async def test_what_discord_does_not_take_there_waits_for_its_member(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, fault: str
) -> None:
    await _made_but_not_shown(toll, ada, picture)
    strike = discord.faults.add("PATCH", EDIT, times=1000, **FOR_GOOD[fault])  # pyright: ignore[reportArgumentType]
    await toll.release()
    await discord.faults.struck(strike)
    await until_logged(paying_bot, "card.waiting")
    discord.faults.clear()
    history = await (await ada.command("history")).message_shown()
    assert f"waiting for you · {SAID[fault]}" in history.text
    fetched = await (await ada.click(history, button(history, "Fetch"))).until(has_pictures)
    assert len(fetched.pictures) == 1
    await _paid_once_and_counted(toll, ada)
    assert "Traceback" not in paying_bot.log


async def _made_but_not_shown(toll: Toll, ada: Person, picture: Upload) -> Exchange:
    toll.held.add("picture")
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    await asked.message_shown()
    await toll.reached("picture")
    return asked


async def _paid_once_and_counted(toll: Toll, ada: Person) -> None:
    usage = await (await ada.command("usage")).message_shown()
    assert "1 of 20 pictures used" in usage.text
    assert toll.submits == 1
