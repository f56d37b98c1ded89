"""What a job usually takes: as those like it took."""

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from domain.card import NewCard, ReplyTo
from domain.job import Bill, Draft, Job, Result, StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.quota import Caps, Limits
from domain.request import RestyleRequest, Speed
from storage import jobs, line, reservations
from storage.database import Database
from tests.storage.conftest import NOW, asker

TURBO, QUALITY = Speed.TURBO, Speed.QUALITY
Ask = Callable[[Speed, int], Awaitable[Job]]


@pytest.fixture
def ask(database: Database, limits: Limits, reply_to: ReplyTo) -> Ask:
    """One job in line for two pictures, at that speed and from a square of that side."""
    interactions = count(1)

    async def admit(speed: Speed, side: int) -> Job:
        source = StoredPicture(f"{side:064}", PictureFormat.PNG, side, side, 1000)
        request = RestyleRequest(prompt="ink", seed=7, images=2, speed=speed)
        card = NewCard(next(interactions), asker(), "letter", private=False)
        drafts = [Draft(request, source, None, "local", 0)]
        return (await reservations.reserve(database, card, drafts, reply_to, limits, NOW)).jobs[0]

    return admit


async def took(database: Database, job: Job, side: int, seconds: int) -> None:
    """It is done, after so many seconds for each of its pictures."""
    claimed = await jobs.claim(database, "local", Caps(), NOW)
    assert claimed
    assert claimed.id == job.id
    calling = await jobs.calling(database, claimed)
    assert calling
    ticket = Ticket(id=f"t{job.id}", status_url="http://h", response_url="http://h", cancel_url="http://h")
    accepted = await jobs.accepted(database, calling, ticket)
    assert accepted
    made = StoredPicture(f"{side:063}f", PictureFormat.JPEG, side, side, 100)
    ended = NOW + seconds * 2000
    bill = Bill(2, 0)
    await jobs.finish(database, accepted, [Result(1, 7, made)], bill, prompt_used="", now=ended)


@pytest.mark.parametrize(
    ("speed", "side", "usual"),
    [
        pytest.param(TURBO, 512, 3000, id="its speed and its size"),
        pytest.param(TURBO, 580, 3000, id="about its size"),
        pytest.param(TURBO, 1024, 9000, id="another size of its speed"),
        pytest.param(QUALITY, 512, 60_000, id="its speed, where none was of its size"),
        pytest.param(Speed.BALANCED, 512, 18_750, id="any, where none was of its speed"),
    ],
)
async def test_it_is_what_jobs_like_it_took(
    database: Database, ask: Ask, speed: Speed, side: int, usual: int
) -> None:
    for kind, edge, seconds in ((TURBO, 512, 2), (TURBO, 512, 4), (TURBO, 1024, 9), (QUALITY, 1024, 60)):
        await took(database, await ask(kind, edge), edge, seconds)
    job = await ask(speed, side)
    assert await line.usual(database, job) == usual


async def test_before_the_first_nobody_knows(database: Database, ask: Ask) -> None:
    assert await line.usual(database, await ask(TURBO, 512)) is None


async def test_a_job_that_cannot_be_read_is_passed_over(database: Database, ask: Ask) -> None:
    for seconds in (2, 4):
        await took(database, await ask(TURBO, 512), 512, seconds)
    await database.run(lambda connection: connection.execute("UPDATE jobs SET request = '{}' WHERE id = 1"))
    assert await line.usual(database, await ask(TURBO, 512)) == 4000
