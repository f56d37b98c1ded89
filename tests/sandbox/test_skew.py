"""A Discord whose clock is not the machine's: all that it says of time is by its own."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

import discord
import httpx
import pytest

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.clock import Clock

Call = Callable[..., Awaitable[httpx.Response]]
MINUTE = 60


@pytest.fixture(params=[-20 * MINUTE, 20 * MINUTE], ids=["behind", "ahead"])
def skew(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
async def sandbox(skew: int) -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=Clock(lambda: time.time() + skew)) as started:
        yield started


def apart(seconds: float, skew: int) -> bool:
    """Whether a time is by the other clock: minutes from the machine's, while a test takes seconds."""
    return abs(seconds - time.time() - skew) < 5 * MINUTE


async def test_ids_times_and_dates_are_by_the_clock_of_discord(
    sandbox: Sandbox, raw: httpx.AsyncClient, skew: int
) -> None:
    answer = await raw.post(f"/channels/{sandbox.channel.id}/messages", json={"content": "now"})
    told = answer.json()
    assert apart(discord.utils.snowflake_time(int(told["id"])).timestamp(), skew)
    assert apart(datetime.fromisoformat(told["timestamp"]).timestamp(), skew)
    assert apart(parsedate_to_datetime(answer.headers["date"]).timestamp(), skew)
    assert apart(float(answer.headers["x-ratelimit-reset"]), skew)
    assert 0 < float(answer.headers["x-ratelimit-reset-after"]) <= 5


async def test_refusals_and_files_have_its_date_too(
    sandbox: Sandbox, raw: httpx.AsyncClient, skew: int, cat: Upload
) -> None:
    url = (await sandbox.person("ada").say("look", cat)).pictures[0]
    for address in (url, url.replace("hm=", "hm=0"), f"{sandbox.api_url}/nothing", f"{sandbox.origin}/"):
        answer = await raw.get(address)
        assert apart(parsedate_to_datetime(answer.headers["date"]).timestamp(), skew)


async def test_a_link_is_signed_by_it_and_works(sandbox: Sandbox, skew: int, cat: Upload) -> None:
    url = (await sandbox.person("ada").say("look", cat)).pictures[0]
    signed = parse_qs(urlsplit(url).query)
    assert apart(int(signed["is"][0], 16), skew)
    assert apart(int(signed["ex"][0], 16) - 24 * 60 * MINUTE, skew)
    assert await sandbox.fetch(url) == cat.content


async def test_a_token_lives_as_long_as_ever(
    sandbox: Sandbox, raw: httpx.AsyncClient, callback: Call, webhook: Callable[[Exchange], str]
) -> None:
    exchange = await sandbox.person("ada").command("hello")
    assert (await callback(exchange, 5)).status_code == 204
    sandbox.clock.advance(14 * MINUTE)
    original = f"{webhook(exchange)}/messages/@original"
    assert (await raw.patch(original, json={"content": "x"})).status_code == 200
    sandbox.clock.advance(MINUTE)
    assert (await raw.patch(original, json={"content": "x"})).status_code == 401


@pytest.mark.usefixtures("bot")
async def test_a_real_bot_works_there_and_sees_the_other_time(
    sandbox: Sandbox, skew: int, cat: Upload
) -> None:
    exchange = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    shown = await exchange.until(lambda message: bool(message.pictures))
    pressed = await sandbox.person("bob").click(shown, "r1:seed:1")
    await pressed.until(lambda message: "pressed 1" in message.text)
    assert apart(discord.utils.snowflake_time(exchange.interaction_id).timestamp(), skew)
