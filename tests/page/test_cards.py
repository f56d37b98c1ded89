"""Each card as a member sees it on a phone. docs/cards.md shows what SCREENSHOTS=docs/images/cards keeps of it."""

import os
from collections.abc import Awaitable, Callable
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
from tests.stage import Bot, Renderer

Open = Callable[..., Awaitable[Page]]
Keep = Callable[..., Awaitable[Locator]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = {"width": 390, "height": 1300}  # as wide; so high that the longest card is whole
SECONDS = 1000
HARBOUR = Upload("harbour.png", harbour_png())
PREVIEWS = Path(__file__).parents[2] / "jobs/previews"


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


@pytest.fixture
def mo(sandbox: Sandbox) -> Person:
    return sandbox.person("mo")


@pytest_asyncio.fixture(loop_scope="session")
async def keeping(open_page: Open, tmp_path: Path) -> Callable[[str], Awaitable[Keep]]:
    """Keeps a picture, by a name, of the latest message that has a text and a button, as somebody sees it on a phone."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    async def keep(name: str) -> Keep:
        return partial(_keep, await open_page(name, viewport=PHONE, device_scale_factor=1.5), folder)

    return keep


async def _keep(page: Page, folder: Path, name: str, said: str, button: str = "") -> Locator:
    card = page.locator(".message", has_text=said).filter(has=page.get_by_role("button", name=button)).last
    await expect(card).to_be_visible(timeout=30 * SECONDS)
    for picture in await card.locator("img").all():
        await picture.evaluate("image => image.decode()")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await card.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=75)
    return card


@pytest_asyncio.fixture(loop_scope="session")
async def keep(keeping: Callable[[str], Awaitable[Keep]]) -> Keep:
    """The same, as Ada sees it."""
    return await keeping("ada")


def _button(message: Message, label: str) -> str:
    return next(button.custom_id or "" for button in message.buttons if button.label == label)


async def _result(person: Person, **options: object) -> Message:
    asked = await person.command("restyle", {"image": HARBOUR, "prompt": "soft watercolour", **options})
    return await asked.until(lambda one: bool(one.pictures))


async def test_what_a_request_looks_like(bot: Bot, renderer: Renderer, ada: Person, keep: Keep) -> None:
    with renderer.standing_still():
        await ada.command("restyle", {"image": HARBOUR, "prompt": "ink drawing"})
        asked = await ada.command("restyle", {"image": HARBOUR, "prompt": "soft watercolour", "images": 2})
        await keep("waiting", "next in line")
        await ada.command("queue")
        await keep("queue", "Ada used /queue")
    result = await asked.until(lambda one: bool(one.pictures))
    await keep("result", "2 pictures, 17 left")
    await (await ada.click(result, _button(result, "Vary 2"))).until(lambda one: bool(one.pictures))
    await keep("variation", "variation of")
    for label, name, said in (
        ("Compare", "compared", "Before on the left, after on the right."),
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
    await ada.command("history")
    await keep("history", "Ada used /history")


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
    await keep("allowed", "from a picture by", "Vary 1")
    await ada.command("privacy")
    await keep("privacy", "Ada used /privacy")


async def test_what_moderators_see_of_a_report(
    bot: Bot, sandbox: Sandbox, ada: Person, mo: Person, keeping: Callable[[str], Awaitable[Keep]]
) -> None:
    bob, keep = sandbox.person("bob"), await keeping("mo")
    result = await _result(ada)
    menu = await (await bob.click(result, _button(result, "⋯"))).message_shown()
    form = await (await bob.click(menu, _button(menu, "Report…"))).modal_shown()
    await (await bob.submit(form, {"reason": "mine", "note": "I painted those boats."})).message_shown()
    await mo.command("moderation reports")
    await keep("report", "Mo used /moderation", "Delete result")
