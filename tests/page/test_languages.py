"""The page in another language: commands are shown in it, and the bot answers in it."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_member_chooses_a_language_and_finds_the_commands_in_it(
    bot: Bot, open_page: Open, shoot: Shoot
) -> None:
    page = await open_page()
    await page.get_by_label("Your language").select_option("de")
    await page.get_by_label("Message #studio").fill("/")
    commands = page.get_by_role("listbox", name="Commands")
    await expect(commands).to_contain_text("Häng es an und sag, wie es aussehen soll.")
    await shoot(page, "languages-commands-german")
    await commands.get_by_text("/restyle", exact=True).click()
    await expect(page.get_by_role("button", name="bild: choose a file")).to_be_visible()
    await page.get_by_role("combobox", name="more options").click()
    options = page.get_by_role("listbox", name="More options")
    await options.get_by_text("tempo", exact=True).click()
    await expect(page.get_by_role("listbox", name="Choices of tempo")).to_contain_text("ausgewogen")
    await shoot(page, "languages-options-german")
    await page.keyboard.press("Escape")
    await page.get_by_role("combobox", name="more options").click()
    await options.get_by_text("stärke", exact=True).click()
    await page.get_by_label("stärke", exact=True).fill("0,8")
    await expect(page.locator(".hint .wrong")).to_have_count(0)
    await page.get_by_label("stärke", exact=True).fill("1,8")
    await expect(page.locator(".hint")).to_contain_text("out of range")
    await page.keyboard.press("Escape")

    await page.get_by_label("Message #studio").fill("/usage ")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message").last).to_contain_text("Bilder in den letzten 24 Stunden: 0 von 20")
    await page.reload()
    await expect(page.get_by_label("Your language")).to_have_value("de")


async def test_a_moderator_chooses_the_server_s_language(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    ada = await open_page()
    await expect(ada.get_by_label("Language of the server")).to_be_disabled()
    page = await open_page("mo")
    await page.get_by_label("Language of the server").select_option("ja")
    await expect(ada.get_by_label("Language of the server")).to_have_value("ja")
    await page.locator(".beginning").get_by_role("button", name="Try it with this picture").click()
    await expect(page.locator(".file-chip img")).to_be_visible()
    await page.get_by_role("button", name="Send", exact=True).click()
    card = page.locator(".message").last
    await expect(card.locator(".mosaic img")).to_have_count(1, timeout=30_000)
    await expect(card).to_contain_text("AIで作成 · 強さ 0.8 · バランス")
    await shoot(page, "languages-result-japanese")
