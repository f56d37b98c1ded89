"""The page outside the server that has the bot: its direct messages, and places to which a member brings it."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECONDS = 1000


async def _restyle(page: Page) -> None:
    await page.get_by_role("button", name="Try it with this picture").first.click()
    await expect(page.locator(".file-chip img")).to_be_visible()
    await page.get_by_role("button", name="Send", exact=True).click()
    card = page.locator(".message").last
    await expect(card.locator(".mosaic img")).to_have_count(1, timeout=30 * SECONDS)


async def test_who_makes_it_their_own_app_uses_it_where_it_was_not_added(
    bot: Bot, open_page: Open, shoot: Shoot
) -> None:
    page = await open_page()
    await page.get_by_role("link", name="type").click()
    await expect(page.locator(".beginning")).to_contain_text("Letterpress Club has not added Restyle.")
    await page.get_by_label("Message #type").fill("/")
    await expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_count(0)
    await page.get_by_label("Message #type").fill("")
    await shoot(page, "20-elsewhere-dark")
    await page.get_by_role("switch", name="Restyle is one of my apps").check()
    await expect(page.locator(".beginning")).to_contain_text("You use it here as an app of your own")
    await _restyle(page)
    await expect(page.locator(".message").last).to_contain_text("9 left")
    await shoot(page, "21-elsewhere-result-dark")

    await page.get_by_role("link", name="Bob, Mo").click()
    await _restyle(page)
    await expect(page.locator(".message").last).to_contain_text("8 left")
    await page.get_by_role("switch", name="Restyle is one of my apps").uncheck()
    await expect(page.locator(".beginning")).to_contain_text("Switch on")


async def test_direct_messages_with_the_bot_need_nothing(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page("bob")
    await page.get_by_role("link", name="Restyle").click()
    await _restyle(page)
    await expect(page.locator(".message").last).to_contain_text("9 left")
    await shoot(page, "22-direct-dark")
