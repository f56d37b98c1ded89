"""Server Settings → Integrations on the page: a moderator sets who may use /restyle, and the others find it so."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_moderator_bars_a_member_who_then_finds_no_command_and_presses_no_button(
    bot: Bot, open_page: Open, shoot: Shoot
) -> None:
    ada = await open_page()
    await expect(ada.get_by_text("Who may use /restyle")).to_be_hidden()
    await ada.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await expect(ada.locator(".file-chip img")).to_be_visible()
    await ada.get_by_role("button", name="Send", exact=True).click()
    card = ada.locator(".message").last
    await expect(card.locator(".mosaic img")).to_have_count(1, timeout=30_000)

    mo = await open_page("mo")
    await mo.get_by_text("Who may use /restyle").click()
    await mo.get_by_label("Ada").select_option("not allowed")
    await shoot(mo, "integrations-moderator")
    await ada.get_by_label("Message #studio").fill("/rest")
    await expect(ada.get_by_role("listbox", name="Commands")).not_to_contain_text("Restyle a picture")
    await ada.get_by_label("Message #studio").fill("")
    await card.get_by_role("button", name="Again").click()
    refused = ada.locator(".message").last
    await expect(refused).to_contain_text("You may not use /restyle here.")
    await shoot(ada, "integrations-barred")

    await mo.get_by_label("Ada").select_option("as usual")
    await ada.get_by_label("Message #studio").fill("/rest")
    await expect(ada.get_by_role("listbox", name="Commands")).to_contain_text("Restyle a picture")
