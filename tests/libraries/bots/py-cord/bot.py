"""A py-cord bot with one of everything (written with py-cord 2.8).

Pointed at a local Discord by one class attribute, before the client is made:
    Route.API_BASE_URL = "http://127.0.0.1:PORT/api/v10"
The gateway's address comes from GET /gateway (one shard: bot.start) and from READY. Nothing else is changed.
    DISCORD_TOKEN=... DISCORD_API_URL=http://127.0.0.1:PORT/api/v10 python bot.py
"""

import io
import os

import discord
from discord import ui
from discord.http import Route

Route.API_BASE_URL = os.environ.get("DISCORD_API_URL", Route.API_BASE_URL)
bot = discord.Bot(intents=discord.Intents(guilds=True, guild_messages=True))


def remix_form() -> ui.DesignerModal:
    """Opens a form with a text, a radio group and a file upload."""
    sizes = [
        discord.RadioGroupOption(label="Small", value="s"),
        discord.RadioGroupOption(label="Large", value="l"),
    ]
    form = Form(title="Remix", custom_id="form", timeout=600)
    form.add_item(ui.Label("Name", ui.InputText(custom_id="name", max_length=20)))
    form.add_item(ui.Label("Size", ui.RadioGroup(custom_id="size", options=sizes)))
    form.add_item(ui.Label("Files", ui.FileUpload(custom_id="files", max_values=2, required=False)))
    return form


class Form(ui.DesignerModal):
    async def callback(self, interaction: discord.Interaction) -> None:
        name, size, files = (label.item for label in self.children)
        sizes = [len(await file.read()) for file in files.values or []]
        await interaction.response.send_message(f"form: {name.value} {size.value} {sizes}")


class Panel(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Open", custom_id="open")
    async def open(self, _: ui.Button, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(remix_form())

    @ui.select(
        custom_id="pick",
        options=[discord.SelectOption(label="A", value="a"), discord.SelectOption(label="B", value="b")],
    )
    async def pick(self, select: ui.Select, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"picked {select.values[0]}")

    @ui.user_select(custom_id="who")
    async def who(self, select: ui.Select, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"who: {select.values[0].display_name}", ephemeral=True)


@bot.event
async def on_ready() -> None:
    print("ready", bot.user, flush=True)
    await bot.change_presence(status=discord.Status.idle, activity=discord.Game("with pictures"))


@bot.event
async def on_resumed() -> None:
    print("resumed", flush=True)


@bot.event
async def on_interaction(interaction: discord.Interaction) -> None:
    print("interaction", interaction.type, flush=True)
    await bot.process_application_commands(interaction)


async def suggest(context: discord.AutocompleteContext) -> list[str]:
    return [name for name in ("watercolour", "woodcut", "ink") if name.startswith(context.value)]


@bot.slash_command(description="every type of option")
@discord.option("text", str, autocomplete=suggest, max_length=50)
@discord.option("whole", int, min_value=1, max_value=9)
@discord.option("yes", bool)
@discord.option("user", discord.Member)
@discord.option("channel", discord.TextChannel)
@discord.option("role", discord.Role)
@discord.option("mentionable", discord.abc.Mentionable)
@discord.option("number", float)
@discord.option("file", discord.Attachment)
@discord.option("size", str, choices=["small", "large"], required=False)
async def all(ctx, text, whole, yes, user, channel, role, mentionable, number, file, size=None) -> None:  # noqa: A001
    await ctx.defer()
    told = f"all: {text} {whole} {yes} {user.display_name} {channel.name} {role.name} {mentionable.name} {number} {file.width}"
    await ctx.edit(content=told, file=discord.File(io.BytesIO(await file.read()), "echo.png"))
    await ctx.followup.send("only you", ephemeral=True)


deep = bot.create_group("deep", "a group")
inner = deep.create_subgroup("inner", "a group in a group")


@inner.command(description="a subcommand")
async def go(ctx, n: discord.Option(int, "a number")) -> None:
    await ctx.respond(f"deep {n}")


@bot.slash_command(description="a button and selects")
async def panel(ctx) -> None:
    await ctx.respond("panel", view=Panel())


@bot.slash_command(description="a Components V2 message")
async def card(ctx) -> None:
    gallery = ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png", description="alt"))
    row = ui.ActionRow(ui.Button(label="Open", custom_id="card-open"))
    view = ui.DesignerView(
        ui.Container(ui.TextDisplay("card"), gallery, ui.Separator(), row, color=0x00AAFF), timeout=60
    )
    await ctx.respond(view=view, file=discord.File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png"))


@bot.message_command(name="Inspect")
async def inspect(ctx, message: discord.Message) -> None:
    await ctx.respond(f"inspect: {message.author.name} {len(message.attachments)}", ephemeral=True)


@bot.user_command(name="Who")
async def who(ctx, member: discord.Member) -> None:
    await ctx.respond(f"who: {member.display_name}", ephemeral=True)


@bot.slash_command(description="asks Discord about itself")
async def about(ctx) -> None:
    await ctx.defer()
    app, guild = await bot.application_info(), await bot.fetch_guild(ctx.guild_id)
    channel = await bot.fetch_channel(ctx.channel_id)
    sent = await channel.send("to be read")
    read = await channel.fetch_message(sent.id)
    await sent.delete()
    await ctx.respond(f"about: {app.name} {guild.name} {channel.name} {read.content}")


bot.run(os.environ["DISCORD_TOKEN"])
