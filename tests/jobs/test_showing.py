"""Showing a card once more, elsewhere than it was asked."""

import pytest

from domain.card import DeliveryState
from domain.errors import Gone, NotYet
from domain.job import JobState
from jobs.showing import NotShown, NowhereToShow
from tests.jobs.studio import Open, Script, Shown


async def test_one_that_is_on_its_way_is_not_shown_yet(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    async with open_studio() as studio:
        job = await studio.ask(1)
        await studio.until(job, JobState.RENDERING)
        with pytest.raises(NotYet):
            await studio.show_again(job)
    assert shown.endings == []


@pytest.mark.parametrize("fault", [NotShown("503"), NowhereToShow("gone"), ZeroDivisionError()], ids=repr)
async def test_one_that_could_not_be_shown_counts_as_unseen(
    open_studio: Open, script: Script, shown: Shown, fault: Exception
) -> None:
    script.go.set()
    shown.faults = [NowhereToShow(), fault]
    async with open_studio() as studio:
        job = await studio.until(await studio.ask(1), JobState.DONE)
        await studio.worker.stop(5)
        assert await studio.delivery(job) is DeliveryState.WAITING
        with pytest.raises(type(fault)):
            await studio.show_again(job)
        assert await studio.delivery(job) is DeliveryState.WAITING
        await studio.show_again(job)
        assert await studio.delivery(job) is DeliveryState.SHOWN


async def test_one_whose_pictures_are_gone_says_so(open_studio: Open, script: Script) -> None:
    script.go.set()
    async with open_studio() as studio:
        job = await studio.ask(1)
        for _, path in (await studio.shows(job)).results:
            path.unlink()
        with pytest.raises(Gone):
            await studio.show_again(job)
