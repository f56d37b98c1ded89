"""`python -m bot`: run it (the default), or register its commands."""

import asyncio
import sys
from collections.abc import Coroutine

import click
import discord
from pydantic import ValidationError

from bot import app, logs
from bot.settings import Settings


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Restyle, a Discord bot that restyles pictures."""
    context.obj = _settings()
    if context.invoked_subcommand is None:
        context.invoke(run)


@main.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Run the bot until it is told to stop."""
    _start(app.run(settings))


@main.command()
@click.pass_obj
def sync(settings: Settings) -> None:
    """Register the commands with Discord, whether or not they changed."""
    _start(app.sync(settings))


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as error:
        # Without the values: one of them may be a key.
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc'])).upper()} {one['msg']}" for one in error.errors()
        )
        sys.exit(f"The settings do not work: {problems.strip()}. See .env.example.")
    if not settings.discord_token:
        sys.exit(
            "DISCORD_TOKEN is not set: put your bot's token into .env (see README.md), or try `make demo`."
        )
    logs.set_up(settings.log_level, settings.log_format)
    return settings


def _start(program: Coroutine[object, object, None]) -> None:
    try:
        asyncio.run(program)
    except discord.LoginFailure:
        sys.exit("Discord does not know this DISCORD_TOKEN. Copy it again from the application's Bot page.")
    except app.InUse as error:
        sys.exit(f"Another bot is running on {error.args[0]}. Stop it first, or set another DATA_DIR.")


if __name__ == "__main__":
    main()
