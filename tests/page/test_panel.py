"""What developers see beside the messages: what goes over the wire, held against Discord's document, and trouble."""

import os
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands
from playwright.async_api import Page, expect

from sandbox.botprocess import BotProcess
from sandbox.child import Child
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
    await expect(panel.get_by_role("status")).to_have_text("The bot's request has failed with 500.")
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


async def test_the_bot_is_read_ended_and_back(
    sandbox: Sandbox, open_page: Open, shoot: Shoot, tmp_path: Path
) -> None:
    async with BotProcess(sandbox, tmp_path):
        await sandbox.ready(30)
        page = await open_page()
        await page.get_by_role("button", name="For developers").click()
        panel = page.get_by_role("complementary", name="For developers")
        await panel.get_by_role("tab", name="Bot's log").click()
        log = panel.get_by_role("list", name="The bot's log")
        await expect(log.get_by_text("connected as")).to_be_visible()
        sandbox.panel.hear([f"2026-11-28 ERROR   net  refused: Bot {sandbox.bot_token}"])
        await expect(log.get_by_text("refused: Bot •••")).to_be_visible()
        await expect(log).not_to_contain_text(sandbox.bot_token)
        await expect(panel.get_by_role("list", name="Events and requests")).to_be_hidden()
        await shoot(page, "97-log-dark")
        for name, said in (("Kill it", "SIGKILL"), ("Restart it", "SIGTERM")):
            await panel.get_by_role("button", name=name).click()
            await expect(panel.get_by_role("status")).to_contain_text(said)
            await expect(panel.get_by_role("status")).to_have_text("The bot is back.", timeout=30_000)
        await page.get_by_label("Message #studio").fill("/help ")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator(".message.ephemeral")).to_contain_text("/restyle")


async def test_any_bot_that_was_started_here_is_read_and_ended(
    sandbox: Sandbox, open_page: Open, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SERVICE_KEY=abcdef-123\n")
    says = "import os, sys, time; print('I am', os.getpid(), os.environ['DISCORD_TOKEN'], 'abcdef-123', flush=True); time.sleep(60)"
    heard: list[bytes] = []
    command = (sys.executable, "-c", says)
    async with Child(sandbox.panel, command, sandbox.environment, folder=tmp_path, hear=heard.append):
        page = await open_page()
        await page.get_by_role("button", name="For developers").click()
        panel = page.get_by_role("complementary", name="For developers")
        await panel.get_by_role("tab", name="Bot's log").click()
        said = panel.get_by_role("list", name="The bot's log").get_by_text(re.compile(r"I am \d+ ••• •••$"))
        await expect(said).to_have_count(1)
        await panel.get_by_role("button", name="Kill it").click()
        await expect(said).to_have_count(2)
    assert sandbox.bot_token.encode() in b"".join(heard)  # the terminal shows what it says as it is


async def test_the_log_is_plain_text_and_stands_at_its_newest_line(open_page: Open, sandbox: Sandbox) -> None:
    sandbox.panel.hear(
        [f"\x1b[30;1m{n}\x1b[0m \x1b[34;1mINFO\x1b[0m said\x1b]0;title\x07" for n in range(300)]
    )
    page = await open_page()
    await page.get_by_role("button", name="For developers").click()
    panel = page.get_by_role("complementary", name="For developers")
    await panel.get_by_role("tab", name="Bot's log").click()
    log = panel.get_by_role("list", name="The bot's log")
    await expect(log.get_by_text("299 INFO said", exact=True)).to_be_in_viewport()
    sandbox.panel.hear(["300 INFO said"])
    await expect(log.get_by_text("300 INFO said")).to_be_in_viewport()
    await log.get_by_text("10 INFO said", exact=True).scroll_into_view_if_needed()
    sandbox.panel.hear(["301 INFO said"])
    await expect(log.get_by_role("listitem")).to_have_count(302)
    await expect(log.get_by_text("10 INFO said", exact=True)).to_be_in_viewport()
    await log.evaluate("log => log.scrollTop = log.scrollHeight")
    await panel.get_by_role("tab", name="Wire").click()
    sandbox.panel.hear(["302 INFO said"])
    await panel.get_by_role("tab", name="Bot's log").click()
    await expect(log.get_by_text("302 INFO said")).to_be_in_viewport()


async def test_a_bot_that_is_not_ours_has_no_such_buttons(
    small_bot: Tree, open_page: Open, sandbox: Sandbox
) -> None:
    page = await open_page()
    await page.get_by_role("button", name="For developers").click()
    panel = page.get_by_role("complementary", name="For developers")
    await expect(panel.get_by_text("GET /users/@me")).to_be_visible()
    await expect(panel.get_by_role("button", name="Kill it")).to_be_hidden()


async def test_what_is_not_spoken_here_is_loud(open_page: Open, sandbox: Sandbox, shoot: Shoot) -> None:
    page = await open_page()
    await expect(page.get_by_role("button", name="For developers")).to_be_visible()
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        answer = await session.get(f"{sandbox.api_url}/guilds/{sandbox.guild.id}/bans")
        assert answer.status == 501
    await expect(page.locator(".badge")).to_have_text("1")
    for number in range(123):
        sandbox.unspoken.note(f"This sandbox does not speak {number}.")
    opener = page.get_by_role("button", name="For developers: 124 not spoken here")
    await expect(opener.locator(".badge")).to_have_text("99+")
    badge, sign = [await opener.locator(part).bounding_box() for part in (".badge", ".icon")]
    assert badge
    assert sign
    assert badge["width"] > badge["height"]
    assert badge["y"] + badge["height"] <= sign["y"] + sign["height"] / 2
    await opener.click()
    alarm = page.get_by_role("region", name="Not spoken here")
    await expect(alarm).to_contain_text("does not speak GET /guilds/{guild_id}/bans")
    await shoot(page, "98-unspoken-dark")
    sandbox.unspoken.sentences.clear()  # it was the test that asked


async def test_the_bot_is_seen_as_it_wants_to_be(small_bot: Tree, open_page: Open) -> None:
    page = await open_page()
    bot = page.locator(".members").get_by_role("button", name="Restyle")
    await expect(bot).to_contain_text("Online")
    playing = discord.Game("with a linocut")
    await small_bot.client.change_presence(status=discord.Status.dnd, activity=playing)
    await expect(bot).to_contain_text("Do not disturb")
    await expect(bot).to_contain_text("Playing with a linocut")


async def _speak(page: Page) -> None:
    await page.get_by_label("Message #studio").fill("/speak ")
    await page.get_by_role("button", name="Send", exact=True).click()
