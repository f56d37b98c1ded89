"""What our own check finds adult in a host's answer: held where moderators have a say, withheld where none has."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from domain.card import Publication
from domain.errors import FailureKind, Gone, SourceRefused
from domain.job import JobState
from images.safety import SafetyChecker
from jobs.safety import Safety
from providers.provider import Rendered, RenderedPicture
from tests import stored
from tests.jobs.studio import Open, Script, asker

TWO = Rendered((RenderedPicture("u", flagged=False),) * 2, None, "", billed=True)


@pytest.fixture
async def strict() -> AsyncGenerator[Safety]:
    """A real check that takes everything for adult."""
    async with SafetyChecker() as checker:
        yield Safety(checker, 0.0)


async def test_what_all_would_see_is_held(open_studio: Open, script: Script, strict: Safety) -> None:
    script.answer = TWO
    script.go.set()
    async with open_studio(safety=strict) as studio:
        ending = await studio.shows(await studio.ask(1, images=2))
        assert (ending.job.state, ending.results, ending.account.used) == (JobState.DONE, [], 2)
        card = await stored.card(studio.database, ending.job.card_id)
        assert card.publication is Publication.HELD


@pytest.mark.parametrize("billed", [True, False])
async def test_a_private_one_is_withheld_and_counts_where_the_host_bills_it(
    open_studio: Open, script: Script, strict: Safety, *, billed: bool
) -> None:
    script.answer = replace(TWO, billed=billed)
    script.go.set()
    async with open_studio(safety=strict) as studio:
        [job] = await studio.ask_for(1, 2, private=True)
        ending = await studio.shows(job)
        assert ending.results == []
        assert ending.account.used == (2 if billed else 0)
        assert await studio.cost() == (128 if billed else 0)
        assert ending.job.state is (JobState.DONE if billed else JobState.FAILED)
        failure = ending.job.failure
        assert (failure and failure.kind) == (None if billed else FailureKind.ADULT)
        kept = [one async for page in studio.files.written_before(2**40) for one in page]
        assert [one.stem for one in kept] == [studio.source.sha256], "what nobody is to see is not stored"


async def test_a_host_that_has_flagged_a_part_says_so_itself(
    open_studio: Open, script: Script, strict: Safety
) -> None:
    flagged = RenderedPicture("u", flagged=True)
    script.answer = replace(TWO, pictures=(TWO.pictures[0], flagged), billed=False)
    script.go.set()
    async with open_studio(safety=strict) as studio:
        [job] = await studio.ask_for(1, 2, private=True)
        failure = (await studio.shows(job)).job.failure
        assert failure is not None
        assert failure.kind is FailureKind.CONTENT_POLICY


async def test_sources_are_checked_where_they_are_asked_for(open_studio: Open, strict: Safety) -> None:
    async with open_studio(safety=strict, working=False) as studio:
        with pytest.raises(SourceRefused) as refused:
            await studio.admission.check_picture(asker(), studio.source)
        assert refused.value.reason == "adult"
        await studio.admission.check_picture(replace(asker(), age_restricted=True), studio.source)
        await asyncio.to_thread(studio.files.path(studio.source).write_bytes, b"no picture")
        with pytest.raises(SourceRefused) as refused:
            await studio.admission.check_picture(asker(), studio.source)
        assert refused.value.reason == "unchecked"
        await asyncio.to_thread(studio.files.path(studio.source).unlink)
        with pytest.raises(Gone):
            await studio.admission.check_picture(asker(), studio.source)
