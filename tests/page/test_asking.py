"""A question to the author of a picture and a report to the moderators, on a phone's width."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from tests.stage import Bot

Open = Callable[..., Awaitable[Page]]
Shoot = Callable[[Page, str], Awaitable[None]]

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = {"width": 390, "height": 844}
SECONDS = 1000
PROMPT = "loose watercolour of the harbour at dawn, soft light on the masts, paper grain showing, a few gulls"


async def test_an_author_is_asked_and_a_result_is_reported(
    sandbox: Sandbox, bot: Bot, open_page: Open, shoot: Shoot, harbour: Path
) -> None:
    mo = sandbox.person("mo")
    await (await mo.command("moderation consent", {"whose": "ask"})).message_shown()
    await sandbox.person("bob").say("the harbour", Upload("harbour.png", harbour.read_bytes()))
    ada = await open_page("ada", viewport=PHONE, has_touch=True)
    bob = await open_page("bob", viewport=PHONE, has_touch=True)

    await ada.locator(".message .who").first.click(button="right")
    await ada.get_by_role("menuitem", name="Restyle this").click()
    await ada.get_by_label("Prompt").fill(PROMPT)
    await expect(ada.get_by_role("dialog")).to_contain_text("Ask to restyle")
    await shoot(ada, "80-asking-form-phone")
    await ada.get_by_role("button", name="Submit").click()
    await expect(ada.locator(".message.ephemeral")).to_contain_text("@Bob is asked here")
    await shoot(ada, "81-asked-phone")

    question = bob.locator(".message", has=bob.get_by_role("button", name="Allow"))
    await expect(question).to_contain_text("@Bob, @Ada would like to restyle your picture with AI:")
    await expect(question.locator(".reply")).to_contain_text("the harbour")
    await expect(question).to_have_class("message for-me")
    await shoot(bob, "82-question-phone")
    await question.get_by_role("button", name="Allow").click()
    result = bob.locator(".message", has=bob.locator(".mosaic")).last
    await expect(result.locator(".mosaic img")).to_have_count(1)
    await expect(result).to_contain_text("@Ada · from a picture by @Bob", timeout=30 * SECONDS)
    await expect(bob.locator(".message", has_text="lets @Ada restyle a picture").first).to_be_visible()
    await shoot(bob, "83-allowed-phone")

    await result.get_by_role("button", name="⋯").click()
    await bob.get_by_role("button", name="Report…").click()
    dialog = bob.get_by_role("dialog")
    await expect(dialog).to_contain_text("What is wrong with it?")
    await shoot(bob, "84-report-form-phone")


async def test_moderators_find_reports_and_members_their_privacy(
    sandbox: Sandbox, bot: Bot, open_page: Open, shoot: Shoot, harbour: Path
) -> None:
    ada, bob, mo = (sandbox.person(name) for name in ("ada", "bob", "mo"))
    picture = Upload("harbour.png", harbour.read_bytes())
    asked = await ada.command("restyle", {"image": picture, "prompt": PROMPT})
    result = await asked.until(lambda message: bool(message.pictures))
    lounge = list(sandbox.guild.channels.values())[1]
    await (await mo.command("moderation log", {"channel": lounge})).message_shown()
    more = next(one.custom_id or "" for one in result.buttons if one.label == "⋯")
    menu = await (await bob.click(result, more)).message_shown()
    form = await (
        await bob.click(menu, next(one.custom_id or "" for one in menu.buttons if one.label == "Report…"))
    ).modal_shown()
    sent = await bob.submit(form, {"reason": "mine", "note": "I painted the boats; nobody asked me."})
    await sent.message_shown()

    page = await open_page("mo", viewport=PHONE, has_touch=True)
    await _command(page, "moderation reports")
    listed = page.locator(".message.ephemeral").last
    await expect(listed).to_contain_text("It is made from my work, or shows me")
    await shoot(page, "85-reports-phone")
    await listed.get_by_role("button", name="Dismiss", exact=True).click()
    await expect(listed).to_contain_text("@Mo has dismissed this report.")
    await shoot(page, "86-decided-phone")

    await (await bob.command("privacy")).message_shown()
    own = await open_page("bob", viewport=PHONE, has_touch=True)
    await _command(own, "privacy")
    await expect(own.locator(".message.ephemeral").last).to_contain_text(
        "Your pictures: others may restyle them"
    )
    await shoot(own, "87-privacy-phone")


async def _command(page: Page, name: str) -> None:
    await page.get_by_label("Message #studio").fill(f"/{name}")
    await page.get_by_role("listbox", name="Commands").get_by_text(f"/{name}", exact=True).click()
    await page.get_by_role("button", name="Send", exact=True).click()
