"""Each card as a member sees it on a phone. docs/cards.md shows what SCREENSHOTS=docs/images/cards keeps of it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import Locator

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.world import Channel
from tests.page.shots import HARBOUR, PHONE, Keep, Keeping, Open, button_id, result_of, take
from tests.stage import Bot, Renderer

pytestmark = pytest.mark.asyncio(loop_scope="session")
PAST = (
    ("the harbour at dawn, soft watercolour", "Watercolour"),
    ("fishing boats, bold outlines", "Comic"),
    ("the lighthouse in fog", "Charcoal"),
    ("two boats under a big moon", "Comic"),
    ("old town from the pier", "Travel poster"),
    ("a quiet evening on the water", "Impressionist"),
    ("neon signs over the quay", "Neon"),
    ("boats coming home before the storm", "Comic"),
    ("the pier, three plates of ink", "Woodblock"),
)
PREVIEWS = Path(__file__).parents[2] / "jobs/previews"


async def _waiting(person: Person, channel: Channel, count: int) -> None:
    """Look into the history until so many results wait there."""
    async with asyncio.timeout(60):
        shown = await (await person.command("history", channel=channel)).message_shown()
        while shown.text.count("waiting for you") < count:
            shown = await (await person.command("history", channel=channel)).message_shown()


async def _rows(card: Locator) -> list[list[str]]:
    """Return the buttons of a card as they stand side by side on a phone."""
    rows: dict[float, list[str]] = {}
    for button in await card.locator(".row .button").all():
        box = await button.bounding_box()
        assert box is not None
        rows.setdefault(box["y"], []).append(await button.inner_text())
    return list(rows.values())


async def test_what_a_request_looks_like(
    bot: Bot, sandbox: Sandbox, renderer: Renderer, ada: Person, keep: Keep
) -> None:
    bob = sandbox.person("bob")
    with renderer.standing_still():
        await ada.command("restyle", {"image": HARBOUR, "prompt": "ink drawing"})
        asked = await ada.command("restyle", {"image": HARBOUR, "prompt": "soft watercolour", "images": 2})
        await keep("waiting", "next in line")
        await ada.command("queue")
        await keep("queue", "Ada used /queue")
    result = await asked.until(lambda one: bool(one.pictures))
    shown = await keep("result", "2 pictures, 17 left")
    assert await _rows(shown) == [["1 · Vary", "2 · Vary"], ["Again", "Remix…", "Weaker", "Stronger", "⋯"]]
    await (await ada.click(result, button_id(result, "2 · Vary"))).until(lambda one: bool(one.pictures))
    await keep("variation", "variation of")
    await (await bob.click(result, button_id(result, "1 · Vary"))).until(lambda one: bool(one.pictures))
    for label, name, said in (
        ("Compare", "compared", "Before on the left, after on the right."),
        ("Family", "family", "this one"),
        ("Recipe", "recipe", "All that made it"),
        ("Delete", "delete", "This deletes the result"),
    ):
        await ada.click(result, button_id(result, "⋯"))
        menu = await keep("menu", "From a picture of this result", "Recipe")
        assert (await _rows(menu))[1:] == [["Compare", "Family", "Recipe"], ["Report…", "Delete…"]]
        await menu.get_by_role("button", name=label).click()
        await keep(name, said)


async def test_what_forms_look_like(bot: Bot, ada: Person, open_page: Open, folder: Path) -> None:
    await ada.say("the harbour", HARBOUR)
    page = await open_page("ada", **PHONE)
    await page.locator(".message .who").click(button="right")
    menu = page.get_by_role("menu")
    await menu.locator(".quick").evaluate("emoji => emoji.remove()")  # a machine without them draws boxes
    await take(menu, folder / "message-menu.jpg")
    await page.get_by_role("menuitem", name="Restyle this").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Prompt").fill("soft watercolour")
    await take(form, folder / "restyle-this.jpg")
    await page.keyboard.press("Escape")
    await page.get_by_label("Message #studio").fill("/restyle-batch ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await form.get_by_label("Prompt").fill("ink drawing")
    await take(form, folder / "batch-form.jpg")


async def test_what_help_looks_like(bot: Bot, ada: Person, keep: Keep) -> None:
    await ada.command("help")
    await keep("help", "What is yours")


async def test_what_the_look_of_a_picture_looks_like(bot: Bot, ada: Person, keep: Keep) -> None:
    swirls = Upload("swirls.webp", (PREVIEWS / "starry-swirls.webp").read_bytes(), "image/webp")
    await result_of(ada, prompt="as it is", style_from=swirls)
    await keep("look", "look of a picture")


async def test_what_a_set_looks_like(bot: Bot, ada: Person, keep: Keep) -> None:
    form = await (await ada.command("restyle-batch")).modal_shown()
    filled = {"pictures": [HARBOUR] * 3, "prompt": "ink drawing", "style": "Woodblock"}
    asked = await ada.submit(form, filled)
    await asked.until(lambda one: len(one.pictures) == 3 and "seed" in one.text)
    await keep("set", "3 pictures, 17 left")


async def test_what_a_style_looks_like(bot: Bot, ada: Person, keep: Keep) -> None:
    await ada.command("style show", {"name": "Stained glass"})
    await keep("style", "painted by")
    await ada.command("style list")
    await keep("styles", "Low poly")


async def test_what_a_member_asks_about_themselves(bot: Bot, ada: Person, mo: Person, keep: Keep) -> None:
    await result_of(ada, style="Comic")
    await (await mo.command("quota set", {"pictures": 3, "member": ada.id})).message_shown()
    await result_of(ada)
    await ada.command("restyle", {"image": HARBOUR, "prompt": "ink", "images": 2})
    await keep("refusal", "this needs 2")
    await ada.command("usage")
    await keep("usage", "Ada used /usage")


async def test_what_is_found_again(bot: Bot, sandbox: Sandbox, ada: Person, keep: Keep) -> None:
    bob = sandbox.person("bob")
    results = [await result_of(ada, prompt=prompt, style=style, speed="turbo") for prompt, style in PAST]
    await ada.command("history")
    await keep("history", "Ada used /history", "Older")
    await ada.command("history", {"style": "Comic", "text": "boat"})
    await keep("found", "in the style Comic", "Show")

    vary = button_id(results[-1], "1 · Vary")
    varied = await (await bob.click(results[-1], vary)).until(lambda one: bool(one.pictures))
    saved = Upload("saved.jpg", await sandbox.fetch(varied.pictures[0]), "image/jpeg")
    await ada.menu("Made here?", await bob.say("who made this?", saved))
    await keep("made-here", "Yes, it was made here.")


async def test_what_waits_where_the_bot_cannot_come_back(
    bot: Bot, sandbox: Sandbox, renderer: Renderer, ada: Person, keeping: Keeping
) -> None:
    ada.install_app()
    there = sandbox.elsewhere[0]
    keep = await keeping("ada", there.name)
    await result_of(ada, there)
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database, database:
        database.execute("UPDATE jobs SET started_at = finished_at - 300000")  # on a slow machine
    with renderer.standing_still():
        await ada.command("restyle", {"image": HARBOUR, "prompt": "ink drawing"}, channel=there)
        asked = {"image": HARBOUR, "prompt": "soft watercolour", "images": 4}
        waiting = await ada.command("restyle", asked, channel=there)
        await keep("late", "the result waits in /history", "Fetch")
        sandbox.clock.advance(20 * 60)
    await _waiting(ada, there, 2)
    await keep("fetch", "waiting for you", "Fetch")
    assert not (await waiting.message_shown()).pictures


async def test_what_is_asked_of_an_author(
    bot: Bot, sandbox: Sandbox, ada: Person, mo: Person, keep: Keep
) -> None:
    bob = sandbox.person("bob")
    await (await mo.command("moderation consent", {"whose": "ask"})).message_shown()
    posted = await ada.say("the harbour", HARBOUR)
    form = await (await bob.menu("Restyle this", posted)).modal_shown()
    await bob.submit(form, {"prompt": "soft watercolour, paper grain", "style": "Comic", "images": "2"})
    question = await keep("question", "would like to restyle", "Allow")
    assert await _rows(question) == [["Allow", "Not this time", "Never", "Withdraw"]]
    await question.get_by_role("button", name="Allow").click()
    await keep("allowed", "from a picture by", "1 · Vary")
    await ada.command("privacy")
    await keep("privacy", "Ada used /privacy")
