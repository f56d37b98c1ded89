"""Emoji under messages, what was forwarded, and what was pinned."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_who_reacts_is_counted_for_all_and_takes_it_back(
    open_page: Open, sandbox: Sandbox, ada: Person, shoot: Shoot
) -> None:
    message = await ada.say("shall we?")
    await sandbox.person("bob").react(message, "🎉")
    page, other = await open_page(), await open_page("mo")
    party = page.get_by_role("button", name="🎉, 1: Bob")
    await expect(party).to_have_attribute("aria-pressed", "false")
    await party.focus()
    await page.keyboard.press("Enter")
    both = page.get_by_role("button", name="🎉, 2: Bob, Ada")
    await expect(both).to_have_attribute("aria-pressed", "true")
    await expect(both).to_be_focused()
    await expect(other.get_by_role("button", name="🎉, 2: Bob, Ada")).to_have_attribute(
        "aria-pressed", "false"
    )

    await page.locator(".message .who").click(button="right")
    await page.get_by_role("menuitem", name="React with 👍").click()
    await expect(page.get_by_role("button", name="👍, 1: Ada")).to_be_visible()
    await page.locator(".message .who").click(button="right")
    await shoot(page, "98-reactions-dark")
    await page.keyboard.press("Escape")
    await both.click()
    await expect(other.get_by_role("button", name="🎉, 1: Bob")).to_be_visible()
    await expect(page.locator(".edited")).to_have_count(0)


async def test_what_is_forwarded_is_seen_as_it_was(open_page: Open, ada: Person) -> None:
    said = await ada.say("the **harbour**", Upload("harbour.png", harbour_png()))
    await ada.forward(said)
    page = await open_page()
    forwarded = page.locator(".message").last
    await expect(forwarded).to_contain_text("Forwarded")
    await expect(forwarded.locator("strong")).to_have_text("harbour")
    await expect(forwarded.locator(".mosaic img")).to_have_count(1)
