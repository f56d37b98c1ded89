"""A session on the page is saved, and done again on another Discord with a bot that draws its custom_ids anew."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from playwright.async_api import Page, expect

from sandbox.people.transcript import read_transcript
from sandbox.server import Sandbox
from tests.page.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Recipe(ui.Modal, title="A recipe"):
    """A form whose fields have other ids each time, as discord.py has it."""

    prompt = ui.TextInput[Any](label="Prompt")
    paper = ui.Label[Any](
        text="Paper",
        component=ui.Select[Any](
            options=[discord.SelectOption(label="rag"), discord.SelectOption(label="rice")]
        ),
    )

    async def on_submit(self, interaction: Any) -> None:  # noqa: ANN401
        paper: Any = self.paper.component
        await interaction.response.send_message(f"{self.prompt.value} on {paper.values[0]}")


class Card(ui.View):
    """Two buttons that are called the same."""

    @ui.button(label="Write")
    async def first(self, interaction: Any, _: Any) -> None:  # noqa: ANN401
        await interaction.response.send_message("the first", ephemeral=True)

    @ui.button(label="Write")
    async def second(self, interaction: Any, _: Any) -> None:  # noqa: ANN401
        await interaction.response.send_modal(Recipe())


async def _draw(interaction: Any, picture: discord.Attachment, whose: discord.User) -> None:  # noqa: ANN401
    await interaction.response.defer()
    size = len(await picture.read())
    await interaction.followup.send(
        f"{picture.filename}, {size} bytes, for {whose.display_name}", view=Card()
    )


@contextlib.asynccontextmanager
async def _drawing_bot(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
    tree = app_commands.CommandTree[Any](client)
    tree.add_command(app_commands.Command(name="draw", description="draw it", callback=_draw))
    async with client:
        running = asyncio.create_task(client.start(sandbox.bot_token))
        await sandbox.gateway.changed.until(lambda: sandbox.gateway.online, 20)
        await tree.sync()
        yield
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_saved_session_is_done_again_and_brings_the_same_cards(
    sandbox: Sandbox, open_page: Open, harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _drawing_bot(sandbox, monkeypatch):
        ada, bob = await open_page(), await open_page("bob")
        await ada.get_by_label("Message #studio").fill("/draw ")
        await ada.locator(".file-box").first.wait_for()
        async with ada.expect_file_chooser() as chooser:
            await ada.get_by_role("button", name="picture: choose a file").click()
        await (await chooser.value).set_files(harbour)
        await ada.get_by_label("whose", exact=True).fill("Bob")
        await ada.get_by_role("option", name="Bob").click()
        await ada.get_by_role("button", name="Send", exact=True).click()
        await expect(ada.get_by_text("boats.png")).to_be_visible()
        await bob.get_by_role("button", name="Write").nth(1).click()
        form = bob.get_by_role("dialog", name="A recipe")
        await form.get_by_label("Prompt").fill("soft")
        await form.get_by_role("combobox", name="Paper").click()
        await bob.get_by_role("option", name="rice").click()
        await form.get_by_role("button", name="Submit").click()
        await expect(ada.get_by_text("soft on rice", exact=True)).to_be_visible()
        await ada.get_by_role("button", name="Write").first.click()
        await expect(ada.locator(".message.ephemeral")).to_contain_text("the first")
        await bob.get_by_label("Message #studio").fill("thank you")
        await bob.keyboard.press("Enter")
        await expect(ada.get_by_text("thank you", exact=True)).to_be_visible()
        kept = await _save(ada, tmp_path)

    assert "custom_id" not in kept.read_text()
    acts = [(act["by"], act["op"]) for act in json.loads(kept.read_text())["acts"]]
    assert acts == [("ada", "command"), ("bob", "press"), ("bob", "submit"), ("ada", "press"), ("bob", "say")]
    after = [act["after"] for act in json.loads(kept.read_text())["acts"]]
    assert after == [[], [0], [], [2], [3]], "what each had waited for"

    async with Sandbox() as another, _drawing_bot(another, monkeypatch):
        await another.replay(read_transcript(kept), patience=10)
        for name in ("ada", "bob", "mo"):
            assert _seen(another, name) == _seen(sandbox, name)
            assert _seen(another, name)


async def _save(page: Page, folder: Path) -> Path:
    await page.get_by_role("button", name="For developers").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Save the session").click()
    saved = await download.value
    assert saved.suggested_filename == "transcript.json"
    await saved.save_as(folder / "transcript.json")
    return folder / "transcript.json"


def _seen(sandbox: Sandbox, name: str) -> list[tuple[str, list[str]]]:
    return [
        (message.text, [button.label for button in message.buttons])
        for message in sandbox.person(name).messages()
    ]
