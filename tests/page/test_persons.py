"""Whom one can be on the page, and where one is."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.server import Sandbox

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


async def test_a_thread_is_there_as_soon_as_it_is_begun(
    open_page: Open, sandbox: Sandbox, ada: Person, shoot: Shoot
) -> None:
    page = await open_page("bob", channel="lounge")
    await page.get_by_label("Message #lounge").fill("half a sen")
    thread = sandbox.world.open_thread("masts", sandbox.channel)
    await ada.say("how high are they?", channel=thread)
    await expect(page.get_by_label("Message #lounge")).to_have_value("half a sen")
    await page.get_by_role("link", name="masts (unread)").click()
    await expect(page.locator(".message")).to_contain_text("how high are they?")
    await page.get_by_label("Message #masts").fill("nine metres")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("nine metres")
    await shoot(page, "99-thread-dark")


async def test_who_is_there_is_not_said_to_be_missing(open_page: Open) -> None:
    page = await open_page("MO")
    await expect(page.get_by_role("radio", name="Mo")).to_be_checked()
    await page.get_by_role("link", name="lounge").click()
    await page.get_by_role("radio", name="Ada").click()
    await expect(page.get_by_role("radio", name="Ada")).to_be_checked()
    await page.evaluate("history.back()")
    await expect(page.get_by_label("Message #studio")).to_be_visible()
    await expect(page.get_by_role("radio", name="Ada")).to_be_checked()
    await expect(page.get_by_text("nobody")).to_have_count(0)


async def test_who_and_what_is_not_there_is_said(open_page: Open) -> None:
    page = await open_page("eve", channel="cellar")
    said = page.get_by_role("status").filter(has_text="nobody")
    await expect(said).to_have_text(
        "There is nobody called eve here: you are Ada. There is no channel cellar here."
    )
    await expect(page.get_by_role("radio", name="Ada")).to_be_checked()
    assert page.url.endswith("/?as=ada#studio")
    await page.evaluate("location.hash = '%zz'")
    await expect(page.get_by_text("There is no channel %zz here.")).to_be_visible()
    await expect(page.get_by_label("Message #studio")).to_be_visible()
