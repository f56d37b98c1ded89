"""Several local models on one bot: each has a picture at a time, whichever is free; and one that dies costs nobody anything."""

from contextlib import ExitStack
from pathlib import Path

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.journeys.watching import has_pictures
from tests.stage import Bot, Renderer


async def _rendering(asked: Exchange) -> None:
    await asked.until(lambda message: "rendering" in message.text, timeout=60)


async def test_two_paint_at_once_and_what_one_had_that_died_is_painted_by_the_other(
    discord: Sandbox, renderer: Renderer, tmp_path: Path, ada: Person, bob: Person, picture: Upload
) -> None:
    other = Renderer()
    bot = Bot.on_the_local_model(tmp_path, discord, renderer)
    with ExitStack() as stack:
        stack.callback(other.stop)
        await bot.start(RENDERER_URL=f"{other.url}, {renderer.url}")
        await discord.ready(20)
        with renderer.standing_still(), other.standing_still():
            asked = [
                await person.command("restyle", {"image": picture, "prompt": "ink"}) for person in (ada, bob)
            ]
            for one in asked:
                await _rendering(one)
            other.kill()
        for one in asked:
            await one.until(has_pictures, timeout=60)
        later = await ada.command("restyle", {"image": picture, "prompt": "oil"})
        await later.until(has_pictures, timeout=60)
        assert "2 of 20 pictures used" in (await (await ada.command("usage")).message_shown()).text
        assert await bot.stop() == 0
        assert await bot.command("audit") == (0, "All accounts agree with the ledger.\n")
