"""Comparing, finding again and recognising, on a phone; with the real bot and the real model behind it."""

from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from sandbox.world.message import Message
from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECONDS = 1000
PHONE = {
    "viewport": {"width": 375, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


@pytest.fixture
def ada(sandbox: Sandbox) -> Person:
    return sandbox.person("ada")


async def _result(person: Person, prompt: str, **options: object) -> Message:
    ask = {"image": Upload("boats.png", harbour_png()), "prompt": prompt, "speed": "turbo", **options}
    return await (await person.command("restyle", ask)).until(lambda message: bool(message.pictures))


@pytest_asyncio.fixture(loop_scope="session")
async def page(bot: Bot, ada: Person, open_page: Open) -> AsyncGenerator[Page]:
    """A phone, whose owner has a result of two pictures with a variation of the first."""
    result = await _result(ada, "soft watercolour, the boats at *dawn* <3", images=2, style="Watercolour")
    vary = next(button.custom_id or "" for button in result.buttons if button.label == "1 · Vary")
    varied = await ada.click(result, vary)
    await varied.until(lambda message: bool(message.pictures))
    opened = await open_page(**PHONE)
    yield opened
    assert await opened.evaluate("document.documentElement.scrollWidth") == 375


async def _more(page: Page, message: int = 0) -> Locator:
    """The menu that ⋯ of a message opens."""
    before = await page.locator(".message").count()
    await page.locator(".message").nth(message).get_by_role("button", name="⋯").tap()
    await expect(page.locator(".message")).to_have_count(before + 1)
    return page.locator(".message").last


async def _seen(message: Locator) -> Locator:
    """The picture of a message, when it is there and can be seen."""
    picture = message.locator(".mosaic img")
    await expect(picture).to_have_count(1, timeout=20 * SECONDS)
    await picture.evaluate("image => image.decode()")
    return picture


async def test_before_and_after(page: Page, shoot: Shoot) -> None:
    menu = await _more(page)
    await shoot(page, "30-more-dark")
    await menu.get_by_role("button", name="Compare").tap()
    shown = page.locator(".message").last
    await _seen(shown)
    await expect(shown).to_contain_text("Before on the left, after on the right.")
    await shoot(page, "31-beside-dark")
    await shown.get_by_role("button", name="Wiped").tap()
    await expect(shown).to_contain_text("Before in the left half, after in the right half.")
    await _seen(shown)
    await shoot(page, "32-wiped-dark")
    await shown.get_by_role("button", name="Picture 2").tap()
    await expect(shown.get_by_role("button", name="Picture 1")).to_be_visible(timeout=20 * SECONDS)


async def test_the_history_and_a_family(page: Page, ada: Person, shoot: Shoot) -> None:
    for number in range(7):
        await _result(ada, f"boats in the rain, number {number}, with a longer description of all of it")
    await page.get_by_label("Message #studio").fill("/history ")
    await page.get_by_role("button", name="Send", exact=True).tap()
    shown = page.locator(".message").last
    await expect(shown.get_by_role("button", name="Show")).to_have_count(8)
    await shown.get_by_role("button", name="Older").tap()
    await expect(shown.get_by_role("button", name="Newer")).to_be_visible()
    await shoot(page, "33-history-older-dark")
    await shown.get_by_role("button", name="Newer").tap()
    await expect(shown.get_by_role("button", name="Older")).to_be_visible()
    await shoot(page, "34-history-dark")

    menu = await _more(page, 1)
    await menu.get_by_role("button", name="Family").tap()
    tree = page.locator(".message").last
    await expect(tree.locator("li.depth-1")).to_contain_text("this one")
    await expect(tree.get_by_role("link", name="see it").first).to_be_visible()
    await shoot(page, "35-family-dark")


async def test_made_here(page: Page, shoot: Shoot) -> None:
    await page.locator(".message").nth(1).get_by_role("button", name="More").tap()
    await page.get_by_role("menuitem", name="Made here?").tap()
    said = page.locator(".message").last
    await expect(said).to_contain_text("Yes, it was made here. @Ada made it", timeout=20 * SECONDS)
    await expect(said.get_by_role("link", name="#1").first).to_be_visible()
    await shoot(page, "36-made-here-dark")
