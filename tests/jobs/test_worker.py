"""What becomes of a job, whatever its provider does."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from domain import limits
from domain.card import DeliveryState, ReplyTo
from domain.errors import Closing, Failure, FailureKind, HostSaid
from domain.job import Job, JobState, Phase
from domain.quota import Caps
from images.workshop import Workshop
from jobs.rendering import REPEATS
from jobs.showing import Ending, NotShown, NowhereToShow
from jobs.worker import SHOWN_AT_ONCE
from providers.provider import Capabilities, Rendered, RenderedPicture
from storage import jobs, ledger
from tests import stored
from tests.jobs.studio import Open, Script, Shown, Studio, reply
from tests.providers.host import QUICK

VANISHED = Failure(kind=FailureKind.VANISHED)


async def test_a_job_is_rendered_stored_settled_and_shown(studio: Studio, script: Script) -> None:
    script.go.set()
    asked = await studio.ask(1)
    ending = await studio.shows(asked)
    assert ending.job.state is JobState.DONE
    assert ending.job.prompt_used == "as painted"
    [(result, path)] = ending.results
    assert (result.number, result.seed) == (1, 1), "a host that names no seed used ours"
    assert path.stat().st_size == result.picture.bytes
    assert ending.account.used == 1
    assert script.said == ["upload", "submit", "watch fal1", "fetch fal1", "download u"]
    assert await ledger.unbalanced(studio.database) == []


async def test_a_member_is_told_place_and_percent(studio: Studio, script: Script, shown: Shown) -> None:
    script.jobs_at_once = 1
    first, second = await studio.ask(1), await studio.ask(2, user=2)
    await studio.until(first, JobState.RENDERING)
    script.go.set()
    await studio.shows(second)
    told = [
        (job_id, progress.phase, progress.place, progress.percent) for job_id, progress in shown.progressed
    ]
    assert (second.id, Phase.QUEUED, 1, None) in told
    assert (first.id, Phase.RENDERING, None, 10) in told


async def test_never_more_at_once_than_the_host_takes(studio: Studio, script: Script) -> None:
    asked = [await studio.ask(number, user=number) for number in range(1, 6)]
    await studio.until(asked[1], JobState.RENDERING)
    script.go.set()
    for job in asked:
        await studio.shows(job)
    assert script.said.count("submit") == 5
    assert script.most_at_once == 2


async def test_a_free_host_that_forgot_a_ticket_gets_it_again_with_its_seed(
    studio: Studio, script: Script
) -> None:
    script.capabilities = Capabilities(cancel=True, percent=True, forgets=True)
    script.watching = [HostSaid(VANISHED, 0)]
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.DONE
    assert script.seeds == [1, 1]


async def test_a_free_host_that_forgets_every_time_is_given_up(studio: Studio, script: Script) -> None:
    script.capabilities = Capabilities(cancel=True, percent=True, forgets=True)
    script.watching = [HostSaid(VANISHED, 0) for _ in range(10)]
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.state is JobState.FAILED
    assert script.said.count("submit") == REPEATS + 1


async def test_what_is_no_picture_is_refunded(studio: Studio, script: Script) -> None:
    script.rubbish = 10
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.BAD_RESULT
    assert ending.account.used == 0


async def test_a_picture_that_came_broken_is_fetched_again(studio: Studio, script: Script) -> None:
    script.rubbish = 1
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.DONE


async def test_a_result_may_be_larger_than_what_members_may_send(
    studio: Studio, script: Script, tmp_path: Path
) -> None:
    script.picture = _grain(3072)
    assert limits.SOURCE_BYTES < len(script.picture) < limits.RESULT_BYTES
    script.go.set()
    [(result, path)] = (await studio.shows(await studio.ask(1))).results
    assert result.picture.width == 3072
    assert 0 <= result.picture.bytes - len(script.picture) <= 1024, "as it came, but for the mark"
    async with Workshop() as workshop:
        [fitted] = await workshop.fit([path], each=1_000_000, total=1_000_000, folder=tmp_path)
    assert fitted.picture.bytes <= 1_000_000


async def test_what_is_too_large_is_no_reason_to_fetch_it_again(
    studio: Studio, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESULT_BYTES", 20)
    script.go.set()
    ending = await studio.shows(await studio.ask(1))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.BAD_RESULT
    assert script.said.count("download u") == 1


def _grain(side: int) -> bytes:
    """A PNG of noise, which nothing packs."""
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), Random(1).randbytes(side * side * 3)).save(
        file, "PNG", compress_level=0
    )
    return file.getvalue()


def _answer(pictures: str, *, billed: bool = True, cost: int | None = None) -> Rendered:
    """An answer with a letter for each picture: whole (w) or flagged (f)."""
    flags = tuple(RenderedPicture("u", flagged=letter == "f") for letter in pictures)
    return Rendered(flags, None, "", billed, cost)


@pytest.mark.parametrize(
    ("answer", "shown_pictures", "used", "cost"),
    [
        (_answer("ww"), 2, 2, 128),
        (_answer("wf"), 1, 2, 128),
        (_answer("ff"), 0, 2, 128),
        (_answer("ww", cost=77), 2, 2, 77),
        (_answer("w"), 1, 1, 64),
        (_answer("www"), 2, 2, 128),
    ],
    ids=["whole", "one withheld", "all withheld", "another bill", "one missing", "one too many"],
)
async def test_a_member_pays_for_what_the_host_billed(
    studio: Studio, script: Script, answer: Rendered, shown_pictures: int, used: int, cost: int
) -> None:
    script.answer = answer
    script.go.set()
    ending = await studio.shows(await studio.ask(1, images=2))
    assert ending.job.state is JobState.DONE
    assert len(ending.results) == shown_pictures
    assert ending.account.used == used
    assert await studio.cost() == cost


async def test_what_was_withheld_and_not_billed_is_refunded(studio: Studio, script: Script) -> None:
    script.answer = _answer("ff", billed=False)
    script.go.set()
    ending = await studio.shows(await studio.ask(1, images=2))
    assert ending.job.failure is not None
    assert ending.job.failure.kind is FailureKind.CONTENT_POLICY
    assert ending.account.used == 0
    assert await studio.cost() == 0


async def test_a_fault_of_ours_ends_one_job_and_the_others_go_on(studio: Studio, script: Script) -> None:
    script.submitting = [ZeroDivisionError()]
    script.go.set()
    broken = await studio.shows(await studio.ask(1))
    assert broken.job.failure is not None
    assert broken.job.failure.kind is FailureKind.INTERNAL
    assert (await studio.shows(await studio.ask(2))).job.state is JobState.DONE


async def test_a_stop_while_the_source_goes_up_sends_no_paid_call(open_studio: Open, script: Script) -> None:
    async with open_studio() as studio:
        script.uploading.clear()
        job = await studio.ask(1)
        await script.reached("upload")
        stopping = await studio.begins_to_stop(5)
        script.uploading.set()
        await stopping
        assert "submit" not in script.said
    script.go.set()
    async with open_studio() as studio:
        assert (await studio.shows(job)).job.state is JobState.DONE


async def test_a_stop_waits_for_a_paid_call_that_is_on_the_wire(open_studio: Open, script: Script) -> None:
    async def slow() -> None:
        await asyncio.sleep(0.5)

    script.on_submit = slow
    async with open_studio() as studio:
        job = await studio.ask(1)
        await script.reached("submit")
        await studio.worker.stop(0.05)
        left = await jobs.find(studio.database, job.id)
        assert left is not None
        assert left.ticket is not None


async def test_what_is_waited_for_during_a_stop_stays_ours(open_studio: Open, script: Script) -> None:
    answered = asyncio.Event()
    script.on_submit = answered.wait
    async with open_studio() as studio:
        await studio.ask(1)
        await script.reached("submit")
        stopping = await studio.begins_to_stop(0.05)
        await stored.lapse(studio.database)
        await stored.renewed(studio.database)
        assert not stopping.done()
        answered.set()
        await stopping


async def test_progress_that_cannot_be_told_harms_nobody(
    studio: Studio, script: Script, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(shown, "progress", broken)
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.DONE


async def test_a_stopped_worker_leaves_its_ticket_to_the_next(open_studio: Open, script: Script) -> None:
    async with open_studio() as first:
        job = await first.ask(1)
        waiting = [await first.ask(number) for number in (2, 3)]
        await first.until(job, JobState.RENDERING)
    async with open_studio() as second:
        script.go.set()
        for one in (job, *waiting):
            assert (await second.shows(one)).job.state is JobState.DONE
        assert script.said.count("submit") == 3, "each was paid for once"
        assert await ledger.unbalanced(second.database) == []


async def test_a_stopping_worker_takes_nothing_in(open_studio: Open) -> None:
    async with open_studio() as studio:
        studio.worker.stopping = True
        with pytest.raises(Closing):
            await studio.ask(1)


async def test_a_call_that_was_cut_off_by_a_crash_is_never_repeated(
    open_studio: Open, script: Script
) -> None:
    """As a crash leaves it: committed that the call was about to be sent, and no ticket."""
    async with open_studio(working=False) as studio:
        job = await studio.ask(1)
        claimed = await jobs.claim(studio.database, "fal", Caps(), 0)
        assert claimed is not None
        await jobs.calling(studio.database, claimed)
    async with open_studio() as studio:
        ending = await studio.shows(job)
        assert ending.job.failure is not None
        assert ending.job.failure.kind is FailureKind.UNKNOWN_OUTCOME
        assert ending.account.used == 0
    assert script.said == []


async def test_a_claimed_job_whose_call_was_not_sent_goes_back_into_line(
    open_studio: Open, script: Script
) -> None:
    async with open_studio(working=False) as studio:
        job = await studio.ask(1)
        await jobs.claim(studio.database, "fal", Caps(), 0)
    script.go.set()
    async with open_studio() as studio:
        assert (await studio.shows(job)).job.state is JobState.DONE


async def test_an_ending_that_was_not_shown_is_shown_by_the_next_start(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    shown.faults = [NotShown()]
    script.go.set()
    async with open_studio(pauses=replace(QUICK, delivery=(60.0,))) as studio:
        job = await studio.ask(1)
        await studio.until(job, JobState.DONE)
        await studio.worker.stop(0.1)
    assert shown.endings == []
    async with open_studio() as studio:
        await studio.shows(job)
    assert len(shown.endings) == 1


async def _unseen(open_studio: Open, script: Script, count: int) -> list[Job]:
    """Endings that the last process had no time to show."""
    script.jobs_at_once = 0
    async with open_studio() as studio:
        asked = [await studio.ask(number, user=number) for number in range(1, count + 1)]
        await studio.worker.stop(5)
        for job in asked:
            await jobs.cancel(studio.database, job, 1, actor=1)
    return asked


async def test_many_endings_of_before_the_start_are_shown_some_at_a_time(
    open_studio: Open, script: Script, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen = await _unseen(open_studio, script, 3 * SHOWN_AT_ONCE)
    showing, most, show = set[int](), 0, shown.show

    async def slow(ending: Ending, reply_to: ReplyTo) -> None:
        nonlocal most
        showing.add(ending.card.id)
        most = max(most, len(showing))
        await asyncio.sleep(0.01)
        await show(ending, reply_to)
        showing.discard(ending.card.id)

    monkeypatch.setattr(shown, "show", slow)
    async with open_studio(pauses=replace(QUICK, show=60.0)) as studio:
        for job in unseen:
            await studio.shows(job)
    assert 1 < most <= SHOWN_AT_ONCE


async def test_endings_that_cannot_be_shown_hold_up_the_others_for_a_moment_only(
    open_studio: Open, script: Script, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen, show = await _unseen(open_studio, script, SHOWN_AT_ONCE + 2), shown.show

    async def stuck(ending: Ending, reply_to: ReplyTo) -> None:
        if ending.card.id <= SHOWN_AT_ONCE:
            await asyncio.Event().wait()
        await show(ending, reply_to)

    monkeypatch.setattr(shown, "show", stuck)
    async with open_studio() as studio:
        for job in unseen[SHOWN_AT_ONCE:]:
            await studio.shows(job)
        await studio.worker.stop(0)


async def test_an_ending_of_ours_is_shown_once_whatever_progress_was_on_its_way(
    studio: Studio, script: Script, shown: Shown
) -> None:
    shown.open.clear()
    script.go.set()
    job = await studio.until(await studio.ask(1), JobState.DONE)
    looking = asyncio.create_task(studio.outbox.look_again(job.card_id, reply()))
    await asyncio.wait((looking,), timeout=0.3)
    shown.open.set()
    await asyncio.gather(looking, studio.shows(job))
    assert len(shown.endings) == 1
    async with asyncio.timeout(10):
        while await studio.delivery(job) is not DeliveryState.SHOWN:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
    await studio.outbox.look_again(job.card_id, reply())
    assert len(shown.endings) == 2, "another process has shown it"


async def test_an_ending_that_is_never_taken_waits_for_its_member(
    studio: Studio, script: Script, shown: Shown
) -> None:
    shown.faults = [NotShown() for _ in range(len(QUICK.delivery) + 1)]
    script.go.set()
    job = await studio.ask(1)
    await studio.until(job, JobState.DONE)
    await studio.worker.stop(5)
    assert await studio.delivery(job) is DeliveryState.WAITING


async def test_an_ending_with_nowhere_to_go_waits_for_its_member(
    studio: Studio, script: Script, shown: Shown
) -> None:
    shown.faults = [NowhereToShow()]
    script.go.set()
    job = await studio.ask(1)
    await studio.until(job, JobState.DONE)
    await studio.worker.stop(5)
    assert await studio.delivery(job) is DeliveryState.WAITING


async def test_a_fault_of_ours_while_showing_is_no_reason_to_give_up(
    studio: Studio, script: Script, shown: Shown
) -> None:
    shown.faults = [ZeroDivisionError()]
    script.go.set()
    assert (await studio.shows(await studio.ask(1))).job.state is JobState.DONE
