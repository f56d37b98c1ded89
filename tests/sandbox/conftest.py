"""A sandbox, a real discord.py bot on it, and a raw client that may send what discord.py never would."""

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import discord
import httpx
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from sandbox.people.exchange import Exchange
from sandbox.rules.options import Upload
from sandbox.server import Sandbox
from sandbox.world.signal import Signal
from tests.stage import document

Interaction = discord.Interaction["Bot"]


def draw(width: int, height: int) -> bytes:
    """A small picture."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "PNG")
    return written.getvalue()


class SeedButton(ui.DynamicItem[ui.Button[Any]], template=r"r1:seed:(?P<seed>\d+)"):
    """A button that survives restarts."""

    def __init__(self, seed: int) -> None:
        super().__init__(ui.Button(label=f"#{seed}", custom_id=f"r1:seed:{seed}"))
        self.seed = seed

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "SeedButton":
        assert item.is_dispatchable()
        return cls(int(match["seed"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        assert interaction.message is not None
        await interaction.response.defer()
        shown = ui.LayoutView.from_message(interaction.message).walk_children()
        pictures = [item.items[0].media.url for item in shown if isinstance(item, ui.MediaGallery)]
        view = card(f"pressed {self.seed}", self.seed + 1, *pictures)
        await interaction.edit_original_response(view=view)


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

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        text = cast("ui.TextInput[Any]", self.prompt.component).value
        files = cast("ui.FileUpload[Any]", self.picture.component).values
        sizes = [len(await file.read()) for file in files]
        await interaction.response.send_message(f"remixed {text} {sizes}")


class Notes:
    """What the bot has heard from the gateway."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.written = Signal()

    def write(self, entry: str) -> None:
        self.entries.append(entry)
        self.written.notify()


class Bot(discord.AutoShardedClient):
    """A bot with one of everything. It notes what it hears from the gateway."""

    def __init__(self, intents: discord.Intents, notes: Notes) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.add_dynamic_items(SeedButton)
        self.notes = notes
        register(self.tree)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_interaction(self, interaction: Interaction) -> None:
        self.notes.write(f"interaction {interaction.id}")

    async def on_message(self, message: discord.Message) -> None:
        self.notes.write(f"message {message.content}")
        if message.content.endswith("do what bots do first"):
            await message.add_reaction("👍")
            await message.pin()
            await message.create_thread(name="first")
            assert isinstance(message.channel, discord.TextChannel)
            await message.channel.create_thread(name="second", type=discord.ChannelType.public_thread)
            self.notes.write("did it")

    async def on_raw_message_edit(self, _: discord.RawMessageUpdateEvent) -> None:
        self.notes.write("edit")

    async def on_raw_message_delete(self, _: discord.RawMessageDeleteEvent) -> None:
        self.notes.write("deletion")

    async def on_raw_member_remove(self, event: discord.RawMemberRemoveEvent) -> None:
        self.notes.write(f"left {event.user.name}")

    async def on_guild_update(self, _: discord.Guild, after: discord.Guild) -> None:
        self.notes.write(f"guild in {after.preferred_locale}")

    async def on_thread_create(self, thread: discord.Thread) -> None:
        self.notes.write(f"thread {thread.id} in {thread.parent_id}")

    async def on_raw_app_command_permissions_update(
        self, event: discord.RawAppCommandPermissionsUpdateEvent
    ) -> None:
        said = ", ".join(f"{type(one.target).__name__} {one.permission}" for one in event.permissions)
        self.notes.write(f"set for {event.target_id}: {said}")

    async def on_shard_ready(self, _: int) -> None:
        self.notes.write("ready")

    async def on_shard_resumed(self, _: int) -> None:
        self.notes.write("resumed")


def register(tree: app_commands.CommandTree[Any]) -> None:
    """The commands of the bot."""

    @tree.command(description="restyle a picture")
    async def restyle(
        interaction: Interaction,
        image: discord.Attachment,
        prompt: app_commands.Range[str, 1, 100],
        images: app_commands.Range[int, 1, 4] = 1,
        private: bool = False,  # noqa: FBT001, FBT002 - an option of a command
    ) -> None:
        if prompt == "sleep":
            return
        await interaction.response.defer(ephemeral=private)
        if prompt == "refuse":
            await interaction.delete_original_response()
            await interaction.followup.send("No,\nnot that.", ephemeral=True)
            return
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

    quota = app_commands.Group(
        name="quota", description="quotas", default_permissions=discord.Permissions(manage_guild=True)
    )

    @quota.command(name="set", description="set a quota")
    async def quota_set(interaction: Interaction, member: discord.Member, pictures: int) -> None:
        permissions = interaction.permissions.manage_guild
        await interaction.response.send_message(f"{member.display_name} {pictures} {permissions}")

    @quota.command(name="show", description="show a quota")
    async def quota_show(interaction: Interaction, whose: discord.User) -> None:
        await interaction.response.send_message(f"{type(whose).__name__} {whose.name}")

    tree.add_command(quota)

    @tree.context_menu(name="Restyle this")
    async def restyle_this(interaction: Interaction, message: discord.Message) -> None:
        names = [attachment.filename for attachment in message.attachments]
        await interaction.response.send_message(f"restyling {message.content} {names}")


COMMANDS: list[dict[str, Any]] = [
    {
        "name": "restyle",
        "description": "restyle a picture",
        "options": [
            {"type": 11, "name": "image", "description": "which", "required": True},
            {"type": 3, "name": "prompt", "description": "how", "max_length": 100},
            {"type": 4, "name": "images", "description": "how many", "min_value": 1, "max_value": 4},
        ],
    },
    {
        "name": "hello",
        "description": "say hello",
        "options": [{"type": 3, "name": "style", "description": "which", "autocomplete": True}],
    },
    {
        "name": "quota",
        "description": "quotas",
        "default_member_permissions": "32",
        "options": [
            {
                "type": 1,
                "name": "set",
                "description": "set one",
                "options": [
                    {"type": 6, "name": "member", "description": "whose"},
                    {"type": 7, "name": "channel", "description": "where"},
                    {"type": 8, "name": "role", "description": "which"},
                    {"type": 9, "name": "whom", "description": "who"},
                ],
            }
        ],
    },
    {"name": "owners", "description": "for owners", "default_member_permissions": "0"},
    {"name": "here", "description": "not in direct messages", "contexts": [0]},
    {"name": "Restyle this", "type": 3},
    {"name": "Who is this", "type": 2},
]

Call = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox that checks requests against Discord's document where there is a copy."""
    async with Sandbox(openapi=document()) as started:
        yield started
    assert started.unspoken.sentences == []
    assert started.mistakes == []


@pytest.fixture
def notes() -> Notes:
    """Where the bot writes."""
    return Notes()


@pytest.fixture
def heard(notes: Notes) -> list[str]:
    """What the bot has heard from the gateway."""
    return notes.entries


@pytest.fixture
def until_heard(notes: Notes) -> Callable[..., Awaitable[None]]:
    """Waits until the bot has heard something so many times."""

    async def wait(entry: str, times: int = 1) -> None:
        def enough() -> bool:
            return len([heard for heard in notes.entries if heard.startswith(entry)]) >= times

        await notes.written.until(enough, 20)

    return wait


@pytest.fixture
async def start_bot(
    sandbox: Sandbox, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """Starts a bot, with the intents given or only that for guilds. It must keep to Discord's document."""
    monkeypatch.setattr(Route, "BASE", sandbox.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(sandbox.gateway_url))
    async with contextlib.AsyncExitStack() as stack:

        async def start(intents: discord.Intents | None = None) -> None:
            bot = Bot(intents or discord.Intents(guilds=True), notes)
            running = asyncio.create_task(bot.start(sandbox.bot_token))
            stack.push_async_callback(_stop, bot, running)
            await sandbox.ready(10)

        yield start
    assert sandbox.violations == []
    assert sandbox.notes == []


async def _stop(bot: Bot, running: asyncio.Task[None]) -> None:
    await bot.close()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def bot(start_bot: Callable[..., Awaitable[None]]) -> None:
    """A bot that is connected."""
    await start_bot()


@pytest.fixture
async def raw(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the bot's token, and the bot's commands registered."""
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with httpx.AsyncClient(base_url=sandbox.api_url, headers=headers) as client:
        path = f"/applications/{sandbox.application_id}/commands"
        (await client.put(path, json=COMMANDS)).raise_for_status()
        yield client


@pytest.fixture
def callback(raw: httpx.AsyncClient) -> Call:
    """Gives the first answer to what a member did."""

    async def call(exchange: Exchange, kind: object, data: object = None, **more: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        assert exchange.interaction is not None
        path = f"/interactions/{exchange.interaction_id}/{exchange.interaction.token}/callback"
        if "files" not in more:
            more["json"] = {"type": kind, "data": data}
        return await raw.post(path, **more)

    return call


@pytest.fixture
def webhook(sandbox: Sandbox) -> Callable[[Exchange], str]:
    """The path of an interaction's webhook."""

    def path(exchange: Exchange) -> str:
        assert exchange.interaction is not None
        return f"/webhooks/{sandbox.application_id}/{exchange.interaction.token}"

    return path


@pytest.fixture
def png() -> Callable[[int, int], bytes]:
    """Draws a picture of a size."""
    return draw


@pytest.fixture
def cat() -> Upload:
    """A picture of 40 x 30."""
    return Upload("cat.png", draw(40, 30))
