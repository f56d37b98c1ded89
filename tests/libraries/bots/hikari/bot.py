"""A hikari bot with one of everything (written with hikari 2.7, no command framework).

Pointed at a local Discord by one argument of the bot:
    hikari.GatewayBot(token, rest_url="http://127.0.0.1:PORT/api/v10")
The gateway's address comes from GET /gateway/bot and from READY. Nothing else is changed.
    DISCORD_TOKEN=... DISCORD_API_URL=http://127.0.0.1:PORT/api/v10 python bot.py
"""

import os

import hikari
from hikari import ComponentType, OptionType
from hikari.impl import (
    AutocompleteChoiceBuilder,
    ContainerComponentBuilder,
    MediaGalleryComponentBuilder,
    MediaGalleryItemBuilder,
    MessageActionRowBuilder,
    ModalActionRowBuilder,
)

INTENTS = hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES
bot = hikari.GatewayBot(
    os.environ["DISCORD_TOKEN"], rest_url=os.environ.get("DISCORD_API_URL"), intents=INTENTS, banner=None
)
MESSAGE = hikari.ResponseType.MESSAGE_CREATE
OPTIONS = (
    (OptionType.STRING, "text", {"autocomplete": True, "max_length": 50}),
    (OptionType.INTEGER, "whole", {"min_value": 1, "max_value": 9}),
    (OptionType.BOOLEAN, "yes", {}),
    (OptionType.USER, "user", {}),
    (OptionType.CHANNEL, "channel", {"channel_types": [hikari.ChannelType.GUILD_TEXT]}),
    (OptionType.ROLE, "role", {}),
    (OptionType.MENTIONABLE, "mentionable", {}),
    (OptionType.FLOAT, "number", {}),
    (OptionType.ATTACHMENT, "file", {}),
)


@bot.listen()
async def on_started(_: hikari.StartedEvent) -> None:
    """Registers the commands; the application's id is asked for first, as the guide has it."""
    slash, option = bot.rest.slash_command_builder, hikari.CommandOption
    everything = slash("all", "every type of option")
    for kind, name, more in OPTIONS:
        everything.add_option(option(type=kind, name=name, description=name, is_required=True, **more))
    go = option(
        type=OptionType.SUB_COMMAND,
        name="go",
        description="a subcommand",
        options=[option(type=OptionType.INTEGER, name="n", description="a number", is_required=True)],
    )
    inner = option(type=OptionType.SUB_COMMAND_GROUP, name="inner", description="a group", options=[go])
    rest = (
        slash("panel", "a button and selects"),
        slash("card", "Components V2"),
        slash("about", "asks Discord about itself"),
    )
    menu = bot.rest.context_menu_command_builder
    menus = (menu(hikari.CommandType.MESSAGE, "Inspect"), menu(hikari.CommandType.USER, "Who"))
    application = await bot.rest.fetch_application()
    await bot.rest.set_application_commands(
        application.id, [everything, slash("deep", "a group").add_option(inner), *rest, *menus]
    )
    await bot.update_presence(status=hikari.Status.IDLE, activity=hikari.Activity(name="with pictures"))
    print("ready", bot.get_me(), flush=True)


@bot.listen()
async def on_resumed(_: hikari.ShardResumedEvent) -> None:
    print("resumed", flush=True)


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    print("interaction", event.interaction.type, flush=True)
    match event.interaction:
        case hikari.AutocompleteInteraction() as typing:
            names = [
                name
                for name in ("watercolour", "woodcut", "ink")
                if name.startswith(str(typing.options[0].value))
            ]
            await typing.create_response([AutocompleteChoiceBuilder(name, name) for name in names])
        case hikari.CommandInteraction() as command:
            await COMMANDS[command.command_name](command)
        case hikari.ModalInteraction() as form:
            await form.create_initial_response(MESSAGE, f"form: {form.components[0][0].value}")
        case hikari.ComponentInteraction(custom_id="open") as pressed:
            row = ModalActionRowBuilder()
            row.add_text_input("name", "Name", max_length=20)
            await pressed.create_modal_response("Remix", "form", components=[row])
        case hikari.ComponentInteraction(custom_id="pick") as picked:
            await picked.create_initial_response(
                hikari.ResponseType.MESSAGE_UPDATE, f"picked {picked.values[0]}"
            )
        case hikari.ComponentInteraction() as chosen:
            [user] = chosen.resolved.users.values()
            await chosen.create_initial_response(
                MESSAGE, f"who: {user.global_name}", flags=hikari.MessageFlag.EPHEMERAL
            )


async def everything(command: hikari.CommandInteraction) -> None:
    await command.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
    of, found = {option.name: option.value for option in command.options}, command.resolved
    file, channel = found.attachments[of["file"]], found.channels[of["channel"]]
    told = f"all: {of['text']} {of['whole']} {of['yes']} {found.users[of['user']].username} {channel.name} {channel.permissions:d}"
    told += f" {found.roles[of['role']].name} {of['mentionable']} {of['number']} {file.width}"
    await command.edit_initial_response(told, attachment=hikari.Bytes(await file.read(), "echo.png"))
    await command.execute("only you", flags=hikari.MessageFlag.EPHEMERAL)


async def deep(command: hikari.CommandInteraction) -> None:
    await command.create_initial_response(MESSAGE, f"deep {command.options[0].options[0].options[0].value}")


async def panel(command: hikari.CommandInteraction) -> None:
    buttons, lines, people = MessageActionRowBuilder(), MessageActionRowBuilder(), MessageActionRowBuilder()
    buttons.add_interactive_button(hikari.ButtonStyle.PRIMARY, "open", label="Open")
    lines.add_text_menu("pick").add_option("A", "a").add_option("B", "b")
    people.add_select_menu(ComponentType.USER_SELECT_MENU, "who")
    await command.create_initial_response(MESSAGE, "panel", components=[buttons, lines, people])


async def card(command: hikari.CommandInteraction) -> None:
    box = ContainerComponentBuilder(accent_color=hikari.Color(0x00AAFF))
    box.add_text_display("card")
    picture = MediaGalleryItemBuilder(media=hikari.Bytes(b"\x89PNG\r\n\x1a\n", "a.png"), description="alt")
    box.add_component(MediaGalleryComponentBuilder(items=[picture]))
    box.add_separator()
    await command.create_initial_response(MESSAGE, component=box, flags=hikari.MessageFlag.IS_COMPONENTS_V2)


async def inspect(command: hikari.CommandInteraction) -> None:
    [message] = command.resolved.messages.values()
    await command.create_initial_response(
        MESSAGE, f"inspect: {message.author.username} {len(message.attachments)}"
    )


async def who(command: hikari.CommandInteraction) -> None:
    await command.create_initial_response(
        MESSAGE, f"who: {command.resolved.users[command.target_id].global_name}"
    )


async def about(command: hikari.CommandInteraction) -> None:
    await command.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
    app, guild = await bot.rest.fetch_application(), await bot.rest.fetch_guild(command.guild_id)
    channel = await bot.rest.fetch_channel(command.channel_id)
    sent = await channel.send("to be read")
    read = await bot.rest.fetch_message(channel.id, sent.id)
    await sent.delete()
    await command.edit_initial_response(f"about: {app.name} {guild.name} {channel.name} {read.content}")


COMMANDS = {
    "all": everything,
    "deep": deep,
    "panel": panel,
    "card": card,
    "Inspect": inspect,
    "Who": who,
    "about": about,
}
bot.run()
