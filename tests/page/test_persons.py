"""Whom one can be on the page, and what each of them may do."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_owner_is_named_and_can_be_chosen(open_page: Open, shoot: Shoot) -> None:
    page = await open_page()
    await expect(page.locator(".members").get_by_role("button", name="Olive")).to_contain_text("owner")
    await page.get_by_role("radio", name="Olive").click()
    await expect(page.get_by_role("radio", name="Olive")).to_be_checked()
    await expect(page.get_by_role("radio", name="Olive")).to_contain_text("owner")
    await shoot(page, "91-owner-dark")
    await page.get_by_label("Message #studio").fill("welcome")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("Olive")
