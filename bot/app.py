"""Every part, built once in reading order and closed in reverse."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncGenerator, Collection, Coroutine, Iterator, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import httpx
from discord.app_commands import Translator
from discord.ext import commands as ext

from bot import env, folder
from bot.client import Client
from bot.commands import Described
from bot.garbage import collect_when_calm
from bot.hosts import Hosts
from bot.part import WHOLE, Part
from bot.settings import Settings
from bot.typed import typed
from cogs import replies
from cogs.acknowledging import Precedence
from cogs.asking import Asking
from cogs.batch import Batch
from cogs.buttons import Buttons
from cogs.delivery import DiscordDelivery
from cogs.help import Help, Ids
from cogs.history import History
from cogs.intake import Intake
from cogs.integrations import Integrations
from cogs.leftovers import Leftovers
from cogs.menus import Menus
from cogs.moderation import Moderation
from cogs.own_data import OwnData
from cogs.privacy import Privacy
from cogs.questions import Questions
from cogs.queue import Queue
from cogs.quota import Quota
from cogs.restyle import Restyle
from cogs.servers import Servers
from cogs.sources import Sources
from cogs.styles import Styles
from cogs.trail import Trail
from cogs.usage import Usage
from cogs.words.commands import Localised
from domain.buckets import DAY, MONTH, Bucket, Scope, Unit
from domain.budget import budget_of_bot
from domain.errors import StoreAway
from domain.keeping import Keeping
from domain.pauses import Pauses
from domain.quota import Caps, Limits
from domain.shards import EVERY, Shards
from images import safety
from images.workshop import Workshop
from jobs.assembly import Jobs, Store, assemble
from jobs.pause import Pause
from jobs.safety import Safety
from jobs.worker import Share
from providers.bounded import bounded_client
from providers.local import LocalRenderer
from providers.notices import Notices
from providers.provider import Provider
from providers.signatures import FalSignatures, StandardSignatures, fal_keys
from storage import opening, pictures, restore
from storage.database import Database
from storage.lag import Lag
from storage.places import Place
from storage.signals import Topic
from storage.sqlite import SAFE_VERSION, VERSION
from web.hooks import Hooks, Signatures
from web.metrics import Metrics
from web.server import serving

log = logging.getLogger(__name__)

AWAY = 5.0  # seconds between two questions to a store of pictures that does not answer
LOOK = 0.25  # seconds between two looks at how late the event loop is
GRACE = 10.0  # seconds for what must finish when the bot is asked to stop; service managers give 10 to 90


@dataclass(eq=False)
class CannotListen(Exception):
    """The HTTP side has no address: another program has the port, or the host is not this machine's."""

    host: str
    port: int
    why: str


@dataclass(frozen=True, slots=True)
class App:
    """The parts that are started and stopped by name."""

    client: Client
    jobs: Jobs
    database: Database
    precedence: Precedence
    part: Part


@asynccontextmanager
async def build(settings: Settings, part: Part = WHOLE) -> AsyncGenerator[App]:
    """Build the bot, or a part of it, once what was cut short in the data folder is done.

    Raises InUse where another one has the data folder, Nameless where pictures have no database; Both, Unopened and Taken
    for the database; Unusable and FolderBeside for the place of the pictures.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(folder.held(settings.data_dir, shared=not part.whole))
        _warn_of_old_sqlite()
        _warn_of_no_marks(settings)
        pause = Pause(settings.pause_file, settings.paused)
        if pause.on:
            ends = "taking PAUSED out of the settings" if settings.paused else f"`{typed('resume')}`"
            log.warning("it is paused: %s lets it go on", ends)
        restore.finish(settings.data_dir)
        database, files = await _kept(stack, _database(settings, part), settings)
        workshop = await stack.enter_async_context(Workshop())
        store = Store(database, files, workshop, marks=not settings.ai_marks_off_because)
        http = await stack.enter_async_context(bounded_client())
        renderer = await stack.enter_async_context(LocalRenderer())
        signals = await stack.enter_async_context(
            opening.signals(None if part.whole else settings.database_address)
        )
        notices = Notices()
        signals.on(Topic.NOTICE, notices.tell)
        pauses = Pauses()
        providers = Hosts(settings, http, renderer, notices, pauses).chosen()

        checks = await _safety(stack, settings)

        client = await stack.enter_async_context(
            Client(
                *(settings.discord_api_url, replies.refuse, settings.instead_of_discord),
                shards=part.shards,
                listens=part.listens,
            )
        )
        delivery = DiscordDelivery(client, store.pictures)
        jobs = assemble(
            store,
            providers,
            delivery,
            _limits(settings),
            pauses,
            pause=pause,
            keeping=_keeping(settings),
            styles=settings.styles,
            lora_hosts=settings.lora_hosts,
            safety=checks,
            signals=signals,
            share=Share(part.providers, part.jobs),
        )
        if not part.whole:
            delivery.look_again_by(jobs.worker.look_again)

        precedence = Precedence()
        if part.listens:
            sources = Sources(http, store.pictures, settings.discord_api_url, precedence)
            await _listen(client, jobs, sources, precedence, part)
        hooks = Hooks(partial(signals.send, Topic.NOTICE), _signatures(settings, http))

        lag = Lag()
        for name, watching in (("lag", _watch_loop(lag)), ("store", _watch_store(files))):
            stack.callback(asyncio.create_task(watching, name=name).cancel)

        def health() -> dict[str, bool]:
            store = {"pictures": not files.away} if settings.pictures_url else {}
            connected = {"discord": client.connected} if part.listens else {}
            return {**connected, "database": not (database.broken or database.full), **store}

        metrics = Metrics(
            lambda: {
                "restyle_audit_mismatches": jobs.bookkeeping.mismatches,
                "restyle_database_behind_seconds": database.behind,
                "restyle_loop_behind_seconds": lag.worst,
            },
            jobs.reporting.load,
        )
        server = serving(health, metrics, hooks, settings.web_host, settings.web_port)
        await _listening(stack, server, settings)
        yield App(client, jobs, database, precedence, part)


async def _listen(client: Client, jobs: Jobs, sources: Sources, precedence: Precedence, part: Part) -> None:
    """Build what hears and answers on Discord."""
    shards = part.shards or EVERY
    integrations = Integrations(client, lambda: client.command_ids)
    await client.add_cog(integrations)
    intake = Intake(jobs.admission, integrations, Restyle.restyle, sources, precedence)
    client.let_in_by(intake.letting_in, intake.permit_command)
    questions = Questions(client, jobs, shards)
    asking = Asking(client, intake, questions, jobs)
    await client.add_cog(questions)
    own = OwnData(questions, jobs)
    await client.add_cog(Buttons(client, intake, asking, own, jobs))
    await client.add_cog(Servers(client, jobs, shards))
    await client.add_cog(Trail(client, jobs))
    await client.add_cog(Leftovers(client, jobs, shards))
    await client.offer(
        commands(intake, own, jobs, sources, lambda: client.command_ids),
        Menus(intake, sources, jobs).entries(),
        without=not_offered(jobs.routing.providers),
    )


def _database(settings: Settings, part: Part) -> Database:
    """Return the database, which is not open yet. Raises Both and Unopened."""
    shards = (part.shards or Shards(of=0)) if part.listens and not part.whole else None
    return opening.database(
        settings.database_file, settings.database_address, shared=not part.whole, shards=shards
    )


async def _kept(stack: AsyncExitStack, unopened: Database, settings: Settings) -> tuple[Database, Place]:
    """Return the database, open, and the place of its pictures, which is its own."""
    files = await opening.place(picture_store(settings))
    await restore.check_named(files, unopened)
    database = await stack.enter_async_context(unopened)
    await files.claim(await pictures.owner(database))
    return database, files


def picture_store(settings: Settings) -> opening.PictureStore:
    """Return where pictures are set to lie."""
    return opening.PictureStore(
        settings.pictures_url, env.of_stores(), settings.pictures_folder, settings.copies_folder
    )


async def _watch_loop(lag: Lag) -> None:
    """Note how late the event loop is, as long as it runs."""
    while True:
        due = time.monotonic() + LOOK
        await asyncio.sleep(LOOK)
        lag.begin([due])
        lag.end()


async def _watch_store(files: Place) -> None:
    """Ask where the pictures are whether it is back, as long as it is away: nobody else may need it meanwhile."""
    while True:
        await asyncio.sleep(AWAY)
        with suppress(StoreAway):
            if files.away:
                await files.holds_any()


async def _safety(stack: AsyncExitStack, settings: Settings) -> Safety:
    """Return the local check of pictures: none where it is switched off, or its extra is missing."""
    threshold = settings.safety_threshold
    if threshold is None or not safety.available():
        return Safety()
    return Safety(await stack.enter_async_context(safety.SafetyChecker()), threshold)


async def _listening(
    stack: AsyncExitStack, server: AbstractAsyncContextManager[None], settings: Settings
) -> None:
    try:
        await stack.enter_async_context(server)
    except OSError as error:
        raise CannotListen(settings.web_host, settings.web_port, error.strerror or "") from error


def commands(intake: Intake, own: OwnData, jobs: Jobs, sources: Sources, ids: Ids) -> list[ext.Cog]:
    """Return the commands. To be described they need none of the parts that they use."""
    return [
        Restyle(intake, jobs),
        Batch(intake, jobs),
        Queue(jobs),
        History(jobs),
        Usage(jobs),
        Styles(jobs, sources),
        Quota(jobs),
        Moderation(jobs),
        Privacy(own),
        Help(ids),
    ]


def not_offered(providers: Sequence[Provider]) -> frozenset[str]:
    """Return the options of commands that none of these hosts can do."""
    looks = any(provider.capabilities.looks for provider in providers)
    return frozenset() if looks else frozenset({"style_from"})


async def described(
    translator: Translator | None = None, *, without: Collection[str] = ()
) -> list[Described]:
    """Return the commands as they are registered without the options of these names; nothing that they use is built."""
    unused = cast("Any", None)
    async with Client("http://127.0.0.1:0", replies.refuse) as client:
        await client.offer(
            commands(unused, unused, unused, unused, unused),
            Menus(unused, unused, unused).entries(),
            without=without,
        )
        return await client.described(translator or Localised())


async def run(settings: Settings, part: Part = WHOLE) -> None:
    """Run the bot, or a part of it, until it is told to stop (SIGTERM, SIGINT) or a part of it ends."""
    assert settings.discord_token, "checked before"
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with build(settings, part) as app:
        ends: set[asyncio.Task[object]] = {
            asyncio.create_task(app.database.until_broken(), name="database"),
            asyncio.create_task(stop.wait(), name="signal"),
        }
        # Where Discord is down, the health page says so meanwhile.
        login = asyncio.create_task(
            app.client.log_in(settings.discord_token.get_secret_value()), name="login"
        )
        ended = await _first_of({login, *ends})
        if login in ended:
            login.result()
            await _work(app, ends)
        else:
            log.info("stopping, with no word from Discord")
            await app.client.close()
            await _end({login, *ends}, ended)


async def _work(app: App, ends: Collection[asyncio.Task[object]]) -> None:
    """Work until one of these ends, or a part of the bot does."""
    doing = [*_listening_parts(app), *_working_parts(app)]
    parts = {*ends, *(asyncio.create_task(work, name=name) for name, work in doing)}
    # It comes to an end by itself, which ends nothing else.
    looking_back = asyncio.create_task(app.jobs.recognition.look_back(), name="fingerprints")
    ended = await _first_of(parts)
    log.info("stopping")
    try:
        await _stop(app)
    finally:  # with a database that is broken nothing can be noted of it
        await app.client.close()
        await _end({*parts, looking_back}, ended)


def _listening_parts(app: App) -> Iterator[tuple[str, Coroutine[object, object, object]]]:
    """Yield what is done where Discord is listened to."""
    yield "garbage", collect_when_calm(app.precedence.give)
    if app.part.listens:
        yield "discord", app.client.connect()
        yield "counts", app.jobs.reporting.counts.run()
    if app.jobs.all_processes:
        yield "standing", app.jobs.all_processes.run()


def _working_parts(app: App) -> Iterator[tuple[str, Coroutine[object, object, object]]]:
    """Yield what is done where jobs are worked on, and from time to time."""
    if app.part.works:
        yield "worker", app.jobs.worker.run()
        yield "retention", app.jobs.retention.run()
        yield "bookkeeping", app.jobs.bookkeeping.run()
        yield "tokens", app.jobs.tokens.run()
        yield "reviews", app.jobs.reviews.run()


async def _first_of(parts: Collection[asyncio.Task[object]]) -> set[asyncio.Task[object]]:
    ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    return ended


async def _end(parts: set[asyncio.Task[object]], ended: set[asyncio.Task[object]]) -> None:
    """End those that have not ended before. Raises what one of the others did."""
    left = parts - ended
    for part in left:
        part.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for error in await asyncio.gather(*ended, return_exceptions=True):  # each is asked, or asyncio logs it
        if isinstance(error, BaseException):
            raise error


async def _stop(app: App) -> None:
    """Take nothing more in, and let those finish who were let in and what is on its way."""
    app.jobs.worker.stopping = True
    with suppress(TimeoutError):
        await asyncio.wait_for(app.jobs.admission.until_empty(), GRACE)
    await app.jobs.worker.stop(GRACE)
    await app.jobs.reporting.counts.save()


async def sync(settings: Settings) -> None:
    """Register the commands, whether or not they changed."""
    assert settings.discord_token, "checked before"
    async with build(settings) as app:
        await app.client.login(settings.discord_token.get_secret_value())
        await app.client.sync(force=True)


def _limits(settings: Settings) -> Limits:
    return Limits(
        Bucket(Scope.BOT, Unit.PICTURES, settings.daily_pictures),
        Bucket(Scope.PERSONAL, Unit.PICTURES, settings.personal_images_per_day),
        Caps(),
        (
            *budget_of_bot(settings.dollars_per_day, DAY),
            *budget_of_bot(settings.dollars_per_month, MONTH),
        ),
        settings.paid_cancels_per_day,
        Bucket(Scope.RELAX, Unit.PICTURES, settings.relax_images_per_day)
        if settings.relax_images_per_day
        else None,
    )


def _keeping(settings: Settings) -> Keeping:
    hosts = tuple(name for name in settings.chosen_providers() if name != "local")
    return Keeping(settings.keep_days, settings.keep_server_days, hosts, settings.keep_files_hours)


def _signatures(settings: Settings, http: httpx.AsyncClient) -> dict[str, Signatures]:
    """Return the hands that we know: of hosts that are in use and can reach us."""
    known: dict[str, Signatures] = {}
    if settings.public_url and settings.fal_key:
        known["fal"] = FalSignatures(fal_keys(http, settings.fal_rest_url))
    if settings.public_url and settings.modelrunner_webhook_secret:
        known["modelrunner"] = StandardSignatures(settings.modelrunner_webhook_secret)
    return known


def _warn_of_no_marks(settings: Settings) -> None:
    if settings.ai_marks_off_because:
        log.warning("files get no mark that a model made them: %s", settings.ai_marks_off_because)


def _warn_of_old_sqlite() -> None:
    if VERSION < SAFE_VERSION:
        found, wanted = ".".join(map(str, VERSION)), ".".join(map(str, SAFE_VERSION))
        log.warning("SQLite %s can lose commits when its log is reset; %s or newer does not", found, wanted)
