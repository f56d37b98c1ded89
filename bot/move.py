"""`python -m bot move`: from the database file of a bot that is stopped to PostgreSQL."""

import asyncio
import sys

import click

from bot import reasons
from bot.folder import InTheWay, InUse, held
from bot.settings import Settings
from bot.typed import typed
from jobs import clock
from storage import audit, opening
from storage.database import NotMoved, Taken, Unopened
from storage.migrations import NewerDatabase
from storage.restore import REPLACED, finish
from storage.sqlite import SqliteError


@click.command()
@click.pass_obj
def move(settings: Settings) -> None:
    """Take the database file of a bot that is stopped over to DATABASE_URL. It can be run again where it was cut short."""
    address, file = settings.database_address, settings.database_file
    if address is None:
        sys.exit("DATABASE_URL is not set: it says where to move to.")
    if not file.exists():
        sys.exit(f"There is no database file at {file}: nothing is left to move.")
    aside = settings.data_dir / f"{REPLACED}{clock.now()}" / file.name
    try:
        with held(settings.data_dir):
            finish(settings.data_dir)
            rows = opening.move(file, address, aside)
    except (NotMoved, Unopened, Taken, InUse, InTheWay, NewerDatabase, SqliteError, OSError) as error:
        sys.exit(reasons.not_moved(settings.data_dir, error))
    click.echo(f"Moved: {rows:,} rows, compared on both sides. The file lies in {aside.parent}.")
    found = asyncio.run(audit.audit(opening.database(file, address)))
    for mismatch in found:
        click.echo(mismatch)
    if found:
        sys.exit("The accounts did not agree in the file either.")
    click.echo(f"All accounts agree with the ledger. Start the bot; `{typed('doctor')}` looks at it.")
