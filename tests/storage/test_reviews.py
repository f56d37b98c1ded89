"""Reviews: held in the transaction that brings the results, decided once, and given back when denied."""

import asyncio

import pytest

from domain.card import Card, DeliveryState, Publication, Target
from domain.job import Bill, Job, Result, StoredPicture, Ticket
from domain.member import BOT, Member
from domain.picture import PictureFormat
from domain.preference import Preference
from domain.quota import Caps
from domain.review import TIMEOUT, Review, Reviewing
from domain.rules import EVERYBODY
from storage import audit, cards, deliveries, holds, jobs, preferences, reviews
from storage.database import Database
from tests import stored
from tests.storage.conftest import NOW, Reserve

MODERATOR, OTHER = 77, 78


async def _choose(database: Database, wanted: Reviewing, channel_id: int = 0) -> None:
    everybody = Member(9, EVERYBODY)
    await preferences.choose(database, everybody, Preference.REVIEW, wanted, actor=MODERATOR)
    await preferences.choose(database, everybody, Preference.REVIEW_CHANNEL, channel_id, actor=MODERATOR)


async def _done(database: Database, *, flagged: bool = False, adult: bool = False, results: int = 1) -> Job:
    """Bring the next job in line to its end."""
    job = await jobs.claim(database, "local", Caps(), NOW)
    assert job
    ticket = Ticket(id=f"t{job.id}", status_url="s", response_url="r", cancel_url="c")
    rendering = await jobs.accepted(database, job, ticket)
    assert rendering
    made = [
        Result(number, 1, StoredPicture(f"{job.id:x}".rjust(64, "0"), PictureFormat.PNG, 1, 1, 1))
        for number in range(1, results + 1)
    ]
    done = await jobs.finish(
        database, rendering, made, Bill(1, 64), prompt_used="", now=NOW, flagged=flagged, adult=adult
    )
    assert done
    await jobs.shown(database, done.card_id, [done.id])
    return done


async def _card(database: Database, job: Job) -> Card:
    return await stored.card(database, job.card_id)


async def _review(database: Database, card: Card) -> Review:
    review = await reviews.find(database, await stored.card(database, card.id))
    assert review
    return review


@pytest.fixture
async def held(database: Database, reserve: Reserve) -> Card:
    await _choose(database, Reviewing.EVERYTHING, 7)
    await reserve(user=5, cost=64)
    return await _card(database, await _done(database))


@pytest.mark.parametrize(
    ("wanted", "flagged", "results", "publication"),
    [
        (Reviewing.OFF, True, 1, Publication.SHOWN),
        (Reviewing.FLAGGED, False, 1, Publication.SHOWN),
        (Reviewing.FLAGGED, True, 1, Publication.HELD),
        (Reviewing.EVERYTHING, False, 1, Publication.HELD),
        (Reviewing.EVERYTHING, True, 0, Publication.SHOWN),
    ],
)
async def test_a_server_holds_what_it_wants_to_see_first(
    database: Database,
    reserve: Reserve,
    wanted: Reviewing,
    flagged: bool,  # noqa: FBT001 - a column of the table
    results: int,
    publication: Publication,
) -> None:
    await _choose(database, wanted)
    await reserve(user=5)
    card = await _card(database, await _done(database, flagged=flagged, results=results))
    assert card.publication is publication
    assert (await deliveries.reply_to(database, card.id, Target.REVIEW) is not None) == (not card.visible)


async def test_what_seems_adult_is_held_whatever_they_look_at_and_says_so(
    database: Database, reserve: Reserve
) -> None:
    await _choose(database, Reviewing.OFF)
    await reserve(user=5)
    card = await _card(database, await _done(database, adult=True))
    assert card.publication is Publication.HELD
    review = await _review(database, card)
    assert (review.adult, review.flagged) == (True, False)


async def test_what_seems_adult_is_noted_of_a_card_that_is_held_already(
    database: Database, reserve: Reserve
) -> None:
    await _choose(database, Reviewing.EVERYTHING)
    await reserve(user=5)
    card = await _card(database, await _done(database, flagged=True))
    await database.run(lambda connection: holds.hold(connection, card.id, NOW, flagged=False, adult=True))
    review = await _review(database, card)
    assert (review.adult, review.flagged) == (True, True)


async def test_what_waits_is_asked_for_by_moderators_in_their_channel(database: Database, held: Card) -> None:
    place = await deliveries.reply_to(database, held.id, Target.REVIEW)
    assert place
    assert (place.channel_id, place.message_id, place.lasting) == (7, 0, True)
    assert await reviews.waiting(database, 9) == (held, 1)
    assert await reviews.waiting(database, 8) == (None, 0)
    assert (await _review(database, held)).decided_by is None
    assert held in await deliveries.undelivered(database)


async def test_of_many_decisions_at_once_one_counts(database: Database, held: Card) -> None:
    said = await asyncio.gather(
        *(
            decide
            for actor in range(100, 120)
            for decide in (
                reviews.publish(database, held, actor=actor),
                reviews.reject(database, held, "no", actor=actor, now=NOW),
            )
        )
    )
    assert said.count(True) == 1
    assert await reviews.waiting(database, 9) == (None, 0)


async def test_what_is_denied_is_given_back_and_has_cost_what_it_has(database: Database, held: Card) -> None:
    [job] = await jobs.of_card(database, held.id)
    assert await stored.counted(database, job.id) == 1
    assert await reviews.reject(database, held, "not here", actor=MODERATOR, now=NOW)
    assert await stored.counted(database, job.id) == 0
    spent = await database.run(
        lambda connection: connection.execute("SELECT sum(cost) FROM ledger").fetchone()
    )
    assert spent == (64,)
    assert await audit.audit(database) == []
    review = await _review(database, held)
    assert (review.reason, review.decided_by) == ("not here", MODERATOR)


async def test_an_objection_is_heard_once_and_gives_nothing_back_twice(
    database: Database, held: Card
) -> None:
    assert not await reviews.object_to(database, held, "why", NOW)
    await reviews.reject(database, held, "no", actor=MODERATOR, now=NOW)
    await deliveries.moved(database, held.id, DeliveryState.SHOWN)
    assert await reviews.object_to(database, held, "it is a harbour", NOW + 1)
    assert not await reviews.object_to(database, held, "again", NOW + 1)
    review = await _review(database, held)
    assert (review.objection, review.held_at, review.decided_by) == ("it is a harbour", NOW + 1, None)
    [waiting] = await deliveries.undelivered(database)
    assert (waiting.id, waiting.publication) == (held.id, Publication.HELD)

    assert await reviews.reject(database, held, "still no", actor=OTHER, now=NOW)
    assert not await reviews.object_to(database, held, "again", NOW + 1)
    [job] = await jobs.of_card(database, held.id)
    assert await stored.counted(database, job.id) == 0
    assert await audit.audit(database) == []


async def test_what_nobody_decides_in_time_is_denied(database: Database, held: Card) -> None:
    assert await reviews.overdue(database, NOW + TIMEOUT - 1, 10) == []
    [late] = await reviews.overdue(database, NOW + TIMEOUT, 10)
    assert late.id == held.id
    review = await _review(database, held)
    assert (review.decided_by, review.reason) == (BOT, "")
    assert not await reviews.publish(database, held, actor=MODERATOR)
    assert await reviews.overdue(database, NOW + 2 * TIMEOUT, 10) == []


async def test_a_set_is_held_with_its_first_result_and_decided_when_all_have_ended(
    database: Database, reserve: Reserve
) -> None:
    await _choose(database, Reviewing.EVERYTHING)
    await reserve(images=(1, 1), user=5)
    card = await _card(database, await _done(database))
    assert card.publication is Publication.HELD
    assert await reviews.waiting(database, 9) == (None, 0)
    assert not await reviews.publish(database, card, actor=MODERATOR)
    await _done(database, flagged=True)
    assert (await _review(database, card)).flagged
    assert await reviews.publish(database, card, actor=MODERATOR)


async def test_what_was_deleted_is_not_decided(database: Database, held: Card) -> None:
    await cards.delete(database, held, actor=5)
    assert not await reviews.publish(database, held, actor=MODERATOR)
    assert await reviews.overdue(database, NOW + TIMEOUT, 10) == []
    assert await reviews.waiting(database, 9) == (None, 0)


async def test_every_step_is_an_event_without_anybody_s_words(database: Database, held: Card) -> None:
    await reviews.reject(database, held, "not here", actor=MODERATOR, now=NOW)
    await reviews.object_to(database, held, "it is a harbour", NOW)
    await reviews.publish(database, held, actor=OTHER)
    rows = await database.run(
        lambda connection: connection.execute(
            "SELECT kind, actor, before, after FROM events WHERE card_id = ? AND kind LIKE 'card.%' ORDER BY id",
            (held.id,),
        ).fetchall()
    )
    assert [(kind, actor) for kind, actor, _, _ in rows] == [
        ("card.held", BOT),
        ("card.rejected", MODERATOR),
        ("card.objected", 5),
        ("card.published", OTHER),
    ]
    assert "harbour" not in str(rows)
