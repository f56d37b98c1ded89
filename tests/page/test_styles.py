"""Styles on a phone: a moderator makes one in its form, and members see what there is."""

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import Open, Shoot
from tests.stage import Bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {
    "viewport": {"width": 375, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


async def test_a_style_is_made_shown_and_listed_on_a_phone(bot: Bot, open_page: Open, shoot: Shoot) -> None:
    page = await open_page("mo", **PHONE)
    await _use(page, "/style add ", name="House look")
    form = page.get_by_role("dialog", name="New style: House look")
    await form.get_by_label("Description").fill("As our books look")
    await form.get_by_label("Words before the prompt").fill("a linocut of")
    await form.get_by_label("Words after the prompt").fill("two colours, coarse grain")
    await shoot(page, "21-phone-style-form-dark")
    await form.get_by_role("button", name="Submit").click()
    added = page.locator(".message").last
    await expect(added).to_contain_text("Added. Members find it")
    await expect(added).to_contain_text("made here by")
    await expect(added).not_to_contain_text("original message is gone")
    await shoot(page, "22-phone-style-added-dark")

    await _use(page, "/style show ", name="neon")
    shown = page.locator(".message").last
    await expect(shown.locator(".mosaic img")).to_have_count(1)
    await expect(shown).to_contain_text("After your prompt: “neon lights at night, wet reflections”")
    await shoot(page, "23-phone-style-dark")

    await _use(page, "/style list ")
    listed = page.locator(".message").last
    await expect(listed).to_contain_text("House look · made here")
    await expect(listed.locator(".thumbnail img")).to_have_count(7)
    await shoot(page, "24-phone-styles-dark")

    await page.locator("#scroller").evaluate("scroller => scroller.scrollTop = 0")
    await page.get_by_label("Message #studio").fill("/style show ")
    to_end = page.get_by_role("button", name="Newest messages")
    await expect(to_end).to_be_visible()
    await expect(page.get_by_role("option", name="House look")).to_be_visible()
    below = await to_end.evaluate(
        "button => document.querySelector('#foot').getBoundingClientRect().top - button.getBoundingClientRect().bottom"
    )
    assert below >= 0, "what is typed and its hints are not covered"


async def _use(page: Page, command: str, **options: str) -> None:
    await page.get_by_label("Message #studio").fill(command)
    for name, value in options.items():
        await page.get_by_label(name, exact=True).fill(value)
    await page.get_by_role("button", name="Send", exact=True).click()
