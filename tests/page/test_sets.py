"""A set of pictures on a phone: several files into the form, and one card that fills."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
SECONDS = 1000


def _turned(harbour: Path, folder: Path, count: int) -> list[Path]:
    """So many pictures, each another one and of another shape."""
    paths: list[Path] = []
    with Image.open(harbour) as image:
        for number in range(count):
            paths.append(folder / f"view-{number + 1}.png")
            image.resize((256 + 16 * number, 320 - 16 * number)).rotate(9 * number).save(paths[-1])
    return paths


async def test_several_files_at_once_become_one_card_on_a_phone(
    bot: Bot, open_page: Open, shoot: Shoot, harbour: Path, tmp_path: Path
) -> None:
    page = await open_page(
        viewport={"width": 375, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    await page.get_by_label("Message #studio").fill("/restyle-batch")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Send", exact=True).tap()
    form = page.get_by_role("dialog", name="Restyle a set")
    await expect(form).to_contain_text("Each is restyled by itself, and all in the same way.")
    await shoot(page, "40-phone-set-form")
    choose = form.get_by_role("button", name="Your pictures: choose a file")
    async with page.expect_file_chooser() as chooser:
        await choose.tap()
    files = _turned(harbour, tmp_path, 5)
    await (await chooser.value).set_files(files[:4])
    await expect(form.locator(".file-chip")).to_have_count(4)
    words = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"no picture")
    async with page.expect_file_chooser() as chooser:
        await choose.tap()
    await (await chooser.value).set_files(words)
    async with page.expect_file_chooser() as chooser:
        await choose.tap()
    await (await chooser.value).set_files(files[4])
    await form.get_by_label("Prompt", exact=True).fill("soft watercolour of a quiet harbour at dawn")
    await shoot(page, "41-phone-set-filled")
    await form.get_by_role("button", name="Submit").tap()

    card = page.locator(".message", has=page.get_by_text("5 pictures")).first
    await expect(card.locator(".mosaic img").first).to_be_visible(timeout=30 * SECONDS)
    await shoot(page, "42-phone-set-under-way")
    await expect(card.get_by_role("button", name="5 · Vary")).to_be_visible(timeout=60 * SECONDS)
    await expect(card.locator(".mosaic img")).to_have_count(5)
    await shoot(page, "43-phone-set-done")
    told = page.locator(".message", has=page.get_by_text("left out"))
    await expect(told).to_contain_text(
        re.compile(r"1 of your 6 pictures was left out.*notes\.txt", re.DOTALL)
    )
    assert await page.evaluate("document.documentElement.scrollWidth") == 375
    await card.get_by_role("button", name="⋯").tap()
    await expect(page.get_by_role("button", name="Use 5 as source")).to_be_visible()
    await shoot(page, "44-phone-set-menu")
