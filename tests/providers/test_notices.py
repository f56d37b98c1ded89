"""Word that comes by webhook."""

import asyncio

import pytest

from providers.notices import Notices

LONG = 60.0  # seconds; a test that had to wait for them would run into its own limit


@pytest.fixture
def notices() -> Notices:
    return Notices()


async def _pause(notices: Notices, name: str, begun: asyncio.Event) -> None:
    with notices.expecting(name) as notice:
        begun.set()
        await notice.pause(LONG)


async def test_word_cuts_the_pause_of_its_own_job_short(notices: Notices) -> None:
    begun = [asyncio.Event() for _ in range(3)]
    mine, also, other = (
        asyncio.create_task(_pause(notices, name, event))
        for name, event in zip(("a", "a", "b"), begun, strict=True)
    )
    for event in begun:
        await event.wait()
    assert notices.tell("a")
    async with asyncio.timeout(20):
        await asyncio.gather(mine, also)
    assert not other.done()
    assert notices.tell("b")
    async with asyncio.timeout(20):
        await other


def test_word_for_nobody_is_for_nobody(notices: Notices) -> None:
    assert not notices.tell("nobody")
    with notices.expecting("a"):
        assert notices.tell("a")
    assert not notices.tell("a")


async def test_word_that_comes_before_the_pause_counts_once(notices: Notices) -> None:
    with notices.expecting("a") as notice:
        notices.tell("a")
        async with asyncio.timeout(20):
            await notice.pause(LONG)
        pausing = asyncio.create_task(notice.pause(LONG))
        done, _ = await asyncio.wait((pausing,), timeout=0)
        assert not done
        notices.tell("a")
        async with asyncio.timeout(20):
            await pausing
