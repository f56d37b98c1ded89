"""`python -m bot`: run it (the default), register its commands, look at its health, or try a host."""

import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar, get_args

import aiohttp
import click
import discord
from pydantic import ValidationError

from bot import app, choices, env, folder, logs, reasons, shell
from bot.commands import OddAnswer
from bot.doctor import examine
from bot.findings import Verdict
from bot.folder import InTheWay, InUse, held
from bot.move import move
from bot.part import Part
from bot.problems import problems
from bot.settings import ProviderName, Settings
from bot.shell import Errand
from bot.typed import typed
from bot.usage import sheet, table
from cogs.words import endings, refusals
from cogs.words.words import ENGLISH
from domain.errors import HostSaid, NotSent, StoreAway, Unreachable
from domain.picture import UnreadablePicture
from domain.request import IMAGES_LIMIT, SEED_MAX, RestyleRequest
from domain.shards import MOST
from domain.shards import read as read_shards
from jobs import clock
from jobs.pause import Pause
from storage import audit as audits
from storage import backup as backups
from storage import figures, opening
from storage import restore as restores
from storage.database import Broken, Database, Taken, Unopened
from storage.migrations import NewerDatabase
from storage.places import Unusable
from storage.sqlite import SqliteError

Result = TypeVar("Result")


class Missing(Exception):
    """There is no database yet."""


class File(click.Path):
    """A file, or a place for one: a pipe would be waited for, and a device overwritten."""

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, dir_okay=False, path_type=Path)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Refuse what is there and is no file."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if path.exists() and not path.is_file():
            self.fail(f"{path} is no file.", param, ctx)
        return path


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Restyle, a Discord bot that restyles pictures."""
    os.umask(
        0o077
    )  # whatever a command writes is for its user alone: members' pictures and prompts, and tokens
    context.obj = _settings()
    logs.set_up(context.obj.log_level, context.obj.log_format)
    for finding in choices.odd(context.obj) if context.invoked_subcommand != "doctor" else ():
        click.echo(f"{finding.what}. {finding.advice}", err=True)
    if context.invoked_subcommand is None:
        context.invoke(run)


@main.command()
@click.pass_obj
def run(settings: Settings) -> None:
    """Run the bot until it is told to stop."""
    _start(app.run(_with_token(settings)), settings)


@main.command()
@click.option("--shards", default="", help="Those that it has, as 0-3 or 0,2. Unset: all.")
@click.option("--of", type=click.IntRange(1, MOST), help="How many there are, for all gateways alike.")
@click.pass_obj
def gateway(settings: Settings, shards: str, of: int | None) -> None:
    """Listen to Discord, let requests in and show them, beside workers and other gateways."""
    if bool(shards) != bool(of):
        sys.exit("Give --shards and --of together, as in --shards 0-3 --of 8.")
    try:
        has = read_shards(shards, of) if of else None
    except ValueError as error:
        sys.exit(f"--shards: {error}.")
    _start_part(settings, Part(works=False, shards=has))


@main.command()
@click.option(
    "--providers", default="", help="Those whose jobs it does, comma-separated. Unset: all of PROVIDERS."
)
@click.option(
    "--jobs", type=click.IntRange(1, 1000), help="How many it has at once. Unset: what the hosts take."
)
@click.pass_obj
def worker(settings: Settings, providers: str, jobs: int | None) -> None:
    """Claim requests, have them rendered and deliver them, beside gateways and other workers."""
    names = tuple(name.strip() for name in providers.split(",") if name.strip())
    chosen = settings.chosen_providers()
    if unknown := [name for name in names if name not in chosen]:
        sys.exit(f"--providers names {unknown[0]}, which is not among PROVIDERS ({', '.join(chosen)}).")
    _start_part(settings, Part(listens=False, providers=names, jobs=jobs))


def _start_part(settings: Settings, part: Part) -> None:
    if settings.database_url is None:
        sys.exit(
            "DATABASE_URL is not set, and a database file is for one process: gateways and workers share one of"
            f" PostgreSQL. `{typed('run')}` does everything in one."
        )
    _start(app.run(_with_token(settings), part), settings)


@main.command()
@click.pass_obj
def sync(settings: Settings) -> None:
    """Register the commands with Discord, whether or not they changed."""
    _start(app.sync(_with_token(settings)), settings)


@main.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look at everything that the bot needs, and say what to do about it."""
    logs.set_up("WARNING", settings.log_format)  # its list is what there is to read
    sys.exit(asyncio.run(_examine(settings)))


async def _examine(settings: Settings) -> bool:
    """Print the findings. Returns whether one of them would stop the bot."""
    bad = False
    async for finding in examine(settings):
        click.echo(finding)
        bad = bad or finding.verdict is Verdict.BAD
    return bad


@main.command()
@click.argument("picture", type=File(exists=True))
@click.option("--prompt", required=True, help="How it should look.")
@click.option("--provider", type=click.Choice(get_args(ProviderName)), help="Unset: the first of PROVIDERS.")
@click.option("--images", type=click.IntRange(1, IMAGES_LIMIT), default=1, show_default=True)
@click.option("--strength", type=click.FloatRange(0, 1), default=0.8, show_default=True)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Unset: by chance.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder for the results.",
)
@click.pass_obj
def restyle(
    settings: Settings, picture: Path, provider: ProviderName | None, out: Path, **options: str | float | None
) -> None:
    """Restyle one picture through a host, for trying a key. It is paid for like any other."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        request = RestyleRequest.model_validate({"seed": secrets.randbelow(SEED_MAX), **given})
        name = provider or settings.chosen_providers()[0]
        if missing := settings.missing_key(name):
            sys.exit(f"{missing} is not set: {name} needs it.")
        out.mkdir(parents=True, exist_ok=True)
        written = asyncio.run(shell.restyle(settings, Errand(name, picture, request, out), click.echo))
    except ValidationError as error:
        sys.exit(str(error.errors(include_url=False)[0]["msg"]))
    except (NotSent, HostSaid) as failed:
        sys.exit(f"{endings.failure(ENGLISH, failed.failure.kind)} ({failed.failure.detail})")
    except Unreachable as unreachable:
        sys.exit(f"The host cannot be asked, and may have done it: {unreachable.detail}")
    except UnreadablePicture as unreadable:
        sys.exit(f"{picture}: {refusals.sentence(ENGLISH, unreadable)}")
    for path in written:
        click.echo(f"written: {path}")


@main.command()
@click.pass_obj
def audit(settings: Settings) -> None:
    """Look whether all accounts agree with the ledger, also while the bot runs; 1 where they do not."""
    found = _read(settings, audits.audit)
    for mismatch in found:
        click.echo(mismatch)
    if found:
        sys.exit("The accounts do not agree, which is a fault of the bot's. Nothing was changed.")
    click.echo("All accounts agree with the ledger.")


@main.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day (UTC). Unset: 29 days before the last."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day (UTC). Unset: today.")
@click.option("--csv", is_flag=True, help="For a spreadsheet, with amounts in dollars.")
@click.pass_obj
def usage(settings: Settings, since: datetime | None, until: datetime | None, *, csv: bool) -> None:
    """Say who used what in which server, and what it cost; also while the bot runs."""
    last = (until or datetime.now(UTC)).date()
    first = since.date() if since else last - min(timedelta(days=29), last - date.min)
    if first > last:
        sys.exit(f"{first} is after {last}.")
    days = [(day - date(1970, 1, 1)).days for day in (first, last)]
    used = _read(settings, lambda database: figures.of_all(database, *days))
    click.echo(sheet(used) if csv else table(used, first, last))


@main.command()
@click.argument("file", type=File())
@click.pass_obj
def backup(settings: Settings, file: Path) -> None:
    """Write the database and the pictures into FILE, as they are at this moment; also while the bot runs."""
    pictures = "the bucket of PICTURES_URL" if settings.pictures_url else "the folder `pictures` of DATA_DIR"
    _in_a_file(settings, f"pg_dump writes what is in PostgreSQL; keep {pictures} beside it.")
    if not settings.database_file.exists():
        sys.exit(reasons.no_database(settings))
    _checked(settings)
    if not file.parent.is_dir():
        sys.exit(f"There is no folder {file.parent} for the backup.")
    try:
        with opening.reading(app.picture_store(settings)) as read:
            made = backups.back_up(settings.data_dir, file, read)
    except SqliteError as error:
        sys.exit(f"The database cannot be copied: {error}. {reasons.way_out(error)}")
    except OSError as error:
        sys.exit(f"The backup cannot be written: {error}. What was at {file} is as it was.")
    except (Unusable, StoreAway) as error:
        sys.exit(f"{reasons.without_pictures(error)} What was at {file} is as it was.")
    gone = f" {made.gone} are not there any more, which the backup says of them." if made.gone else ""
    click.echo(f"Written: {file}, {made.size:,} bytes, the database and {made.pictures} pictures.{gone}")


@main.command()
@click.argument("file", type=File(exists=True))
@click.option("--replace", is_flag=True, help="Put aside what the data folder has.")
@click.option(
    "--go-on",
    is_flag=True,
    help="Let what had not ended go on. Only where no bot has run since the backup: else it is paid twice.",
)
@click.pass_obj
def restore(settings: Settings, file: Path, *, replace: bool, go_on: bool) -> None:
    """Bring a backup back to the data folder, checked as a whole before anything changes there."""
    _in_a_file(settings, "Take it out to bring a backup back into a file, or use pg_restore.")
    _checked(settings)
    try:
        with held(settings.data_dir):
            restores.finish(settings.data_dir)
            back = asyncio.run(_restored(settings, file, replace=replace, go_on=go_on))
    except (Unusable, opening.FolderBeside, StoreAway) as error:
        sys.exit(f"{reasons.without_pictures(error)} Nothing was changed.")
    except (InUse, restores.NotEmpty, restores.NotABackup, NewerDatabase, SqliteError, OSError) as error:
        sys.exit(reasons.not_back(settings.data_dir, file, error))
    click.echo(f"Brought back: the database and {back.pictures} pictures.")
    if back.ended:
        click.echo(
            f"{back.ended} requests had not ended. They are given back, and in their members' /history."
        )
    if back.replaced:
        click.echo(f"What was there lies in {back.replaced}.")
    for mismatch in back.mismatches:
        click.echo(mismatch)
    if back.mismatches:
        sys.exit("The accounts did not agree when the backup was made.")


async def _restored(settings: Settings, file: Path, *, replace: bool, go_on: bool) -> restores.Restored:
    """Bring a backup back, its pictures to the store where one is set."""
    store = await opening.place(app.picture_store(settings)) if settings.pictures_url else None
    now = clock.now()
    return await restores.restore(file, settings.data_dir, now, replace=replace, go_on=go_on, store=store)


@main.command()
@click.argument("reason", nargs=-1)
@click.pass_obj
def pause(settings: Settings, reason: Sequence[str]) -> None:
    """Take nothing new in, and send nothing that waits to a host that costs money. Members read the REASON."""
    _with_folder(settings)
    try:
        Pause(settings.pause_file).begin(" ".join(reason))
        if settings.database_address:
            opening.pause(settings.database_address, " ".join(reason))
    except (OSError, Unopened) as error:
        sys.exit(f"It cannot be paused: {error}. Stop the bot instead.")
    click.echo(f"Paused. What runs goes on. `{typed('resume')}` ends it.")


@main.command()
@click.pass_obj
def resume(settings: Settings) -> None:
    """End a pause: within seconds what waits goes on."""
    _with_folder(settings)
    try:
        ended = Pause(settings.pause_file).end()
        if settings.database_address:
            ended = opening.pause(settings.database_address, None) or ended
    except (OSError, Unopened) as error:
        sys.exit(f"The pause cannot be ended: {error}.")
    if settings.paused:
        sys.exit("It stays paused while PAUSED is in the settings. Take it out and start the bot again.")
    click.echo("It goes on." if ended else "It was not paused.")


def _with_folder(settings: Settings) -> None:
    """End where there is no data folder: a pause would be one of no bot."""
    if not settings.data_dir.is_dir():
        sys.exit(
            f"There is no data folder at {settings.data_dir}, so no bot that runs there. Set another DATA_DIR."
        )
    _checked(settings)


def _read(settings: Settings, ask: Callable[[Database], Awaitable[Result]]) -> Result:
    """Return what the database says; end where there is none, or none that can be read."""

    async def asked() -> Result:
        database = opening.database(settings.database_file, settings.database_address)
        if not await database.exists():
            raise Missing
        return await ask(database)

    _checked(settings)
    try:
        return asyncio.run(asked())
    except Missing:
        sys.exit(reasons.no_database(settings))
    except SqliteError as error:
        sys.exit(f"The database cannot be read: {error}. {reasons.way_out(error)}")
    except opening.Both as both:
        sys.exit(reasons.two_databases(both))
    except Unopened as error:
        sys.exit(f"The database cannot be read: {error}. Look at DATABASE_URL, and at its server.")


def _in_a_file(settings: Settings, instead: str) -> None:
    """End where the database is a server's."""
    if settings.database_url:
        sys.exit(f"DATABASE_URL is set, and backups are of a database file. {instead}")


def _checked(settings: Settings) -> None:
    """End where something in the data folder is of another kind than its name says."""
    try:
        folder.check(settings.data_dir)
    except InTheWay as error:
        sys.exit(reasons.in_the_way(error))


def _settings() -> Settings:
    try:
        env.check()
        return Settings()
    except ValidationError as error:
        sys.exit(f"The settings do not work: {problems(error)}. See .env.example.")
    except env.Unreadable as unreadable:
        sys.exit(str(unreadable))


def _with_token(settings: Settings) -> Settings:
    """Return the settings, where they have what only Discord needs."""
    if not settings.discord_token:
        sys.exit(
            "DISCORD_TOKEN is not set: put your bot's token into .env (see docs/operators.md), or try `make demo`."
        )
    return settings


def _start(program: Coroutine[object, object, None], settings: Settings) -> None:
    try:
        asyncio.run(program)
    except (discord.LoginFailure, discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as refused:
        sys.exit(reasons.let_out(refused))
    except (discord.HTTPException, aiohttp.ClientSSLError, OddAnswer) as odd:
        sys.exit(reasons.answers_oddly(odd, settings))
    except (OSError, aiohttp.ClientError, discord.DiscordException) as error:
        sys.exit(f"The bot cannot run: {error or type(error).__name__}. `{typed('doctor')}` says more.")
    except app.CannotListen as error:
        sys.exit(
            f"The bot cannot listen on {error.host}:{error.port} ({error.why})."
            " Set another WEB_PORT (0 lets the system choose), or look at WEB_HOST."
        )
    except (SqliteError, Broken, NewerDatabase, Unopened, opening.Both, restores.Nameless) as error:
        sys.exit(reasons.without_database(error))
    except Taken as taken:
        sys.exit(reasons.taken(taken))
    except (Unusable, opening.FolderBeside, StoreAway) as error:
        sys.exit(reasons.without_pictures(error))
    except InUse as error:
        other = (
            "" if settings.database_url else ", or set another DATA_DIR"
        )  # it would have the same database
        sys.exit(f"Another bot is running on {error.args[0]}. Stop it first{other}.")
    except InTheWay as error:
        sys.exit(reasons.in_the_way(error))


main.add_command(move)

if __name__ == "__main__":
    main()
