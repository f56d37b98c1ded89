"""Calls of unknown outcome are looked for again, hours after their members had their refund."""

from dataclasses import replace

import pytest

from domain.errors import Unreachable
from domain.job import Job, JobState, Ticket
from jobs import clock
from jobs.search import Search
from providers.provider import Capabilities
from storage import jobs
from tests.jobs.studio import Open, Script, Studio
from tests.providers.host import QUICK

TICKET = Ticket(id="late", status_url="s", response_url="r", cancel_url="c")
MINUTE = 60 * 1000
PAUSES = replace(QUICK, search=(60.0, 600.0, 3600.0))


@pytest.fixture
def finder(script: Script) -> Script:
    script.capabilities = Capabilities(finds=True, cancel=True)
    script.submitting = [Unreachable("ReadTimeout")]
    return script


async def _ended(studio: Studio) -> Job:
    """A job of unknown outcome."""
    return (await studio.shows(await studio.ask(5))).job


async def _ago(studio: Studio, minutes: int) -> None:
    """It ended so much earlier."""
    await studio.database.run(
        lambda connection: connection.execute(
            "UPDATE jobs SET finished_at = finished_at - ?", (minutes * MINUTE,)
        )
    )


async def test_what_appears_later_is_called_off_and_looked_for_no_more(
    open_studio: Open, finder: Script
) -> None:
    often = replace(QUICK, search=tuple(number / 10 for number in range(200)))
    async with open_studio(pauses=often) as studio:
        job = await _ended(studio)
        finder.found = [None, TICKET]
        await finder.reached("cancel late")
        found = await jobs.find(studio.database, job.id)
        assert found is not None
        assert (found.state, found.ticket) == (JobState.FAILED, TICKET)
        assert await jobs.unknown(studio.database, 0) == []
        assert (await studio.cost(), (await studio.account()).used) == (64, 0), "it was paid for after all"
    assert finder.said.count("submit") == 1


@pytest.mark.parametrize(
    ("minutes", "looks"),
    [(0, 0), (2, 1), (11, 1), (61, 1), (6 * 60, 0)],
    ids=["too early", "one moment has passed", "two in one", "all in one", "too late"],
)
async def test_it_is_looked_for_at_its_moments(
    open_studio: Open, finder: Script, minutes: int, looks: int
) -> None:
    async with open_studio(pauses=PAUSES) as studio:
        await _ended(studio)
    async with open_studio(working=False, pauses=PAUSES) as studio:
        await _ago(studio, minutes)
        before = finder.said.count("find 5.0")
        search = Search(studio.database, studio.routing, PAUSES)
        for _ in range(3):
            await search.look()
        assert finder.said.count("find 5.0") - before == looks


async def test_a_host_that_cannot_be_asked_is_asked_at_the_next_moment(
    open_studio: Open, finder: Script
) -> None:
    async with open_studio(pauses=PAUSES) as studio:
        job = await _ended(studio)
    async with open_studio(working=False, pauses=PAUSES) as studio:
        search = Search(studio.database, studio.routing, PAUSES)
        finder.found = [Unreachable("ConnectError"), TICKET]
        await _ago(studio, 2)
        await search.look()
        await _ago(studio, 9)
        await search.look()
        found = await jobs.find(studio.database, job.id)
        assert found is not None
        assert found.ticket == TICKET


async def test_a_host_that_keeps_no_list_is_not_asked(open_studio: Open, finder: Script) -> None:
    finder.capabilities = Capabilities()
    async with open_studio(pauses=PAUSES) as studio:
        await _ended(studio)
    async with open_studio(working=False, pauses=PAUSES) as studio:
        await _ago(studio, 2)
        await Search(studio.database, studio.routing, PAUSES).look()
    assert not any(word.startswith("find") for word in finder.said)


async def test_a_job_whose_host_is_no_longer_configured_is_left_alone(
    open_studio: Open, finder: Script
) -> None:
    async with open_studio(pauses=PAUSES) as studio:
        await _ended(studio)
    async with open_studio(only=[Script(name="other")], working=False) as studio:
        await _ago(studio, 2)
        await Search(studio.database, studio.routing, PAUSES).look()
        assert len(await jobs.unknown(studio.database, clock.now() - 5 * MINUTE)) == 1
