"""`python -m bot move`: from a bot's own folder to PostgreSQL, and its pictures to a store."""

import asyncio
import shutil
import sys
from pathlib import Path

import click

from bot import reasons
from bot.app import picture_store
from bot.folder import InTheWay, InUse, held
from bot.settings import Settings
from bot.typed import typed
from domain.errors import StoreAway
from jobs import clock
from storage import audit, opening, pictures
from storage.bring import bring
from storage.database import Broken, NotMoved, Taken, Unopened
from storage.migrations import NewerDatabase
from storage.places import Place, Unusable
from storage.restore import REPLACED, Nameless, finish
from storage.sqlite import SqliteError
from storage.workspaces import WORK

_REASONS = (
    *(NotMoved, Unopened, Taken, InUse, InTheWay, NewerDatabase, SqliteError, OSError),
    *(Unusable, StoreAway, Broken, Nameless),
)


@click.command()
@click.pass_obj
def move(settings: Settings) -> None:
    """Take what a bot that is stopped has in its folder over to DATABASE_URL and PICTURES_URL, as far as they are set.

    It can be run again where it was cut short.
    """
    if not (settings.database_url or settings.pictures_url):
        sys.exit("Neither DATABASE_URL nor PICTURES_URL is set: they say where to move to.")
    aside = settings.data_dir / f"{REPLACED}{clock.now()}"
    try:
        with held(settings.data_dir):
            finish(settings.data_dir)
            moved = _moved(settings, aside)
    except _REASONS as error:
        sys.exit(reasons.not_moved(settings.data_dir, error))
    if not moved:
        sys.exit(f"Nothing is left to move in {settings.data_dir}.")
    for line in moved:
        click.echo(line)
    found = asyncio.run(audit.audit(opening.database(settings.database_file, settings.database_address)))
    for mismatch in found:
        click.echo(mismatch)
    if found:
        sys.exit("The accounts did not agree before either.")
    click.echo(f"All accounts agree with the ledger. Start the bot; `{typed('doctor')}` looks at it.")


def _moved(settings: Settings, aside: Path) -> list[str]:
    """Move what is to be moved, the pictures last: until then the file names them. Returns what was done, in sentences."""
    done = list[str]()
    address, file, folder = settings.database_address, settings.database_file, settings.pictures_folder
    url = settings.pictures_url
    store = asyncio.run(opening.bucket(url, picture_store(settings))) if url else None
    if address and file.exists():
        rows = opening.move(file, address, aside / file.name)
        done.append(f"Moved: {rows:,} rows, compared on both sides. The file lies in {aside}.")
    if store and any(folder.glob("??/*")):
        brought = asyncio.run(_brought(settings, store))
        done.append(f"Moved: {brought:,} pictures, each looked at where it has arrived.")
        shutil.rmtree(folder / WORK, ignore_errors=True)
        if any(not one.is_dir() for one in folder.rglob("*")):
            aside.mkdir(exist_ok=True)
            folder.rename(aside / folder.name)
            done.append(f"What is no picture of the bot's lies in {aside}.")
        else:
            shutil.rmtree(folder)
    return done


async def _brought(settings: Settings, store: Place) -> int:
    """Bring the pictures to the store, which becomes this database's. Returns how many."""
    database = opening.database(settings.database_file, settings.database_address)
    if not await database.exists():
        raise Nameless
    async with database:
        await store.claim(await pictures.owner(database))
    return await bring(settings.pictures_folder, store)
