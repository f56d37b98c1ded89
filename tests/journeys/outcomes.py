"""What comes of a fault of Discord's for who asked: the lines of the table in docs/reliability.md, as they are played."""

import asyncio
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sandbox.people.exchange import Exchange
from sandbox.people.person import Person
from sandbox.world.interactions import NO_ANSWER
from sandbox.world.world import Channel
from tests.journeys.watching import button, has_pictures
from tests.stage import Bot

Table = Mapping[str, "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What who asked for a picture sees: the picture, the words of a card, or in /history why it waits there.

    And the state in which its job ends (none where there is no job), and as how many pictures it counts.
    """

    sees: str
    job: str = "done"
    charged: int = 1
    waits: bool = False

    @property
    def end(self) -> list[tuple[str, int]]:
        """Return it as `ends` does."""
        return [] if self.job == "none" else [(self.job, self.charged)]

    def row(self, when: str, fault: str) -> str:
        """Return it as a line of the table."""
        sees = f"in `/history`: {self.sees}" if self.waits else self.sees
        return f"| {when} | {fault} | {sees} | {self.job} | {self.charged} |"


PICTURES = Outcome("the pictures")
NOWHERE = Outcome("nothing: it is gone with all that was there")
UNANSWERED = Outcome(f"“{NO_ANSWER}”", "none", 0)  # Discord's own words
CALLED_OFF = Outcome("“Cancelled. Nothing was charged.”", "cancelled", 0)


def waits(why: str) -> Outcome:
    """Return that the pictures wait for their member, who reads why."""
    return Outcome(why, waits=True)


@contextmanager
def about(fault: str) -> Generator[None]:
    """Name the line of a table in what goes wrong with it."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"fault: {fault}")
        raise


async def came_of(outcome: Outcome, asked: Exchange, person: Person, *, then: Channel | None = None) -> None:
    """Wait until who asked has seen that; what waits is fetched in the channel `then`, or the first one."""
    if outcome.waits:
        await _waits(outcome.sees, person, then)
    elif outcome == PICTURES:
        await asked.until(has_pictures, timeout=40)
    elif outcome.sees == NOWHERE.sees:
        return
    elif outcome == UNANSWERED:
        assert await asked.failure() == NO_ANSWER
    else:
        await asked.until(lambda message: outcome.sees.strip("“”") in message.text, timeout=40)


async def _waits(why: str, person: Person, channel: Channel | None) -> None:
    async with asyncio.timeout(40):
        while True:
            history = await (await person.command("history", channel=channel)).message_shown()
            if f"waiting for you · {why}" in history.text:
                break
            await asyncio.sleep(0.2)
    fetched = await (await person.click(history, button(history, "Fetch"))).until(has_pictures)
    assert len(fetched.pictures) == 1


async def has_come_to(bot: Bot, person: Person, *outcomes: Outcome) -> None:
    """Wait until somebody's jobs have come to that, in the order in which they were asked for."""
    wanted = [end for outcome in outcomes for end in outcome.end]
    async with asyncio.timeout(20):
        while True:
            if ends(bot, person) == wanted:
                return
            await asyncio.sleep(0.1)


def ends(bot: Bot, person: Person) -> list[tuple[str, int]]:
    """Return how somebody's jobs have ended, and as how many pictures each counts, in the order in which they were asked for."""
    with closing(sqlite3.connect(bot.data / "restyle.db", timeout=30)) as database:
        return database.execute(
            "SELECT state, sum(ledger.pictures) FROM jobs JOIN ledger ON job_id = jobs.id WHERE jobs.user_id = ?"
            " GROUP BY jobs.id ORDER BY jobs.id",
            (person.id,),
        ).fetchall()
