"""A sandbox, a real discord.py bot on it, and a raw client that may send what discord.py never would."""

import asyncio
import contextlib
import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import discord
import httpx
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from sandbox.server import Sandbox

Discord = Sandbox
Interaction = discord.Interaction["Bot"]


def png(width: int = 40, height: int = 30) -> bytes:
    """A small picture."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "PNG")
    return written.getvalue()


class SeedButton(ui.DynamicItem[ui.Button[Any]], template=r"t1:seed:(?P<seed>\d+)"):
    """A button that survives restarts."""

    def __init__(self, seed: int) -> None:
        super().__init__(ui.Button(label=f"#{seed}", custom_id=f"t1:seed:{seed}"))
        self.seed = seed

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any, /) -> "SeedButton":  # noqa: ANN401, ARG003
        return cls(int(match["seed"]))

    async def callback(self, interaction: Any) -> None:  # noqa: ANN401
        await interaction.response.defer()
        await interaction.edit_original_response(view=card(f"pressed {self.seed}", self.seed + 1))


def card(text: str, seed: int, picture: str | None = None) -> ui.LayoutView:
    """A Components V2 message with a text, perhaps a picture, and a button."""
    view = ui.LayoutView(timeout=None)
    container = ui.Container[Any](ui.TextDisplay(text))
    if picture:
        gallery = ui.MediaGallery[Any](discord.MediaGalleryItem(picture, description="alt text"))
        container.add_item(gallery)
    container.add_item(ui.ActionRow[Any](SeedButton(seed)))
    view.add_item(container)
    return view


class Remix(ui.Modal, title="Remix"):
    """A form with a text and a file."""

    prompt = ui.Label[Any](text="Prompt", component=ui.TextInput[Any](custom_id="prompt", max_length=20))
    picture = ui.Label[Any](text="Picture", component=ui.FileUpload[Any](custom_id="picture", required=False))

    async def on_submit(self, interaction: Any) -> None:  # noqa: ANN401
        text = cast("ui.TextInput[Any]", self.prompt.component).value
        files = cast("ui.FileUpload[Any]", self.picture.component).values
        sizes = [len(await file.read()) for file in files]
        await interaction.response.send_message(f"remixed {text} {sizes}")


class Bot(discord.AutoShardedClient):
    """A bot with one of everything."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.add_dynamic_items(SeedButton)
        self.connections: list[str] = []
        self.seen: list[int] = []
        self.heard: list[str] = []
        register(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_interaction(self, interaction: Interaction) -> None:
        self.seen.append(interaction.id)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)

    async def on_shard_ready(self, _: int) -> None:
        self.connections.append("ready")

    async def on_shard_resumed(self, _: int) -> None:
        self.connections.append("resumed")


def register(tree: app_commands.CommandTree[Any]) -> None:
    """The commands of the bot."""

    @tree.command(description="restyle a picture")
    async def restyle(
        interaction: Interaction,
        image: discord.Attachment,
        prompt: app_commands.Range[str, 1, 100],
        images: app_commands.Range[int, 1, 4] = 1,
        private: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        await interaction.response.defer(ephemeral=private)
        content = await image.read()
        file = discord.File(io.BytesIO(content), "result.png")
        text = f"{prompt} x{images} {image.width}x{image.height} {image.content_type}"
        await interaction.edit_original_response(
            view=card(text, 1, "attachment://result.png"), attachments=[file]
        )
        await interaction.followup.send("only for you", ephemeral=True)

    @tree.command(description="answer at once")
    async def hello(interaction: Interaction, style: str = "") -> None:
        await interaction.response.send_message(f"hello {style}", ephemeral=True)

    @hello.autocomplete("style")
    async def suggest(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
        names = ("watercolour", "woodcut", "ink")
        return [app_commands.Choice(name=n, value=n) for n in names if n.startswith(current)]

    @tree.command(description="open a form")
    async def remix(interaction: Interaction) -> None:
        await interaction.response.send_modal(Remix(timeout=60))

    @tree.command(description="never answer")
    async def sleep(interaction: Interaction) -> None:
        pass

    quota = app_commands.Group(
        name="quota", description="quotas", default_permissions=discord.Permissions(manage_guild=True)
    )

    @quota.command(name="set", description="set a quota")
    async def quota_set(interaction: Interaction, member: discord.Member, pictures: int) -> None:
        permissions = interaction.permissions.manage_guild
        await interaction.response.send_message(f"{member.display_name} {pictures} {permissions}")

    tree.add_command(quota)

    @tree.context_menu(name="Restyle this")
    async def restyle_this(interaction: Interaction, message: discord.Message) -> None:
        names = [attachment.filename for attachment in message.attachments]
        await interaction.response.send_message(f"restyling {message.content} {names}")


@pytest.fixture
async def discord_() -> AsyncIterator[Sandbox]:
    """A sandbox that checks requests against Discord's document where there is a copy."""
    openapi = os.environ.get("DISCORD_OPENAPI")
    async with Sandbox(openapi=Path(openapi) if openapi else None) as sandbox:
        yield sandbox


@pytest.fixture
async def start_bot(
    discord_: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Awaitable[Bot]]]:
    """Starts a bot, with the intents given or only that for guilds."""
    monkeypatch.setattr(Route, "BASE", discord_.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord_.gateway_url))
    async with contextlib.AsyncExitStack() as stack:

        async def start(intents: discord.Intents | None = None) -> Bot:
            bot = Bot(intents or discord.Intents(guilds=True))
            running = asyncio.create_task(bot.start(discord_.bot_token))
            stack.push_async_callback(_stop, bot, running)
            await discord_.ready(10)
            return bot

        yield start


async def _stop(bot: Bot, running: asyncio.Task[None]) -> None:
    await bot.close()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def bot(start_bot: Callable[..., Awaitable[Bot]]) -> Bot:
    """A bot that is connected."""
    return await start_bot()


@pytest.fixture
async def raw(discord_: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the bot's token."""
    headers = {"Authorization": f"Bot {discord_.bot_token}"}
    async with httpx.AsyncClient(base_url=discord_.api_url, headers=headers) as client:
        yield client


@pytest.fixture
def picture() -> bytes:
    """A PNG of 40 x 30."""
    return png()
