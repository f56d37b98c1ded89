"""What was paid for is given up on the host's own word alone: all else lets go of it, and it is taken up again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import Failure, FailureKind, HostSaid, Unreachable
from domain.job import JobState, Ticket
from domain.quota import Caps
from jobs import clock
from providers.provider import Capabilities, RenderedPicture
from storage import jobs, ledger
from storage.sqlite import connect
from tests.jobs.studio import Open, Script, Studio
from tests.providers.host import QUICK

HOUR = 60 * 60 * 1000


UNREACHABLE = (Unreachable("ConnectError"), Unreachable("502"), Unreachable("not settled yet"))
OURS = (ZeroDivisionError(), OSError("disk full"))


@pytest.mark.parametrize("where", ["watching", "fetching", "downloading"])
@pytest.mark.parametrize("what", [UNREACHABLE, OURS], ids=["nobody could ask", "a fault of ours"])
async def test_whatever_happens_on_the_way_a_paid_job_is_taken_up_again(
    studio: Studio, script: Script, where: str, what: tuple[Exception, ...]
) -> None:
    setattr(script, where, list(what))
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.DONE
    assert script.said.count("submit") == 1
    assert script.said.count("watch fal1") == len(what) + 1
    assert (ending.account.used, await studio.cost()) == (1, 64)
    assert await ledger.unbalanced(studio.database) == []


@pytest.mark.parametrize("where", ["watching", "fetching"])
async def test_the_host_s_own_word_ends_it_with_its_bill(studio: Studio, script: Script, where: str) -> None:
    setattr(script, where, [HostSaid(Failure(kind=FailureKind.MODEL_FAILED), 7)])
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.MODEL_FAILED
    assert (ending.account.used, await studio.cost()) == (0, 7)
    assert script.said.count("watch fal1") == 1


async def test_a_picture_that_its_host_no_longer_has_is_one_less(studio: Studio, script: Script) -> None:
    script.answer = replace(script.answer, pictures=script.answer.pictures * 2)
    script.downloading = [HostSaid(Failure(kind=FailureKind.EXPIRED))]
    script.go.set()
    ending = await studio.shows(await studio.ask(1, images=2))
    assert (ending.job.state, len(ending.results), ending.account.used) == (JobState.DONE, 1, 1)


async def test_a_picture_that_can_never_be_fetched_takes_no_other_with_it(
    studio: Studio, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = (RenderedPicture("good", flagged=False), RenderedPicture("bad", flagged=False))
    script.answer = replace(script.answer, pictures=pictures)
    download = script.download

    async def one_of_them(picture: RenderedPicture, target: Path) -> None:
        if picture.url == "bad":
            raise Unreachable("503")
        await download(picture, target)

    monkeypatch.setattr(script, "download", one_of_them)
    script.go.set()
    ending = await studio.shows(await studio.ask(1, images=2))
    assert (ending.job.state, len(ending.results), ending.account.used) == (JobState.DONE, 1, 1)
    assert script.said.count("fetch fal1") == len(QUICK.unreachable) + 1


@pytest.mark.parametrize(
    ("error", "kind"),
    [(Unreachable("ConnectError"), FailureKind.UNAVAILABLE), (ZeroDivisionError(), FailureKind.INTERNAL)],
    ids=["nobody could ask", "a fault of ours"],
)
async def test_what_never_comes_right_ends_after_as_many_tries_as_there_are_pauses(
    studio: Studio, script: Script, error: Exception, kind: FailureKind
) -> None:
    script.watching = [error] * 100
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is kind
    assert script.said.count("watch fal1") == len(QUICK.unreachable) + 1
    assert script.said.count("submit") == 1
    assert await studio.cost() == 64, "the host was paid, for all that anybody knows"


async def test_restarts_leave_a_paid_job_all_its_tries(open_studio: Open, script: Script) -> None:
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("watch fal1")
    for start in range(len(QUICK.unreachable) + 1):
        async with open_studio():
            await script.reached("watch fal1", start + 2)
    script.watching = [Unreachable("502")] * len(QUICK.unreachable)
    script.go.set()
    async with open_studio() as studio:
        ending = await studio.shows(job)
        assert (ending.job.state, script.said.count("submit")) == (JobState.DONE, 1)


async def test_a_job_that_rests_leaves_its_place_to_others(studio: Studio, script: Script) -> None:
    script.jobs_at_once = 1
    script.watching = [Unreachable("ConnectError")] * 3
    script.go.set()
    for job in [await studio.ask(number, user=number) for number in (1, 2)]:
        assert (await studio.shows(job)).job.state is JobState.DONE


async def test_a_job_that_its_host_calls_running_for_ever_is_called_off(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(pauses=replace(QUICK, job=0.1)) as studio:
        ending = await studio.shows(await studio.ask(1))
        assert await studio.cost() == 64
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.TIMED_OUT
    assert script.said == ["upload", "submit", "watch fal1", "cancel fal1"]


async def _paid(studio: Studio, number: int, started: int) -> None:
    """A job that the last process left with its ticket, at a time of its clock."""
    await studio.ask(number)
    claimed = await jobs.claim(studio.database, "fal", Caps(9, 99, 99, 99), started)
    assert claimed is not None
    calling = await jobs.calling(studio.database, claimed)
    assert calling is not None
    ticket = Ticket(id=f"t{number}", status_url="s", response_url="r", cancel_url="c")
    await jobs.accepted(studio.database, calling, ticket)


@pytest.mark.parametrize("ago", [3 * HOUR, 72 * HOUR, -3 * HOUR], ids=["3 h", "3 days", "a clock set back"])
async def test_however_long_the_bot_was_down_a_ticket_is_asked_after(
    open_studio: Open, script: Script, ago: int
) -> None:
    script.go.set()
    async with open_studio(working=False) as studio:
        await _paid(studio, 1, clock.now() - ago)
    async with open_studio() as studio:
        [job] = [one for one in [await jobs.find(studio.database, 1)] if one]
        assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.said == ["watch t1", "fetch t1", "download u"]


@pytest.mark.parametrize("finds", [False, True])
async def test_a_process_takes_over_nothing_that_it_holds_however_long_the_database_stood_still(
    open_studio: Open, script: Script, monkeypatch: pytest.MonkeyPatch, *, finds: bool
) -> None:
    monkeypatch.setattr(jobs, "LEASE", 1)
    script.capabilities = Capabilities(finds=finds)
    answered = asyncio.Event()
    script.on_submit = answered.wait
    script.go.set()
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("submit")
        other = connect(studio.path)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(studio.database.run(lambda _: None))
        done, _ = await asyncio.wait((waiting,), timeout=0.3)
        assert not done, "the database stands still, for longer than a lease"
        other.execute("COMMIT")
        other.close()
        await waiting
        answered.set()
        assert (await studio.shows(job)).job.state is JobState.DONE
    assert script.said.count("submit") == 1
    assert not any(word.startswith("find") for word in script.said)


async def test_a_stop_while_taking_up_lets_go_of_what_was_taken_up(open_studio: Open, script: Script) -> None:
    """The tickets stay for the next start; nobody waits for hosts that have not answered."""
    async with open_studio(working=False) as studio:
        for number in range(1, 6):
            await _paid(studio, number, clock.now())
    async with open_studio() as studio:
        async with asyncio.timeout(20):
            await studio.worker.stop(60)
        states = {one.state for number in range(1, 6) if (one := await jobs.find(studio.database, number))}
        assert states == {JobState.RENDERING}
    assert not any(word.startswith("cancel") for word in script.said)
    script.go.set()
    async with open_studio() as studio:
        for number in range(1, 6):
            job = await jobs.find(studio.database, number)
            assert job is not None
            assert (await studio.shows(job)).job.state is JobState.DONE
