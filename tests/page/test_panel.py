"""What developers see beside the messages: what goes over the wire, held against Discord's document, and trouble."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from discord import app_commands
from playwright.async_api import Page, expect

from sandbox.server import Sandbox

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]
Tree = app_commands.CommandTree[Any]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_developers_see_the_wire_and_make_trouble(
    small_bot: Tree, open_page: Open, sandbox: Sandbox, shoot: Shoot
) -> None:
    @small_bot.command(description="speak")
    async def speak(interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.defer()
        await interaction.edit_original_response(content="spoken")

    await small_bot.sync()
    page = await open_page()
    await page.get_by_role("button", name="For developers").click()
    panel = page.get_by_role("complementary", name="For developers")
    log = panel.get_by_role("list", name="Events and requests")
    await expect(log.get_by_text("PUT /applications/")).to_be_visible()  # what was before
    await _speak(page)
    await expect(page.locator(".message .prose")).to_have_text("spoken")
    event = log.get_by_role("listitem").filter(has_text="INTERACTION_CREATE")
    answer = log.get_by_role("listitem").filter(has_text="POST /interactions/")
    await expect(answer).to_contain_text("200")
    await event.locator("summary").click()
    await expect(event.locator("pre")).to_contain_text('"name": "speak"')
    await answer.locator("summary").click()
    checked = "DISCORD_OPENAPI" in os.environ
    await expect(answer).to_contain_text("as Discord's document has it" if checked else "not held against")
    await shoot(page, "95-panel-dark")

    await panel.get_by_label("Filter").fill("interaction_create")
    await expect(answer).to_be_hidden()
    await expect(event).to_be_visible()
    await panel.get_by_label("Filter").fill("")

    await panel.get_by_role("button", name="Server error").click()
    await expect(panel.get_by_role("status")).to_have_text("The bot's next request fails with 500.")
    await _speak(page)
    await expect(log.get_by_text("500")).to_be_visible()
    await panel.get_by_role("button", name="+15 min").click()
    await expect(page.locator(".message").last).to_contain_text("The application did not respond")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await expect(page.get_by_role("button", name="For developers")).to_be_focused()


async def test_the_panel_on_a_phone(open_page: Open, shoot: Shoot) -> None:
    page = await open_page(viewport={"width": 375, "height": 780}, color_scheme="light")
    await page.get_by_role("button", name="For developers").click()
    panel = page.get_by_role("complementary", name="For developers")
    await panel.get_by_role("button", name="+1 day").click()
    await expect(panel.get_by_role("status")).to_contain_text("The clock has been moved")
    assert await page.evaluate("document.documentElement.scrollWidth") == 375
    await shoot(page, "96-panel-phone-light")
    await panel.get_by_role("button", name="Close").click()
    await expect(panel).to_be_hidden()


async def _speak(page: Page) -> None:
    await page.get_by_label("Message #studio").fill("/speak ")
    await page.get_by_role("button", name="Send", exact=True).click()
