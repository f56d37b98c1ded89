"""`style_from`: the look of one picture on the content of another, where a host can; kept, repeated, and deleted with it."""

import hashlib
import io
import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest
from PIL import Image

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.journeys.toll import Toll
from tests.journeys.watching import button
from tests.stage import Bot, Renderer

BROKEN = Upload("broken.png", b"\x89PNG\r\n\x1a\n")
NOWHERE = "No image host of this bot can do that in the look of another picture."


@pytest.fixture
def look() -> Upload:
    """Broad strokes in green and black; a PNG with text in it, which is not kept."""
    rows, columns = np.mgrid[0:120, 0:160]
    lit = ((rows + 2 * columns) // 16 % 2)[..., None]
    file = io.BytesIO()
    strokes = lit * (20, 190, 60) + (1 - lit) * (10, 20, 15)
    Image.fromarray(strokes.astype(np.uint8)).save(file, "PNG")
    return Upload("strokes.png", file.getvalue())


async def _result(person: Person, picture: Upload, **options: object) -> Message:
    ask = {"image": picture, "prompt": "as it is", "format": "png", **options}
    return await (await person.command("restyle", ask)).until(lambda message: bool(message.pictures))


async def _press(person: Person, message: Message, label: str) -> Message:
    pressed = await person.click(message, button(message, label))
    return await pressed.until(lambda message: bool(message.pictures))


async def _recipe(discord: Sandbox, person: Person, result: Message) -> dict[str, object]:
    menu = await (await person.click(result, button(result, "⋯"))).message_shown()
    shown = await (await person.click(menu, button(menu, "Recipe"))).until(lambda one: bool(one.text))
    [file] = [part for part in shown.components if part["type"] == 13]
    return json.loads(await discord.fetch(file["file"]["url"]))


async def _greenness(discord: Sandbox, result: Message) -> float:
    """How much more green than red and blue a picture is on the whole."""
    picture = Image.open(io.BytesIO(await discord.fetch(result.pictures[0]))).convert("RGB")
    red, green, blue = np.asarray(picture, float).reshape(-1, 3).mean(axis=0)
    return float(green - (red + blue) / 2)


def _kept(bot: Bot) -> dict[str, bool]:
    """The pictures that are kept, by their hashes, and whether they are due for deletion."""
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        return {sha: not used for sha, used in database.execute("SELECT sha256, used_at FROM pictures")}


async def _used(person: Person) -> str:
    return (await (await person.command("usage")).message_shown()).text


async def test_a_picture_gets_the_look_of_another_and_every_repeat_has_it_too_also_after_a_restart(
    discord: Sandbox, bot: Bot, ada: Person, bob: Person, picture: Upload, look: Upload
) -> None:
    plain = await _result(ada, picture)
    result = await _result(ada, picture, style_from=look)
    assert "look of a picture" in result.text
    assert "look of a picture" not in plain.text
    assert await _greenness(discord, result) > await _greenness(discord, plain) + 30
    recipe = await _recipe(discord, ada, result)
    assert recipe["style_from_sha256"] in _kept(bot)
    assert recipe["style_from_sha256"] != recipe["source_sha256"]
    assert (await _recipe(discord, ada, plain))["style_from_sha256"] is None

    assert await bot.stop() == 0
    await bot.start()
    await discord.ready(20)
    for label in ("Again", "1 · Vary", "Stronger", "Weaker"):
        repeated = await _press(bob, result, label)
        assert "look of a picture" in repeated.text
        assert await _greenness(discord, repeated) > 15, label
        again = await _recipe(discord, bob, repeated)
        assert again["style_from_sha256"] == recipe["style_from_sha256"]
    assert "look of a picture" in (await (await ada.command("history")).message_shown()).text
    form = await (await bob.click(result, button(result, "Remix…"))).modal_shown()
    sent = await bob.submit(form, {"prompt": "at dawn", "seed": ""})
    assert "look of a picture" in (await sent.until(lambda message: bool(message.pictures))).text


async def test_the_same_two_pictures_and_seed_give_the_same_bytes(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, look: Upload
) -> None:
    made = [await _result(ada, picture, style_from=look, seed=5) for _ in range(2)]
    first, second = [await discord.fetch(one.pictures[0]) for one in made]
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    other = await _result(ada, picture, style_from=look, seed=6)
    assert await discord.fetch(other.pictures[0]) != first


WORDS = Upload("words.png", b"words")
FILM = Upload("film.mp4", b"\0\0\0\x18ftypisom", "video/mp4")


@pytest.mark.parametrize("option", ["image", "style_from"])
async def test_a_refusal_says_which_of_the_two_pictures_is_meant(
    bot: Bot, ada: Person, picture: Upload, look: Upload, option: str
) -> None:
    ask = {"image": picture, "style_from": look, "prompt": "ink"}
    claimed = await (await ada.command("restyle", {**ask, option: FILM})).message_shown()
    assert claimed.ephemeral
    assert claimed.text.startswith(f"`{option}`: That file is not a picture.")
    for wrong, said in ((WORDS, "That file is not a picture."), (BROKEN, "That picture cannot be read;")):
        asked = await ada.command("restyle", {**ask, option: wrong})
        seen = await asked.until_followup(lambda message: bool(message.text))
        assert seen.ephemeral
        assert seen.text.startswith(f"`{option}`: {said}")
    assert "0 of 20 pictures used" in await _used(ada)
    assert "Traceback" not in bot.log


async def test_what_a_refusal_offers_instead_has_the_look_too(
    discord: Sandbox, bot: Bot, mo: Person, ada: Person, picture: Upload, look: Upload
) -> None:
    await (await mo.command("quota set", {"pictures": 1})).message_shown()
    ask = {"image": picture, "style_from": look, "prompt": "as it is", "images": 2}
    refused = await (await ada.command("restyle", ask)).message_shown()
    made = await _press(ada, refused, "Make 1")
    assert "look of a picture" in made.text
    assert await _greenness(discord, made) > 15


async def test_a_look_that_is_no_longer_kept_is_said(
    bot: Bot, ada: Person, discord: Sandbox, picture: Upload, look: Upload
) -> None:
    result = await _result(ada, picture, style_from=look)
    kept = (await _recipe(discord, ada, result))["style_from_sha256"]
    [file] = bot.data.glob(f"pictures/??/{kept}.*")
    file.unlink()
    said = await (await ada.click(result, button(result, "Again"))).until(lambda one: bool(one.text))
    assert said.text.startswith("`style_from`: That picture is no longer kept.")
    assert "1 of 20 pictures used" in await _used(ada)


async def test_where_no_host_can_the_option_is_not_there_and_who_asks_all_the_same_is_told(
    discord: Sandbox, paying_bot: Bot, toll: Toll, ada: Person, picture: Upload, look: Upload
) -> None:
    restyle = next(command for command in ada.commands() if command["name"] == "restyle")
    assert "style_from" not in [option["name"] for option in restyle["options"]]
    option = {"type": 11, "name": "style_from", "description": "as it was"}
    stale = {**restyle, "options": [*restyle["options"], option]}
    ask = {"image": picture, "prompt": "ink", "style_from": look}
    said = await (await ada.command("restyle", ask, known=stale)).message_shown()
    assert NOWHERE in said.text
    assert said.ephemeral
    assert "0 of 20 pictures used" in await _used(ada)
    assert toll.submits == 0


async def test_repeats_are_refused_where_the_host_that_could_is_no_longer_used(
    discord: Sandbox, bot: Bot, toll: Toll, ada: Person, picture: Upload, look: Upload
) -> None:
    result = await _result(ada, picture, style_from=look)
    assert await bot.stop() == 0
    fal = {"FAL_QUEUE_URL": toll.url, "FAL_REST_URL": toll.url, "FAL_CDN_URL": toll.url}
    await bot.start(PROVIDERS="fal", FAL_KEY="id:secret", **fal)
    await discord.ready(20)
    for label in ("Again", "1 · Vary", "Stronger"):
        said = await (await ada.click(result, button(result, label))).message_shown()
        assert NOWHERE in said.text
    assert "1 of 20 pictures used" in await _used(ada)
    assert toll.submits == 0


async def test_of_two_hosts_the_one_that_can_gets_it_and_the_other_never_hears_of_it(
    discord: Sandbox,
    bot: Bot,
    toll: Toll,
    renderer: Renderer,
    ada: Person,
    picture: Upload,
    look: Upload,
) -> None:
    assert await bot.stop() == 0
    fal = {"FAL_QUEUE_URL": toll.url, "FAL_REST_URL": toll.url, "FAL_CDN_URL": toll.url}
    await bot.start(PROVIDERS="fal,local", FAL_KEY="id:secret", RENDERER_URL=renderer.url, **fal)
    await discord.ready(20)
    in_look = await _result(ada, picture, style_from=look)
    assert "built-in model" in in_look.text
    assert toll.passed == []
    assert "built-in model" not in (await _result(ada, picture)).text
    assert toll.submits == 1


async def test_deleting_a_result_lets_go_of_its_look_unless_another_one_has_it_too(
    discord: Sandbox, bot: Bot, ada: Person, picture: Upload, look: Upload
) -> None:
    results = [await _result(ada, picture, style_from=look, seed=seed) for seed in (1, 2)]
    kept = str((await _recipe(discord, ada, results[0]))["style_from_sha256"])
    for result, due in zip(results, (False, True), strict=True):
        menu = await (await ada.click(result, button(result, "⋯"))).message_shown()
        sure = await (await ada.click(menu, button(menu, "Delete…"))).message_shown()
        said = await (await ada.click(sure, button(sure, "Delete for good"))).message_shown()
        assert "Deleted" in said.text
        assert _kept(bot)[kept] is due
