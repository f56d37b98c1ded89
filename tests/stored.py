"""What lies in the database, for tests that look: the program reads it as part of larger transactions."""

import asyncio

from domain.card import Card
from domain.member import Asker
from domain.quota import Account, Limits
from storage import cards, ledger
from storage.database import Database


async def account(database: Database, asker: Asker, limits: Limits, now: int) -> Account:
    """What somebody has used, and of what."""
    return await database.run(lambda connection: ledger.account_of(connection, asker, limits, now))


async def counted(database: Database, job_id: int) -> int:
    """How many pictures a job counts against its member's allowance."""
    return await database.run(lambda connection: ledger.counted_of(connection, job_id))


async def card(database: Database, card_id: int) -> Card:
    """The card above a job."""
    return await database.run(lambda connection: cards.card_above(connection, card_id))


async def lapse(database: Database) -> None:
    """Let all leases run out."""
    await database.run(
        lambda connection: connection.execute("UPDATE jobs SET lease_until = lease_until - 90000")
    )


async def renewed(database: Database) -> None:
    """Wait until there is a lease that has not run out."""
    async with asyncio.timeout(20):
        while True:
            if await database.run(
                lambda connection: connection.execute(
                    "SELECT 1 FROM jobs WHERE lease_until > unix_ms()"
                ).fetchone()
            ):
                return
            await asyncio.sleep(0.01)
