"""`python -m sandbox`: a local Discord with the bot on it, to try it out."""

import asyncio
import errno
import shlex
import signal
import sys
import tempfile
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from sandbox.botprocess import BotDied, BotProcess, is_here
from sandbox.demo import run
from sandbox.document import NotInstalled, document_here
from sandbox.once import Journey, NoResult, travel
from sandbox.people.replaying import Departed
from sandbox.people.transcript import read_transcript
from sandbox.program import unopened
from sandbox.replay import run as run_again
from sandbox.rules.intents import PRIVILEGED, granted
from sandbox.rules.options import WrongInput
from sandbox.rules.wrong_forms import first_fault
from sandbox.serve import Serving, serve
from sandbox.server import Sandbox
from sandbox.world.plan import DESIGNERS, Token, read_plan
from sandbox.world.reading import WrongFile

MOST_SECONDS = 600


class Port(click.IntRange):
    """A port, as what is wrong with one calls it."""

    name = "port"


PORT = Port(0, 65535)


class FirstWord(click.Group):
    """Without a command it is the demo; --once is a command that looks like an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command before its options."""
        if not args:
            args = ["demo"]
        elif any(arg.split("=")[0] == "--once" for arg in args):
            args = ["once", *args]
        return super().parse_args(ctx, args)


@click.group(cls=FirstWord)
def main() -> None:
    """Run a local Discord with the bot on it.

    Without a command it is the demo in a browser. --once PICTURE is one journey with a picture of yours: see `once --help`.
    """


@main.command()
@click.option("--port", type=PORT, help="Of the page; 0 is any that is free.  [default: 8750 if it is free]")
def demo(port: int | None) -> None:
    """Use the bot in a browser, until Ctrl-C."""
    _need_bot("demo")
    try:
        run(click.echo, port=port)
    except OSError as error:
        raise click.ClickException(_unopened(error)) from None
    except (BotDied, NotInstalled) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("transcript", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(transcript: Path) -> None:
    """Do again, with the bot, what people did in a session that was saved on the page."""
    _need_bot("replay")
    try:
        saved = read_transcript(transcript)
        run_again(saved, click.echo)
    except (BotDied, Departed, OSError, TimeoutError, WrongFile, WrongInput) as error:
        raise click.ClickException(str(error) or "the bot did not start in time") from None
    click.echo(f"All {len(saved.acts)} acts were done again.")


@main.command("serve")
@click.option("--port", type=PORT, default=0, help="Of everything; 0 is any that is free.")
@click.option(
    "--world",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that describes the servers and people.",
)
@click.option("--token", help="Of the bot, instead of the file's, or of one that is made up.")
@click.option("--intents", default="", help=f"What the bot was granted, of {', '.join(PRIVILEGED)}; or all.")
@click.option(
    "--bot",
    help="A command that starts a bot, told by DISCORD_TOKEN, DISCORD_API_URL and DISCORD_GATEWAY_URL.",
)
def serve_alone(port: int, world: Path | None, token: str | None, intents: str, bot: str | None) -> None:
    """Serve a local Discord by itself, for any bot, until Ctrl-C or the end of the bot that it started."""
    try:
        plan = DESIGNERS if world is None else read_plan(world)
        serving = Serving(port, plan, _token(token), _intents(intents), _words(bot))
        code = asyncio.run(serve(serving, click.echo))
    except OSError as error:
        raise click.ClickException(_unopened(error)) from None
    except (NotInstalled, WrongFile) as error:
        raise click.ClickException(str(error)) from None
    sys.exit(code)


def _unopened(error: OSError) -> str:
    """Say what could not be opened or started, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return "That port is taken. Choose another one by --port, or 0 for any that is free."
    return unopened(error)


def _intents(text: str) -> int:
    names = list(PRIVILEGED) if text == "all" else [name for name in text.split(",") if name]
    try:
        return granted(names)
    except WrongInput as strange:
        raise click.UsageError(str(strange)) from None


def _token(text: str | None) -> str | None:
    try:
        return None if text is None else TypeAdapter(Token).validate_python(text)
    except ValidationError as wrong:
        raise click.UsageError(f"--token: {first_fault(wrong)}") from None


def _words(command: str | None) -> list[str]:
    """Return the words of a command that starts a bot; none where there is to be no bot."""
    if command is None:
        return []
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise click.UsageError(f"--bot {command}: {error}.") from None
    if not words:
        raise click.UsageError("--bot names no command.")
    return words


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option(
    "--once", "picture", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--prompt", required=True, help="What the picture should become.")
@click.option("--then", multiple=True, help="A button to press afterwards: seed:1, again, weaker, stronger.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="For the results."
)
@click.pass_context
def once(ctx: click.Context, picture: Path, prompt: str, then: tuple[str, ...], out: Path) -> None:
    """Restyle one picture. Every other option goes to /restyle: --images 2 --strength 0.7 ..."""
    _need_bot("journey")
    out.mkdir(parents=True, exist_ok=True)
    _go(Journey(picture, {"prompt": prompt, **_options(ctx.args)}, out, then))


def _need_bot(what: str) -> None:
    if not is_here():
        raise click.ClickException(
            f"The {what} needs the bot, which is not installed here; `python -m sandbox serve` does not."
        )


def _options(words: list[str]) -> dict[str, object]:
    """Read --name value, --name=value, or --name alone for true."""
    options: dict[str, object] = {}
    left = list(words)
    while left:
        name, equals, value = left.pop(0).partition("=")
        if not name.startswith("--"):
            raise click.UsageError(f"What is {name}?")
        if not equals:
            value = left.pop(0) if left and not left[0].startswith("--") else "true"
        options[name.removeprefix("--").replace("-", "_")] = value
    return options


def _go(journey: Journey) -> None:
    try:
        asyncio.run(_journey(journey))
    except asyncio.CancelledError:
        sys.exit(128 + signal.SIGTERM)


async def _journey(journey: Journey) -> None:
    """Bring everything up, travel, and say where the pictures are; a failure is told on stderr."""
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    with tempfile.TemporaryDirectory(prefix="restyle-") as folder:
        async with Sandbox(openapi=document_here()) as discord:
            bot = BotProcess(discord, Path(folder))
            try:
                async with asyncio.timeout(MOST_SECONDS), bot:
                    kept = await bot.while_it_runs(travel(discord, journey, click.echo))
            except (NoResult, WrongInput) as error:
                raise click.ClickException(str(error)) from None
            except BotDied as error:
                raise click.ClickException(f"{error}; its last words:\n{bot.last_words()}") from None
            except TimeoutError:
                raise click.ClickException(f"it took too long; the bot says:\n{bot.last_words()}") from None
            if discord.violations:
                raise click.ClickException("against Discord's document:\n" + "\n".join(discord.violations))
            if discord.unspoken.sentences:
                raise click.ClickException("not spoken here:\n" + "\n".join(discord.unspoken.sentences))
    for path in kept:
        click.echo(f"written: {path.resolve()}")


if __name__ == "__main__":
    main()
