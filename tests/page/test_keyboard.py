"""The page without a mouse: few stops of Tab, arrows among messages, and a focus that is never lost."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png

Open = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
FOCUSED = "document.activeElement === document.body ? 'nothing' : document.activeElement.outerHTML"


async def test_tab_goes_past_the_messages_and_the_arrows_among_them(open_page: Open, ada: Person) -> None:
    for number in range(12):
        await ada.say(f"message {number}")
    page = await open_page()
    write, messages = page.get_by_label("Message #studio"), page.locator(".message")
    await write.focus()
    for _ in range(3):  # the button for files, the menu of the last message, the message
        await page.keyboard.press("Shift+Tab")
    await expect(messages.last).to_be_focused()
    for key, number in (("ArrowUp", 10), ("ArrowUp", 9), ("Home", 0), ("ArrowUp", 0), ("End", 11)):
        await page.keyboard.press(key)
        await expect(messages.nth(number)).to_be_focused()
        await expect(messages.nth(number)).to_be_in_viewport()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Copy text")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await expect(messages).to_have_count(11)
    assert await page.evaluate(FOCUSED) != "nothing"
    await page.keyboard.type("x")
    await expect(write).to_be_focused()


async def test_escape_goes_to_the_end(open_page: Open, ada: Person) -> None:
    for number in range(40):
        await ada.say(f"message {number}")
    page = await open_page()
    await page.locator(".message").first.scroll_into_view_if_needed()
    newest = page.get_by_role("button", name="Newest messages")
    await expect(newest).to_be_visible()
    await page.get_by_label("Message #studio").focus()
    await page.keyboard.press("Escape")
    await expect(newest).to_be_hidden()
    await expect(page.get_by_text("message 39", exact=True)).to_be_in_viewport()


async def test_who_uncovers_a_picture_goes_on_with_it(open_page: Open, ada: Person) -> None:
    await ada.say("look", Upload("SPOILER_harbour.png", harbour_png()))
    page = await open_page()
    await page.get_by_role("button", name="Spoiler", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Open picture")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Picture")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Open picture")).to_be_focused()


async def test_a_side_that_lies_over_the_messages_keeps_the_focus(open_page: Open) -> None:
    page = await open_page(viewport={"width": 700, "height": 600})
    await page.get_by_role("button", name="Channels and people").click()
    await expect(page.get_by_role("link", name="studio")).to_be_focused()
    for _ in range(30):
        await page.keyboard.press("Tab")
        assert not await page.evaluate("document.activeElement.closest('main') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Channels and people")).to_be_focused()
