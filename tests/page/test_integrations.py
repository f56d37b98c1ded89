"""Server Settings → Integrations on the page: a moderator sets who may use /restyle, and the others find it so."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from discord import app_commands
from playwright.async_api import Page, expect

from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_moderator_bars_a_member_who_then_finds_no_command_and_presses_no_button(
    bot: Bot, open_page: Open, shoot: Shoot
) -> None:
    ada = await open_page()
    await expect(ada.get_by_text("Integrations: who may use what")).to_be_hidden()
    await ada.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await expect(ada.locator(".file-chip img")).to_be_visible()
    await ada.get_by_role("button", name="Send", exact=True).click()
    card = ada.locator(".message").last
    await expect(card.locator(".mosaic img")).to_have_count(1, timeout=30_000)

    mo = await open_page("mo")
    await mo.get_by_text("Integrations: who may use what").click()
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


async def test_every_command_can_be_set_and_all_at_once(
    small_bot: app_commands.CommandTree[Any], open_page: Open, shoot: Shoot
) -> None:
    for name in ("draw", "paint"):

        @small_bot.command(name=name, description=f"{name} it")
        async def use(interaction: Any) -> None:  # noqa: ANN401
            await interaction.response.send_message("done")

    await small_bot.sync()
    ada, mo = await open_page(), await open_page("mo")
    offered = ada.get_by_role("listbox", name="Commands")
    await mo.get_by_text("Integrations: who may use what").click()
    await mo.get_by_label("Command", exact=True).select_option("/draw")
    await mo.get_by_label("@everyone").select_option("not allowed")
    await expect(mo.get_by_label("Command", exact=True).locator("option:checked")).to_have_text("/draw •")
    await shoot(mo, "integrations-each")
    await ada.get_by_label("Message #studio").fill("/")
    await expect(offered).to_contain_text("/paint")
    await expect(offered).not_to_contain_text("/draw")

    await mo.get_by_label("Command", exact=True).select_option("All commands")
    await mo.get_by_role("combobox", name="#studio", exact=True).select_option("not allowed")
    await expect(ada.get_by_text("No command of that name.")).to_be_visible()
    await ada.get_by_role("link", name="lounge").click()
    await ada.get_by_label("Message #lounge").fill("/")
    await expect(offered).to_contain_text("/paint")
