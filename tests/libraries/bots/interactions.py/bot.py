"""A bot on interactions.py with one of everything (written with discord-py-interactions 5.16).

Pointed at a local Discord by one class attribute, before the client is made:
    interactions.api.http.route.Route.BASE = "http://127.0.0.1:PORT/api/v10"
The gateway's address comes from GET /gateway and from READY. Nothing else is changed.
    DISCORD_TOKEN=... DISCORD_API_URL=http://127.0.0.1:PORT/api/v10 python bot.py
"""

import io
import os

import aiohttp
import interactions as i
from interactions.api.http.route import Route

Route.BASE = os.environ.get("DISCORD_API_URL", Route.BASE)
bot = i.Client(
    intents=i.Intents.GUILDS | i.Intents.GUILD_MESSAGES, send_command_tracebacks=False, fetch_members=False
)


@i.listen(i.api.events.Startup)
async def on_startup() -> None:
    await bot.change_presence(status=i.Status.IDLE, activity=i.Activity(name="with pictures"))
    print("ready", bot.user, flush=True)


@i.listen(i.api.events.Resume)
async def on_resume() -> None:
    print("resumed", flush=True)


@i.slash_command(name="all", description="every type of option")
@i.slash_option("text", "text", i.OptionType.STRING, required=True, autocomplete=True, max_length=50)
@i.slash_option("whole", "whole", i.OptionType.INTEGER, required=True, min_value=1, max_value=9)
@i.slash_option("yes", "yes", i.OptionType.BOOLEAN, required=True)
@i.slash_option("user", "user", i.OptionType.USER, required=True)
@i.slash_option(
    "channel", "channel", i.OptionType.CHANNEL, required=True, channel_types=[i.ChannelType.GUILD_TEXT]
)
@i.slash_option("role", "role", i.OptionType.ROLE, required=True)
@i.slash_option("mentionable", "mentionable", i.OptionType.MENTIONABLE, required=True)
@i.slash_option("number", "number", i.OptionType.NUMBER, required=True)
@i.slash_option("file", "file", i.OptionType.ATTACHMENT, required=True)
@i.slash_option("size", "size", i.OptionType.STRING, choices=[i.SlashCommandChoice("small", "s")])
async def everything(ctx, text, whole, yes, user, channel, role, mentionable, number, file, size="s") -> None:
    await ctx.defer()
    async with aiohttp.ClientSession() as session, session.get(file.url) as answer:
        picture = await answer.read()
    told = f"all: {text} {whole} {yes} {user.display_name} {channel.name} {role.name} {mentionable.display_name} {number} {file.width}"
    await ctx.send(
        told, file=i.File(io.BytesIO(picture), "echo.png")
    )  # the first one edits the deferred answer
    await ctx.send("only you", ephemeral=True)


@everything.autocomplete("text")
async def suggest(ctx: i.AutocompleteContext) -> None:
    await ctx.send([name for name in ("watercolour", "woodcut", "ink") if name.startswith(ctx.input_text)])


@i.slash_command(
    name="deep",
    description="a group",
    group_name="inner",
    group_description="a group",
    sub_cmd_name="go",
    sub_cmd_description="a subcommand",
)
@i.slash_option("n", "a number", i.OptionType.INTEGER, required=True)
async def go(ctx: i.SlashContext, n: int) -> None:
    await ctx.send(f"deep {n}")


@i.slash_command(name="panel", description="a button and selects")
async def panel(ctx: i.SlashContext) -> None:
    button = i.Button(style=i.ButtonStyle.PRIMARY, label="Open", custom_id="open")
    rows = [
        i.ActionRow(button),
        i.ActionRow(i.StringSelectMenu("a", "b", custom_id="pick")),
        i.ActionRow(i.UserSelectMenu(custom_id="who")),
    ]
    await ctx.send("panel", components=rows)


@i.component_callback("open")
async def opened(ctx: i.ComponentContext) -> None:
    await ctx.send_modal(
        i.Modal(i.ShortText(label="Name", custom_id="name", max_length=20), title="Remix", custom_id="form")
    )


@i.modal_callback("form")
async def submitted(ctx: i.ModalContext, name: str) -> None:
    await ctx.send(f"form: {name}")


@i.component_callback("pick")
async def picked(ctx: i.ComponentContext) -> None:
    await ctx.edit_origin(content=f"picked {ctx.values[0]}")


@i.component_callback("who")
async def chosen(ctx: i.ComponentContext) -> None:
    await ctx.send(f"who: {ctx.values[0].display_name}", ephemeral=True)


@i.slash_command(name="card", description="a Components V2 message")
async def card(ctx: i.SlashContext) -> None:
    gallery = i.MediaGalleryComponent(
        items=[i.MediaGalleryItem(media=i.UnfurledMediaItem("attachment://a.png"), description="alt")]
    )
    box = i.ContainerComponent(
        i.TextDisplayComponent("card"), gallery, i.SeparatorComponent(divider=True), accent_color=0x00AAFF
    )
    await ctx.send(components=[box], files=i.File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png"))


@i.message_context_menu(name="Inspect")
async def inspect(ctx: i.ContextMenuContext) -> None:
    await ctx.send(f"inspect: {ctx.target.author.username} {len(ctx.target.attachments)}", ephemeral=True)


@i.user_context_menu(name="Who")
async def who(ctx: i.ContextMenuContext) -> None:
    await ctx.send(f"who: {ctx.target.display_name}", ephemeral=True)


@i.slash_command(name="about", description="asks Discord about itself")
async def about(ctx: i.SlashContext) -> None:
    await ctx.defer()
    app, guild = bot.app, await bot.fetch_guild(ctx.guild_id, force=True)
    channel = await bot.fetch_channel(ctx.channel_id, force=True)
    sent = await channel.send("to be read")
    read = await channel.fetch_message(sent.id, force=True)
    await sent.delete()
    await ctx.send(f"about: {app.name} {guild.name} {channel.name} {read.content}")


bot.start(os.environ["DISCORD_TOKEN"])
