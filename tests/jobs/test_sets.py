"""Several jobs on one card: told of together, shown as they come, ended once."""

from domain.errors import Failure, FailureKind, HostSaid
from domain.job import JobState, Phase, Progress
from tests.jobs.studio import Open, Script, Shown, Studio, until


async def test_the_first_of_a_set_has_the_place_and_the_last_the_estimate(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    async with open_studio(working=False) as studio:
        await studio.ask(1, user=2)
        [first, *_] = await studio.ask_for(2, 1, 1, 1, 1)
        await until(lambda: len(shown.progressed) == 2)
        [progress] = [progress for job_id, progress in shown.progressed if job_id == first.id]
    assert (progress.phase, progress.place, progress.eta) == (Phase.QUEUED, 2, 5)


async def test_when_the_line_moves_a_set_is_told_once_and_of_all_that_waits(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    await studio.ask(1, user=2)
    await script.reached("submit")
    before = await studio.ask(2, user=3)
    [first, *_] = await studio.ask_for(3, *[1] * 10)
    await until(lambda: len(_told(shown, first.id)) == 1)
    await studio.cancel(before.id, user=3)
    await studio.shows(before)
    await until(lambda: len(_told(shown, first.id)) == 2)
    assert [(progress.place, progress.eta) for progress in _told(shown, first.id)] == [(2, 11), (1, 10)]


def _told(shown: Shown, job_id: int) -> list[Progress]:
    return [progress for told_of, progress in shown.progressed if told_of == job_id]


async def test_what_one_of_a_set_has_come_to_is_shown_while_the_others_go_on(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    script.fetching = [HostSaid(Failure(kind=FailureKind.CONTENT_POLICY))]
    script.on_submit = script.uploading.clear  # the first is at the host, and all others have to wait
    script.go.set()
    set_ = await studio.ask_for(1, 1, 1, 1)
    await until(lambda: bool(shown.partial))
    [standing] = shown.partial
    assert standing.so_far.jobs[0].job.state is JobState.FAILED
    assert not standing.so_far.complete
    assert standing.cancellable
    script.on_submit = None
    script.uploading.set()
    await studio.shows(set_[0])
    [ending] = shown.endings
    assert [one.job.state for one in ending.jobs] == [JobState.FAILED, JobState.DONE, JobState.DONE]
    assert ending.account.used == 2


async def test_the_end_of_a_set_is_shown_once_though_its_jobs_end_together(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 5
    set_ = await studio.ask_for(1, *[1] * 5)
    await script.reached("submit", times=5)
    script.go.set()
    for job in set_:
        await studio.until(job, JobState.DONE)
    await studio.worker.stop(5)
    assert len(shown.endings) == 1
    assert all(not standing.so_far.complete for standing in shown.partial)


async def test_the_end_of_a_set_that_is_called_off_says_what_its_hosts_bill(
    studio: Studio, script: Script, shown: Shown
) -> None:
    script.stops = True
    set_ = await studio.ask_for(1, 1, 1, 1)
    await studio.until(set_[0], JobState.RENDERING)
    await studio.until(set_[1], JobState.RENDERING)
    await studio.cancel(set_[0].id)
    await studio.shows(set_[0])
    [ending] = shown.endings
    assert [one.job.state for one in ending.jobs] == [JobState.CANCELLED] * 3
    assert [one.counted for one in ending.jobs] == [0, 0, 0]
    assert [word for word in script.said if word.startswith("cancel")] == ["cancel fal1", "cancel fal2"]
    assert ending.account.used == 0


async def test_what_ended_before_a_restart_is_there_when_the_rest_comes(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.jobs_at_once = 1
    async with open_studio() as studio:
        script.on_submit = script.uploading.clear
        script.go.set()
        set_ = await studio.ask_for(1, 1, 1)
        await studio.until(set_[0], JobState.DONE)
        await studio.worker.stop(0.1)
    assert shown.endings == []
    script.on_submit = None
    script.uploading.set()
    async with open_studio() as studio:
        ending = await studio.shows(set_[1])
        assert ending.job.state is JobState.DONE
    [ended] = shown.endings
    assert [len(one.results) for one in ended.jobs] == [1, 1]
    assert script.said.count("submit") == 2
