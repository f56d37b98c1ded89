"""What moderators must see first: brought to them, and to its member only when they have decided."""

from dataclasses import replace

import pytest

from domain.card import DeliveryState, Publication, Target
from domain.job import Job, JobState
from domain.member import Member
from domain.preference import Preference
from domain.review import Reviewing
from domain.rules import EVERYBODY
from jobs.showing import NotShown, NowhereToShow
from providers.provider import RenderedPicture
from storage import deliveries, preferences, reviews
from tests import stored
from tests.jobs.studio import Open, Script, Shown, Studio, until
from tests.providers.host import QUICK


async def _choose(studio: Studio, wanted: Reviewing) -> None:
    everybody = Member(9, EVERYBODY)
    for preference, value in ((Preference.REVIEW, wanted), (Preference.REVIEW_CHANNEL, 7)):
        await preferences.choose(studio.database, everybody, preference, value, actor=1)


async def test_moderators_have_its_pictures_and_its_member_none(
    studio: Studio, script: Script, shown: Shown
) -> None:
    await _choose(studio, Reviewing.EVERYTHING)
    script.go.set()
    job = await studio.ask(1)
    told = await studio.shows(job)
    assert told.results == []
    await until(lambda: _is(studio, job, DeliveryState.SHOWN))
    [review] = shown.reviews
    assert (review.card.publication, len(review.results)) == (Publication.HELD, 1)
    assert await studio.delivery(job) is DeliveryState.PENDING

    card = await stored.card(studio.database, job.card_id)
    assert await reviews.publish(studio.database, card, actor=5)
    studio.worker.deliver(card.id)
    await until(lambda: _seen(studio, job))
    assert len(shown.endings[-1].results) == 1
    assert (await studio.account()).used == 1


async def _is(studio: Studio, job: Job, state: DeliveryState) -> bool:
    posted = await deliveries.reply_to(studio.database, job.card_id, Target.REVIEW)
    return bool(posted) and await deliveries.state(studio.database, job.card_id, Target.REVIEW) is state


async def _seen(studio: Studio, job: Job) -> bool:
    return await studio.delivery(job) is DeliveryState.SHOWN


@pytest.mark.parametrize(("fault", "state"), [(NotShown("503"), "shown"), (NowhereToShow("gone"), "waiting")])
async def test_it_is_brought_to_their_channel_as_long_as_that_may_help(
    studio: Studio, script: Script, shown: Shown, fault: Exception, state: str
) -> None:
    await _choose(studio, Reviewing.EVERYTHING)
    shown.closed = [fault]
    script.go.set()
    job = await studio.ask(1)
    await until(lambda: _is(studio, job, DeliveryState(state)))
    assert bool(shown.reviews) == (state == "shown")
    assert await studio.delivery(job) is DeliveryState.PENDING


async def test_what_could_not_be_told_before_the_end_of_the_bot_is_told_by_the_next(
    open_studio: Open, script: Script, shown: Shown
) -> None:
    script.go.set()
    shown.closed = [NotShown("503")] * 100
    async with open_studio(pauses=replace(QUICK, delivery=(60.0,))) as studio:
        await _choose(studio, Reviewing.EVERYTHING)
        job = await studio.until(await studio.ask(1), JobState.DONE)
        await until(lambda: _tried(shown))
    assert shown.reviews == []
    shown.closed = []
    async with open_studio() as studio:
        await until(lambda: _is(studio, job, DeliveryState.SHOWN))
    assert len(shown.reviews) == 1


async def _tried(shown: Shown) -> bool:
    return len(shown.closed) < 100


@pytest.mark.parametrize(("flags", "publication"), [("ww", Publication.SHOWN), ("wf", Publication.HELD)])
async def test_what_the_host_has_flagged_in_part_is_held_where_a_server_wants_that(
    studio: Studio, script: Script, flags: str, publication: Publication
) -> None:
    await _choose(studio, Reviewing.FLAGGED)
    pictures = tuple(RenderedPicture("u", flagged=letter == "f") for letter in flags)
    script.answer = replace(script.answer, pictures=pictures)
    script.go.set()
    job = await studio.until(await studio.ask(1, images=2), JobState.DONE)
    assert (await stored.card(studio.database, job.card_id)).publication is publication
