"""`python -m bot doctor`: looks at everything that the bot needs, and says what to do about what it finds."""

import asyncio
import json
import os
import shutil
import socket
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot import app, folder, reasons
from bot.choices import of_choices
from bot.commands import ALL_LANGUAGES, Described, OddAnswer, changed, registered_in
from bot.findings import Finding, Verdict
from bot.hosts import Hosts
from bot.settings import Settings
from bot.typed import typed
from domain.errors import Failure, FailureKind, HostSaid, NotSent, Unreachable
from domain.pauses import Pauses
from jobs.pause import Pause
from providers.answers import Answer, NoAnswer
from providers.bounded import bounded_client, call
from providers.local import LocalRenderer
from providers.notices import Notices
from providers.provider import Provider
from storage import opening
from storage.database import Unopened
from storage.migrations import NewerDatabase
from storage.places import Unusable
from storage.reader import Reader
from storage.sqlite import SAFE_VERSION, VERSION, SqliteError

FREE_MIN = 1024**3  # bytes; a picture is some 3 MB with its source, so this is a few hundred requests
CLOCK_MAX = 60.0  # seconds; webhooks are refused at 300, and a member's "frees in" is wrong long before


_ADDRESS = "Put the right address into DISCORD_API_URL, or take it out of the settings. Where it is right, try again in a while."


class _Application(Answer):
    id: str
    name: str


async def examine(settings: Settings) -> AsyncGenerator[Finding]:
    """Look at one thing after another."""
    yield _python()
    yield _sqlite()
    for finding in _folder(settings.data_dir):
        yield finding
    async for finding in _kept(settings):
        yield finding
    if Pause(settings.pause_file, settings.paused).on:
        yield Finding(
            Verdict.ODD, "The bot is paused", f"`{typed('resume')}` ends it, or taking PAUSED out of .env."
        )
    async with bounded_client() as http, LocalRenderer() as renderer:
        chosen = Hosts(settings, http, renderer, Notices(), Pauses()).chosen()
        async for finding in discord_findings(settings, http, chosen):
            yield finding
        for provider in chosen:
            yield await _host(provider)
    yield _port(settings)
    for finding in of_choices(settings, chosen):
        yield finding


async def _kept(settings: Settings) -> AsyncIterator[Finding]:
    """Look at where pictures and rows are kept."""
    if settings.pictures_url:
        async for finding in _pictures(settings):
            yield finding
    in_the_way = _kinds(settings.data_dir)
    if in_the_way:
        yield in_the_way
    elif settings.database_address:
        if settings.database_file.exists():
            yield Finding(
                Verdict.BAD,
                f"There is a database at {settings.database_file}, and DATABASE_URL names another",
                f"Take DATABASE_URL out of the settings, or let `{typed('move')}` take the file over.",
            )
        yield await _server(settings.database_address)
    elif settings.database_file.exists():
        yield await _database(settings.database_file)


def _python() -> Finding:
    return Finding(Verdict.WELL, f"Python {sys.version.split()[0]}")


def _sqlite() -> Finding:
    found, wanted = ".".join(map(str, VERSION)), ".".join(map(str, SAFE_VERSION))
    if VERSION >= SAFE_VERSION:
        return Finding(Verdict.WELL, f"SQLite {found}")
    advice = f"Before {wanted} SQLite can lose commits when its log is reset; use a newer Python, or Linux on x86-64."
    return Finding(Verdict.ODD, f"SQLite {found}", advice)


def _folder(kept: Path) -> list[Finding]:
    """Tell whether what the bot keeps can be kept."""
    try:
        kept.mkdir(parents=True, exist_ok=True)
        probe = kept / ".doctor"
        probe.write_bytes(os.urandom(16))
        probe.unlink()
    except OSError as error:
        advice = (
            "It is a file: set another DATA_DIR."
            if kept.is_file()
            else "Give the bot's user the right to write there, or set another DATA_DIR."
        )
        return [Finding(Verdict.BAD, f"{kept} cannot be written: {error.strerror}", advice)]
    free = shutil.disk_usage(kept).free
    room = Finding(Verdict.WELL, f"{kept} can be written, {free / 1024**3:.1f} GB free")
    if free < FREE_MIN:
        room = Finding(
            Verdict.ODD, f"{kept} has {free / 1024**2:.0f} MB left", "Free some, or set KEEP_DAYS lower."
        )
    return [room]


def _kinds(kept: Path) -> Finding | None:
    """Tell of what is of another kind than its name says."""
    try:
        folder.check(kept)
    except folder.InTheWay as error:
        advice = "Move it away, or set another DATA_DIR."
        return Finding(Verdict.BAD, f"{error.path} is no {error.wanted}", advice)
    return None


async def _database(path: Path) -> Finding:
    """Tell whether the database can be read as one."""
    reader = Reader(path)
    try:
        await reader.open()
        await reader.run(
            lambda connection: connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        )
    except SqliteError as error:
        return Finding(
            Verdict.BAD,
            f"The database cannot be read: {error}",
            f"Bring a backup back: {typed('restore')} FILE",
        )
    finally:
        await reader.close()
    return Finding(Verdict.WELL, "The database can be read")


async def _server(address: str) -> Finding:
    """Tell whether PostgreSQL answers, and has the database. Nothing is made there."""
    try:
        there = await asyncio.to_thread(opening.tried, address)
    except NewerDatabase:
        advice = "Install that version, or set another DATABASE_URL."
        return Finding(
            Verdict.BAD, "The database that DATABASE_URL names is of a later version of the bot", advice
        )
    except Unopened as error:
        advice = "Look at DATABASE_URL, and at its server."
        return Finding(Verdict.BAD, f"The database that DATABASE_URL names cannot be used: {error}", advice)
    said = "has the bot's tables" if there else "is ready: its tables are made at the first start"
    return Finding(Verdict.WELL, f"PostgreSQL answers, and {said}")


async def _pictures(settings: Settings) -> AsyncIterator[Finding]:
    """Tell whether all can be done in the store of pictures that the bot does there. Nothing is left there."""
    with TemporaryDirectory() as copies:
        store = replace(app.picture_store(settings), copies=Path(copies))
        try:
            await opening.place(store)
        except opening.FolderBeside as error:
            yield Finding(Verdict.BAD, *reasons.unusable(error))
            try:
                await opening.bucket(settings.pictures_url or "", store)
            except Unusable as error:
                yield Finding(Verdict.BAD, *reasons.unusable(error))
                return
        except Unusable as error:
            yield Finding(Verdict.BAD, *reasons.unusable(error))
            return
    yield Finding(
        Verdict.WELL, "The store that PICTURES_URL names can be listed, written, read and deleted from"
    )


async def discord_findings(
    settings: Settings, http: httpx.AsyncClient, providers: Sequence[Provider]
) -> AsyncIterator[Finding]:
    """Look at the token, the commands and the clock."""
    if not settings.discord_token:
        advice = "Put the token of your application's bot into .env (docs/operators.md says how to get one)."
        yield Finding(Verdict.BAD, "DISCORD_TOKEN is not set", advice)
        return
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}"}
    try:
        answer = await call(
            http, "GET", f"{settings.discord_api_url}/oauth2/applications/@me", headers=headers
        )
        if answer.status_code == httpx.codes.UNAUTHORIZED.value:
            advice = "Copy it again from the application's Bot page; a reset token is a new one."
            yield Finding(Verdict.BAD, f"Discord does not take the token ({answer.status_code})", advice)
            return
        application = _Application.of(answer.content) if answer.is_success else None
        if application is None:
            yield _odd(settings, str(answer.status_code))
            return
        yield Finding(Verdict.WELL, f"Discord knows the token: {application.name}")
        yield _clock(answer.headers.get("Date"))
        commands = await call(
            http,
            "GET",
            f"{settings.discord_api_url}/applications/{application.id}/commands{ALL_LANGUAGES}",
            headers=headers,
        )
        yield _commands(settings, commands, await app.described(without=app.not_offered(providers)))
    except NoAnswer:
        yield _odd(settings, f"{httpx.codes.OK.value}, but not an application")
    except httpx.HTTPError as error:
        yield _unreached(settings, type(error).__name__)


def _unreached(settings: Settings, why: str) -> Finding:
    """Say that nobody answers."""
    if settings.instead_of_discord:
        return Finding(Verdict.BAD, f"Nothing answers at {settings.instead_of_discord} ({why})", _ADDRESS)
    advice = "Look at the machine's network, its DNS and its firewall: the bot needs https to discord.com."
    return Finding(Verdict.BAD, f"Discord cannot be reached ({why})", advice)


def _odd(settings: Settings, what: str) -> Finding:
    """Say that Discord has trouble, or that somebody else answers in its place."""
    if settings.instead_of_discord:
        said = f"{settings.instead_of_discord} does not answer as Discord does ({what})"
        return Finding(Verdict.BAD, said, _ADDRESS)
    advice = (
        "Try again in a while (discordstatus.com says how it is); a network's portal answers like that too."
    )
    return Finding(Verdict.BAD, f"Discord does not answer as it should just now ({what})", advice)


def _commands(settings: Settings, answer: httpx.Response, ours: Sequence[Described]) -> Finding:
    if not answer.is_success:
        return _odd(settings, f"{answer.status_code}, asked for the list of commands")
    try:
        registered = registered_in(json.loads(answer.content))
    except (ValueError, RecursionError, OddAnswer):
        return _odd(settings, f"{answer.status_code}, but not the list of commands")
    wrong = changed(ours, registered)
    if not wrong:
        return Finding(Verdict.WELL, f"{len(registered)} commands are registered as they are")
    return Finding(
        Verdict.ODD,
        f"Not registered as they are: {', '.join(wrong)}",
        f"The bot registers them at its next start; or: {typed('sync')}",
    )


def _clock(date: str | None) -> Finding:
    """Compare our clock with Discord's."""
    try:
        off = time.time() - parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError):
        return Finding(Verdict.ODD, "Discord did not say what time it is", "Compare the clock with another.")
    if abs(off) > CLOCK_MAX:
        return Finding(
            Verdict.BAD,
            f"The clock is {off:.0f} s off",
            "Switch on time synchronisation (timedatectl set-ntp true).",
        )
    return Finding(Verdict.WELL, "The clock is right")


_ADVICE = {
    FailureKind.BAD_KEY: "Copy the key again from the host's dashboard.",
    FailureKind.MISCONFIGURED: "Look at that host's key and addresses in .env: one of them cannot be sent or called.",
    FailureKind.OUT_OF_FUNDS: "Top up the account, or put another host first in PROVIDERS.",
    FailureKind.UNAVAILABLE: "Look at the machine's network, and at the host's status page.",
}


async def _host(provider: Provider) -> Finding:
    """Make a call that costs nothing."""
    try:
        await provider.check()
    except (HostSaid, NotSent) as failed:
        return _trouble(provider, failed.failure)
    except Unreachable as unreachable:
        return _trouble(provider, Failure(kind=FailureKind.UNAVAILABLE, detail=unreachable.detail))
    takes_a_key = "" if provider.capabilities.forgets else " and takes the key"
    return Finding(Verdict.WELL, f"{provider.name} answers{takes_a_key}")


def _trouble(provider: Provider, failure: Failure) -> Finding:
    advice = _ADVICE.get(failure.kind, "Look at the host's status page.")
    if provider.capabilities.forgets:  # the local model: on this machine, or on one of the operator's
        advice = "What it needs is printed above, or in its own log. Or set FAL_KEY or MODELRUNNER_KEY, and do without it."
    return Finding(Verdict.BAD, f"{provider.name}: {failure.kind} ({failure.detail})", advice)


def _port(settings: Settings) -> Finding:
    """Tell whether the HTTP side will have its address."""
    where = f"{settings.web_host}:{settings.web_port}"
    try:
        with socket.create_server((settings.web_host, settings.web_port)):
            return Finding(Verdict.WELL, f"{where} is free for the HTTP side")
    except OSError as error:
        advice = "Fine if the bot is running now; else set another WEB_PORT, or look at WEB_HOST."
        return Finding(Verdict.ODD, f"{where} cannot be listened on: {error.strerror}", advice)
