"""A discord.py bot with one of everything (written with discord.py 2.7).

Pointed at a local Discord by one class attribute, before the client is made:
    Route.BASE = "http://127.0.0.1:PORT/api/v10"
A sharded client asks GET /gateway/bot for the gateway's address; a plain one goes to a constant of the library
(DiscordWebSocket.DEFAULT_GATEWAY). Nothing else is changed.
    DISCORD_TOKEN=... DISCORD_API_URL=http://127.0.0.1:PORT/api/v10 python bot.py
"""

import io
import os

import discord
from discord import app_commands, ui
from discord.http import Route

Route.BASE = os.environ.get("DISCORD_API_URL", Route.BASE)


class Form(ui.Modal, title="Remix"):
    """A form with a text, a radio group and a file upload."""

    name = ui.Label(text="Name", component=ui.TextInput(custom_id="name", max_length=20))
    size = ui.Label(
        text="Size",
        component=ui.RadioGroup(
            custom_id="size",
            options=[
                discord.RadioGroupOption(label="Small", value="s"),
                discord.RadioGroupOption(label="Large", value="l"),
            ],
        ),
    )
    files = ui.Label(text="Files", component=ui.FileUpload(custom_id="files", max_values=2, required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        sizes = [len(await file.read()) for file in self.files.component.values]
        told = f"form: {self.name.component.value} {self.size.component.value} {sizes}"
        await interaction.response.send_message(told)


class Panel(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Open", custom_id="open")
    async def open(self, interaction: discord.Interaction, _: ui.Button) -> None:
        await interaction.response.send_modal(Form(custom_id="form", timeout=600))

    @ui.select(
        custom_id="pick",
        options=[discord.SelectOption(label="A", value="a"), discord.SelectOption(label="B", value="b")],
    )
    async def pick(self, interaction: discord.Interaction, select: ui.Select) -> None:
        await interaction.response.edit_message(content=f"picked {select.values[0]}")

    @ui.select(cls=ui.UserSelect, custom_id="who")
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect) -> None:
        await interaction.response.send_message(f"who: {select.values[0].display_name}", ephemeral=True)


class Bot(discord.AutoShardedClient):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_ready(self) -> None:
        print("ready", self.user, flush=True)
        await self.change_presence(status=discord.Status.idle, activity=discord.Game("with pictures"))

    async def on_shard_resumed(self, shard: int) -> None:
        print("resumed", shard, flush=True)


bot = Bot()


@bot.tree.command(description="every type of option")
@app_commands.choices(size=[app_commands.Choice(name=name, value=name) for name in ("small", "large")])
async def all(  # noqa: A001
    interaction: discord.Interaction,
    text: app_commands.Range[str, 1, 50],
    whole: app_commands.Range[int, 1, 9],
    yes: bool,
    user: discord.Member,
    channel: discord.TextChannel,
    role: discord.Role,
    mentionable: discord.Member | discord.Role,
    number: float,
    file: discord.Attachment,
    size: str | None = None,
) -> None:
    await interaction.response.defer()
    told = f"all: {text} {whole} {yes} {user.display_name} {channel.name} {role.name} {mentionable.name} {number} {file.width}"
    echo = discord.File(io.BytesIO(await file.read()), "echo.png")
    await interaction.edit_original_response(content=told, attachments=[echo])
    await interaction.followup.send("only you", ephemeral=True)


@all.autocomplete("text")
async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    found = [name for name in ("watercolour", "woodcut", "ink") if name.startswith(typed)]
    return [app_commands.Choice(name=name, value=name) for name in found]


deep = app_commands.Group(name="deep", description="a group")
inner = app_commands.Group(name="inner", description="a group in a group", parent=deep)
bot.tree.add_command(deep)


@inner.command(description="a subcommand")
async def go(interaction: discord.Interaction, n: int) -> None:
    await interaction.response.send_message(f"deep {n}")


@bot.tree.command(description="a button and selects")
async def panel(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("panel", view=Panel())


@bot.tree.command(description="a Components V2 message")
async def card(interaction: discord.Interaction) -> None:
    gallery = ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="alt"))
    row = ui.ActionRow(ui.Button(label="Open", custom_id="card-open"))
    view = ui.LayoutView(timeout=60)
    view.add_item(ui.Container(ui.TextDisplay("card"), gallery, ui.Separator(), row, accent_colour=0x00AAFF))
    picture = discord.File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png")
    await interaction.response.send_message(view=view, file=picture)


@bot.tree.context_menu(name="Inspect")
async def inspect(interaction: discord.Interaction, message: discord.Message) -> None:
    told = f"inspect: {message.author.name} {len(message.attachments)}"
    await interaction.response.send_message(told, ephemeral=True)


@bot.tree.context_menu(name="Who")
async def who(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_message(f"who: {member.display_name}", ephemeral=True)


@bot.tree.command(description="asks Discord about itself")
async def about(interaction: discord.Interaction) -> None:
    await interaction.response.defer()
    app, guild = await bot.application_info(), await bot.fetch_guild(interaction.guild_id)
    channel = await bot.fetch_channel(interaction.channel_id)
    sent = await channel.send("to be read")
    read = await channel.fetch_message(sent.id)
    await sent.delete()
    told = f"about: {app.name} {guild.name} {channel.name} {read.content}"
    await interaction.edit_original_response(content=told)


bot.run(os.environ["DISCORD_TOKEN"])
