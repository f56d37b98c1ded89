"""The server goes away and comes back."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from sandbox.server import Sandbox

# The page says it for a moment only.
NOTE_WHAT_IS_SAID = """() => {
    const band = document.getElementById("notice");
    const note = () => { band.dataset.said = (band.dataset.said ?? "") + band.textContent; };
    new MutationObserver(note).observe(band, { childList: true });
}"""
pytestmark = pytest.mark.asyncio(loop_scope="session")
Shoot = Callable[[Page, str], Awaitable[None]]


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncGenerator[Page]:
    """A page that may complain of a server that is not there, and of nothing else."""
    heard: list[str] = []
    context = await browser.new_context(color_scheme="dark", reduced_motion="reduce")
    opened = await context.new_page()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: heard.append(str(error)))
    yield opened
    await context.close()
    assert [text for text in heard if not re.match("WebSocket connection to .* failed", text)] == []


async def test_the_page_says_that_the_server_is_away_and_comes_back_by_itself(
    page: Page, shoot: Shoot
) -> None:
    async with Sandbox() as first:
        await page.goto(f"{first.origin}/?as=bob#lounge")
        await page.get_by_label("Message #lounge").fill("half a sen")
        await first.person("ada").say("before", channel=list(first.guild.channels.values())[1])
        await expect(page.locator(".message")).to_contain_text("before")
        port = int(first.origin.rsplit(":", 1)[1])
    await expect(page.get_by_text("The local Discord is away. Reconnecting by itself…")).to_be_visible()
    await shoot(page, "30-away-dark")

    await page.evaluate(NOTE_WHAT_IS_SAID)
    async with Sandbox(port=port) as second:
        said = re.compile(r"Connected again\.")
        await expect(page.locator("#notice")).to_have_attribute("data-said", said, timeout=15_000)
        await expect(page.locator(".message")).to_have_count(0)
        await expect(page).to_have_url(re.compile("as=bob#lounge$"))
        await expect(page.get_by_label("Message #lounge")).to_have_value("half a sen")
        await second.person("ada").say("after", channel=list(second.guild.channels.values())[1])
        await expect(page.locator(".message")).to_contain_text("after")
        await expect(page.get_by_text("Connected again.")).to_be_hidden()
