"""Two members and a crowd: turns, and caps with a clear refusal."""

import asyncio

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.stage import Bot


async def test_a_second_member_is_served_second_at_the_latest(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload
) -> None:
    ask = {"image": picture, "prompt": "ink", "speed": "turbo"}
    toll.held.add("watch")
    ten = [await ada.command("restyle", ask) for _ in range(10)]
    for one in ten:
        await one.message_shown()
    late = await bob.command("restyle", ask)
    place = await late.message_shown()
    assert "1st" not in place.text
    assert "next in line" in place.text or "2nd in line" in place.text

    served: list[str] = []

    async def wait(name: str, exchange: Exchange) -> None:
        await exchange.until(lambda message: bool(message.pictures), timeout=60)
        served.append(name)

    await toll.release()
    await asyncio.gather(*(wait("ada", one) for one in ten), wait("bob", late))
    assert served.index("bob") <= 2, "one was running when bob asked, and at most one came before him"
    assert toll.submits == 11


async def test_many_requests_of_one_member_at_once_get_what_is_left_and_fetch_no_more(
    discord: Sandbox, paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    """Two left: two are taken and fetched, whatever comes at the same moment; another member is served meanwhile."""
    await (await mo.command("quota set", {"pictures": 2})).message_shown()
    ask = {"image": picture, "prompt": "ink"}
    toll.held.add("watch")
    discord.faults.add("GET", "attachments/", delay=0.3, times=100)
    asked = [await ada.command("restyle", ask) for _ in range(12)]
    other = await bob.command("restyle", ask)
    await other.message_shown()
    refused = 0
    for one in asked:
        refused += "You have used all of your 2 pictures" in await _said(one)
    assert refused == 10
    assert paying_bot.log.count("job.queued") == 3
    await toll.release()
    await other.until(lambda message: bool(message.pictures))


async def _said(asked: Exchange) -> str:
    """What a member reads first: the answer, or the word that came in its place."""
    async with asyncio.timeout(30):
        while True:
            for message in (*asked.followups, asked.message):
                if message and not message.loading:
                    return message.text
            await asked.change(30)


async def test_the_caps_are_set_by_a_moderator_and_refuse_clearly(
    paying_bot: Bot, toll: Toll, mo: Person, ada: Person, bob: Person, picture: Upload
) -> None:
    said = await (await mo.command("quota caps", {"member_waiting": 1, "server_waiting": 2})).message_shown()
    now, before = said.text.split("\nBefore: ")
    assert "Waiting at once: 1 per member, 2 in the server." in now
    assert "Waiting at once: 10 per member" in before
    for wrong in ({"member_running": 0}, {"server_waiting": 5000}):
        refused = await (await mo.command("quota caps", wrong, unchecked=True)).message_shown()
        assert "must be between 1 and" in refused.text
    toll.held.add("watch")
    ask = {"image": picture, "prompt": "ink"}
    running = await ada.command("restyle", ask)
    await toll.reached("watch")
    waiting = [await ada.command("restyle", ask), await bob.command("restyle", ask)]
    for one in waiting:
        await one.until(lambda message: "in line" in message.text)

    refused = await (await ada.command("restyle", ask)).message_shown()
    assert "You already have a request waiting" in refused.text
    assert refused.ephemeral
    crowded = await (await mo.command("restyle", ask)).message_shown()
    assert "2 requests are waiting in this server" in crowded.text

    await toll.release()
    for one in (running, *waiting):
        await one.until(lambda message: bool(message.pictures))
    assert toll.submits == 3
