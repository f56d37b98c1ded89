"""A disnake bot with one of everything (written with disnake 2.12).

Pointed at a local Discord by one class attribute, before the client is made:
    disnake.http.Route.BASE = "http://127.0.0.1:PORT/api/v10"
The gateway's address comes from GET /gateway/bot and from READY. Nothing else is changed.
    DISCORD_TOKEN=... DISCORD_API_URL=http://127.0.0.1:PORT/api/v10 python bot.py
"""

import io
import os

import disnake
from disnake import ui
from disnake.ext import commands
from disnake.http import Route

Route.BASE = os.environ.get("DISCORD_API_URL", Route.BASE)
bot = commands.InteractionBot(intents=disnake.Intents(guilds=True, guild_messages=True))


@bot.event
async def on_ready() -> None:
    print("ready", bot.user, flush=True)
    await bot.change_presence(status=disnake.Status.idle, activity=disnake.Game("with pictures"))


@bot.event
async def on_resumed() -> None:
    print("resumed", flush=True)


@bot.event
async def on_interaction(interaction: disnake.Interaction) -> None:
    print("interaction", interaction.type, flush=True)


@bot.slash_command(description="every type of option")
async def all(  # noqa: A001
    inter: disnake.ApplicationCommandInteraction,
    text: commands.String[str, 1, 50],
    whole: commands.Range[int, 1, 9],
    yes: bool,
    user: disnake.Member,
    channel: disnake.TextChannel,
    role: disnake.Role,
    mentionable: disnake.Member | disnake.Role,
    number: float,
    file: disnake.Attachment,
    size: str = commands.Param("small", choices=["small", "large"]),
) -> None:
    await inter.response.defer()
    told = f"all: {text} {whole} {yes} {user.display_name} {channel.name} {role.name} {mentionable.name} {number} {file.width}"
    await inter.edit_original_response(
        content=told, file=disnake.File(io.BytesIO(await file.read()), "echo.png")
    )
    await inter.followup.send("only you", ephemeral=True)


@all.autocomplete("text")
async def suggest(_: disnake.ApplicationCommandInteraction, typed: str) -> list[str]:
    return [name for name in ("watercolour", "woodcut", "ink") if name.startswith(typed)]


@bot.slash_command()
async def deep(inter: disnake.ApplicationCommandInteraction) -> None:
    pass


@deep.sub_command_group()
async def inner(inter: disnake.ApplicationCommandInteraction) -> None:
    pass


@inner.sub_command(description="a subcommand")
async def go(inter: disnake.ApplicationCommandInteraction, n: int) -> None:
    await inter.response.send_message(f"deep {n}")


@bot.slash_command(description="a button and selects")
async def panel(inter: disnake.ApplicationCommandInteraction) -> None:
    rows = [
        ui.Button(label="Open", custom_id="open"),
        ui.StringSelect(custom_id="pick", options=["a", "b"]),
        ui.UserSelect(custom_id="who"),
    ]
    await inter.response.send_message("panel", components=rows)


@bot.slash_command(description="a Components V2 message")
async def card(inter: disnake.ApplicationCommandInteraction) -> None:
    gallery = ui.MediaGallery(disnake.MediaGalleryItem("attachment://a.png", description="alt"))
    row = ui.ActionRow(ui.Button(label="Open", custom_id="open"))
    box = ui.Container(
        ui.TextDisplay("card"), gallery, ui.Separator(), row, accent_colour=disnake.Colour(0x00AAFF)
    )
    await inter.response.send_message(
        components=[box], file=disnake.File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png")
    )


@bot.event
async def on_button_click(inter: disnake.MessageInteraction) -> None:
    sizes = [disnake.GroupOption(label="Small", value="s"), disnake.GroupOption(label="Large", value="l")]
    fields = [
        ui.Label("Name", ui.TextInput(custom_id="name", max_length=20)),
        ui.Label("Size", ui.RadioGroup(sizes, custom_id="size")),
        ui.Label("Files", ui.FileUpload(custom_id="files", max_values=2, required=False)),
    ]
    await inter.response.send_modal(title="Remix", custom_id="form", components=fields)


@bot.event
async def on_modal_submit(inter: disnake.ModalInteraction) -> None:
    values = inter.resolved_values
    sizes = [len(await file.read()) for file in values["files"] or []]
    await inter.response.send_message(f"form: {values['name']} {values['size']} {sizes}")


@bot.event
async def on_dropdown(inter: disnake.MessageInteraction) -> None:
    if inter.data.custom_id == "pick":
        await inter.response.edit_message(content=f"picked {inter.values[0]}")
    else:
        await inter.response.send_message(f"who: {inter.resolved_values[0].display_name}", ephemeral=True)


@bot.message_command(name="Inspect")
async def inspect(inter: disnake.MessageCommandInteraction) -> None:
    await inter.response.send_message(
        f"inspect: {inter.target.author.name} {len(inter.target.attachments)}", ephemeral=True
    )


@bot.user_command(name="Who")
async def who(inter: disnake.UserCommandInteraction) -> None:
    await inter.response.send_message(f"who: {inter.target.display_name}", ephemeral=True)


@bot.slash_command(description="asks Discord about itself")
async def about(inter: disnake.ApplicationCommandInteraction) -> None:
    await inter.response.defer()
    app, guild = await bot.application_info(), await bot.fetch_guild(inter.guild_id)
    channel = await bot.fetch_channel(inter.channel_id)
    sent = await channel.send("to be read")
    read = await channel.fetch_message(sent.id)
    await sent.delete()
    await inter.edit_original_response(f"about: {app.name} {guild.name} {channel.name} {read.content}")


bot.run(os.environ["DISCORD_TOKEN"])
