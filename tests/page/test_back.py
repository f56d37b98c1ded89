"""The browser's Back: what lies over the page goes first, then one is where one was before."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from sandbox.sample import harbour_png
from sandbox.server import Sandbox
from tests.page.commands import DRAW, Everything, Tree
from tests.page.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = {"viewport": {"width": 320, "height": 640}}


async def _back(page: Page) -> None:
    await page.evaluate("history.back()")


async def test_back_and_forward_go_through_the_channels(open_page: Open, sandbox: Sandbox) -> None:
    page = await open_page()
    for name in ("lounge", "type"):
        await page.get_by_role("link", name=name).click()
        await expect(page.get_by_label(f"Message #{name}")).to_be_visible()
    await _back(page)
    await expect(page.get_by_label("Message #lounge")).to_be_visible()
    await _back(page)
    await expect(page.get_by_label("Message #studio")).to_be_visible()
    assert page.url.endswith("/?as=ada#studio")
    await page.go_forward()
    await expect(page.get_by_label("Message #lounge")).to_be_visible()
    await page.get_by_role("link", name="lounge").click()  # is no way from here
    await page.reload()
    await expect(page.get_by_label("Message #lounge")).to_be_visible()
    await page.get_by_role("radio", name="Bob").click()
    await expect(page.get_by_role("radio", name="Bob")).to_be_checked()
    await _back(page)
    await expect(page.get_by_label("Message #studio")).to_be_visible()
    assert page.url.endswith("/?as=bob#studio")
    await page.go_back()
    assert page.url == "about:blank"


async def test_back_closes_what_lies_over_the_page_first(
    open_page: Open, sandbox: Sandbox, ada: Person
) -> None:
    sandbox.registry.overwrite(None, [{**DRAW, "options": DRAW["options"][1:]}])
    await ada.say("look", Upload("harbour.png", harbour_png()))
    page = await open_page(channel="lounge", **SMALL)
    opener = page.get_by_role("button", name="Channels and people")
    await opener.click()
    await _back(page)
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await page.get_by_role("link", name="studio").click()
    write, picture = page.get_by_label("Message #studio"), page.get_by_role("dialog", name="Picture")
    await page.get_by_role("button", name="Open picture").click()
    await expect(picture).to_be_visible()
    await _back(page)
    await expect(picture).to_have_count(0)
    await page.get_by_role("button", name="Open picture").click()
    await page.keyboard.press("Escape")
    await expect(picture).to_have_count(0)

    await write.fill("/dr")
    await expect(page.get_by_role("listbox", name="Commands")).to_be_visible()
    await _back(page)
    await expect(page.get_by_role("listbox", name="Commands")).to_have_count(0)
    await expect(write).to_have_value("/dr")
    await write.fill("/draw ")
    await page.get_by_role("button", name="More", exact=True).click()
    await expect(page.get_by_role("menu")).to_be_visible()
    await _back(page)
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(page.get_by_label("prompt", exact=True)).to_be_visible()
    await _back(page)
    await expect(write).to_be_visible()
    await page.get_by_role("button", name="For developers").click()
    await _back(page)
    await expect(page.get_by_role("complementary", name="For developers")).to_be_hidden()
    await _back(page)
    await expect(page.get_by_label("Message #lounge")).to_be_visible()


async def test_back_closes_a_form_and_not_the_page(small_bot: Tree, open_page: Open) -> None:
    @small_bot.command(description="open a form")
    async def remix(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Everything([]))

    await small_bot.sync()
    page = await open_page(**SMALL)
    await page.get_by_label("Message #studio").fill("/remix ")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Remix this picture")
    await form.get_by_label("Size").click()
    await expect(page.get_by_role("option", name="large")).to_be_visible()
    await _back(page)
    await expect(page.get_by_role("option", name="large")).to_have_count(0)
    await _back(page)
    await expect(form).to_have_count(0)
    await expect(page.get_by_label("Message #studio")).to_be_visible()


async def test_the_way_past_the_channels_leads_to_the_message_of_this_one(open_page: Open) -> None:
    page = await open_page(channel="lounge")
    await page.locator("body").focus()
    await page.get_by_role("link", name="Skip to the message box").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message #lounge")).to_be_focused()
    assert page.url.endswith("#lounge")
