"""The contract with both hosted models: what each fault of theirs is for the member, the account and the money.

The whole way from the queue to the ending is real, up to a socket. The table in docs/reliability.md is this one.
"""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from aiohttp import web

from cogs.words import endings
from cogs.words.words import ENGLISH
from domain.job import JobState
from providers.bounded import bounded_client
from storage import ledger
from tests.jobs.faults import FAULTS, SUBMIT, Cost, Fake, Faked, faked
from tests.jobs.studio import Open, Shows
from tests.providers.host import KEY, hosting

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
NUMBER = 5


@pytest.fixture(params=SUBMIT)
async def host(request: pytest.FixtureRequest) -> AsyncGenerator[Faked]:
    async with faked(request.param) as one:
        yield one


@pytest.fixture
def fake(host: Faked) -> Fake:
    return host.job(NUMBER)


async def _play(open_studio: Open, host: Faked) -> tuple[Shows, int]:
    """One member's request, to its end; and what it costs."""
    async with bounded_client() as http, open_studio(only=[host.provider(http)]) as studio:
        ending = await studio.shows(await studio.ask(NUMBER))
        assert await ledger.unbalanced(studio.database) == []
        return ending, await studio.cost()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_has_its_outcome(open_studio: Open, host: Faked, fake: Fake, fault: str) -> None:
    change, outcomes = FAULTS[fault]
    expected = outcomes[host.at == "modelrunner"]
    change(fake)
    ending, cost = await _play(open_studio, host)
    failure = ending.job.failure
    assert (failure and failure.kind, Cost(cost), fake.posts) == (
        expected.kind,
        expected.cost,
        expected.posts,
    )
    assert fake.jobs <= 1, "nothing is paid for twice"
    assert ending.job.state is (JobState.FAILED if expected.kind else JobState.DONE)
    assert ending.account.used == (0 if expected.kind else 1)
    if failure:
        assert KEY not in failure.detail
        assert "Nothing was charged" in endings.failure(ENGLISH, failure.kind)


def _row(fault: str) -> str:
    """The line of a fault in the documentation."""
    cells = [
        f"{one.kind or 'the pictures'} | {one.cost.name.lower()} | {one.posts}" for one in FAULTS[fault][1]
    ]
    return f"| {fault} | {' | '.join(cells)} |"


def test_the_table_in_the_documentation_is_what_happens() -> None:
    written = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert [line for line in written if line.count("|") == 8][1:] == [_row(fault) for fault in FAULTS]


async def test_urls_of_another_host_never_see_the_key(open_studio: Open, host: Faked, fake: Fake) -> None:
    async with hosting() as evil:

        async def lie(_: web.Request) -> web.StreamResponse:
            fake.jobs += 1
            urls = dict.fromkeys(("status_url", "response_url", "cancel_url"), f"{evil.url}/x")
            return web.json_response({"request_id": fake.ticket, **urls})

        fake.on("submit", lie)
        ending, _ = await _play(open_studio, host)
        assert evil.requests == []
    assert ending.job.state is JobState.DONE
    assert fake.jobs == 1
