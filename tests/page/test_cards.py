"""Each card as a member sees it on a phone. docs/cards.md shows what SCREENSHOTS=docs/images/cards keeps of it."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from sandbox.world.message import Message
from sandbox.world.permissions import Permission
from sandbox.world.world import Channel
from tests.stage import Bot, Renderer

Open = Callable[..., Awaitable[Page]]
Keep = Callable[..., Awaitable[Locator]]
Keeping = Callable[..., Awaitable[Keep]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = {"viewport": {"width": 390, "height": 1300}, "device_scale_factor": 1.5}  # the longest card is whole
SECONDS = 1000
HARBOUR = Upload("harbour.png", harbour_png())
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


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
def mo(sandbox: Sandbox) -> Person:
    return sandbox.person("mo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def keeping(open_page: Open, folder: Path) -> Keeping:
    """Keeps a picture, by a name, of the latest message that has a text and a button, as somebody sees it on a phone."""

    async def keep(name: str, channel: str = "") -> Keep:
        return partial(_keep, await open_page(name, channel=channel, **PHONE), folder)

    return keep


async def _keep(page: Page, folder: Path, name: str, said: str, button: str = "") -> Locator:
    card = page.locator(".message", has_text=said).filter(has=page.get_by_role("button", name=button)).last
    await expect(card).to_be_visible(timeout=30 * SECONDS)
    await _take(card, folder / f"{name}.jpg")
    return card


async def _take(shown: Locator, path: Path) -> None:
    """Take a picture of a part of the page, with the mouse away from it, and nothing beyond the screen."""
    for picture in await shown.locator("img").all():
        await picture.evaluate("image => image.decode()")
    await shown.page.mouse.move(0, 0)
    assert await shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The way back down floats over what one has scrolled up to.
    await shown.page.locator(".to-end").evaluate("button => { button.style.visibility = 'hidden' }")
    await shown.screenshot(path=path, type="jpeg", quality=75)


@pytest_asyncio.fixture(loop_scope="session")
async def keep(keeping: Keeping) -> Keep:
    """The same, as Ada sees it."""
    return await keeping("ada")


def _button(message: Message, label: str) -> str:
    return next(button.custom_id or "" for button in message.buttons if button.label == label)


async def _result(person: Person, channel: Channel | None = None, **options: object) -> Message:
    wanted = {"image": HARBOUR, "prompt": "soft watercolour", **options}
    asked = await person.command("restyle", wanted, channel=channel)
    return await asked.until(lambda one: bool(one.pictures))


async def _waiting(person: Person, channel: Channel, count: int) -> None:
    """Look into the history until so many results wait there."""
    async with asyncio.timeout(60):
        shown = await (await person.command("history", channel=channel)).message_shown()
        while shown.text.count("waiting for you") < count:
            shown = await (await person.command("history", channel=channel)).message_shown()


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
    await keep("result", "2 pictures, 17 left")
    await (await ada.click(result, _button(result, "2 · Vary"))).until(lambda one: bool(one.pictures))
    await keep("variation", "variation of")
    await (await bob.click(result, _button(result, "1 · Vary"))).until(lambda one: bool(one.pictures))
    for label, name, said in (
        ("Compare", "compared", "Before on the left, after on the right."),
        ("Family", "family", "this one"),
        ("Recipe", "recipe", "All that made it"),
        ("Delete", "delete", "This deletes the result"),
    ):
        await ada.click(result, _button(result, "⋯"))
        menu = await keep("menu", "From a picture of this result", "Recipe")
        await menu.get_by_role("button", name=label).click()
        await keep(name, said)


async def test_what_the_look_of_a_picture_looks_like(bot: Bot, ada: Person, keep: Keep) -> None:
    swirls = Upload("swirls.webp", (PREVIEWS / "starry-swirls.webp").read_bytes(), "image/webp")
    await _result(ada, prompt="as it is", style_from=swirls)
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
    await _result(ada, style="Comic")
    await (await mo.command("quota set", {"pictures": 3, "member": ada.id})).message_shown()
    await _result(ada)
    await ada.command("restyle", {"image": HARBOUR, "prompt": "ink", "images": 2})
    await keep("refusal", "this needs 2")
    await ada.command("usage")
    await keep("usage", "Ada used /usage")


async def test_what_is_found_again(bot: Bot, sandbox: Sandbox, ada: Person, keep: Keep) -> None:
    bob = sandbox.person("bob")
    results = [await _result(ada, prompt=prompt, style=style, speed="turbo") for prompt, style in PAST]
    await ada.command("history")
    await keep("history", "Ada used /history", "Older")
    await ada.command("history", {"style": "Comic", "text": "boat"})
    await keep("found", "in the style Comic", "Show")

    vary = _button(results[-1], "1 · Vary")
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
    await _result(ada, there)
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
    await question.get_by_role("button", name="Allow").click()
    await keep("allowed", "from a picture by", "1 · Vary")
    await ada.command("privacy")
    await keep("privacy", "Ada used /privacy")


async def test_what_a_report_looks_like(
    bot: Bot, sandbox: Sandbox, ada: Person, mo: Person, open_page: Open, keeping: Keeping, folder: Path
) -> None:
    room = list(sandbox.guild.channels.values())[1]
    room.deny(sandbox.guild.id, Permission.VIEW_CHANNEL)
    for who in (sandbox.guild.roles[1].id, sandbox.application_id):
        room.allow(who, Permission.VIEW_CHANNEL)
    sandbox.changed(room)
    await (await mo.command("moderation log", {"channel": room})).message_shown()
    await mo.say("Reports come in here from today on.", channel=room)
    await _result(ada)
    page = await open_page("bob", **PHONE)
    await page.get_by_role("button", name="⋯").click()
    await page.get_by_role("button", name="Report…").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("What should moderators know?").fill("I painted those boats.")
    await form.get_by_role("combobox").click()
    await page.get_by_role("option", name="It is made from my work").click()
    await _take(form, folder / "report-form.jpg")
    await form.get_by_role("button", name="Submit").click()
    await (await keeping("mo", room.name))("logged", "I painted those boats.", "Delete result")
    await mo.command("moderation reports")
    await (await keeping("mo"))("report", "Mo used /moderation", "Delete result")
