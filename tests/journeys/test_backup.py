"""A backup made while everybody asks; and a bot that starts from it, elsewhere, with all that was finished."""

import asyncio
from pathlib import Path

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.toll import Toll
from tests.journeys.watching import button, has_pictures
from tests.stage import Bot

QUICK = {"prompt": "ink", "speed": "turbo", "acceleration": "high"}


async def test_a_bot_that_starts_from_it_has_what_was_finished_and_pays_for_nothing_again(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, bob: Person, picture: Upload, tmp_path: Path
) -> None:
    ask = {"image": picture, **QUICK}
    await (await ada.command("restyle", ask)).until(has_pictures)
    toll.held.add("result")
    running = [await one.command("restyle", ask) for one in (ada, bob, bob)]
    await toll.reached("result", 2)

    file = tmp_path / "backup.zip"
    code, said = await paying_bot.command("backup", str(file))
    assert code == 0, said
    assert "the database and 2 pictures" in said
    code, said = await paying_bot.command("restore", str(file))
    assert (code, "Stop it first" in said) == (1, True), said
    await toll.release()
    for one in running:
        await one.until(has_pictures)
    paid = toll.submits
    assert await paying_bot.stop() == 0

    elsewhere = paying_bot.beside(tmp_path / "elsewhere")
    code, said = await elsewhere.command("restore", str(file))
    assert code == 0, said
    assert "3 requests had not ended" in said
    assert await elsewhere.command("audit") == (0, "All accounts agree with the ledger.\n")
    await elsewhere.start()
    await discord.ready(20)
    listed = await (await ada.command("history")).message_shown()
    found = await ada.click(listed, button(listed, "Show"))
    assert await found.until(has_pictures)
    assert all(has_pictures(one.message) for one in running if one.message), "what was shown stays as it is"
    assert "1 of 20 pictures used" in (await (await ada.command("usage")).message_shown()).text
    await asyncio.sleep(1)
    assert toll.submits == paid
    assert await elsewhere.stop() == 0
    assert await elsewhere.command("audit") == (0, "All accounts agree with the ledger.\n")
