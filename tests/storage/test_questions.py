"""Questions to authors: within bounds, answered once, and one answer alone."""

import asyncio
from itertools import count

import pytest

from domain.errors import AskedEnough
from domain.member import Member
from domain.question import FROM_ONE_TO_ONE, LIFE, OPEN_FROM_ONE, OPEN_TO_ONE, Question, QuestionState
from domain.shards import Shards
from storage import events, questions
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, new_question

SOON = NOW + LIFE - 1


async def _ask(
    database: Database,
    interaction: int,
    *,
    user: int = 1,
    author: int = 2,
    sha256: str | None = None,
    at: int = NOW,
) -> Question:
    """Ask, about a picture of its own where none is named."""
    picture = sha256 or f"{interaction:064d}"
    asked = await questions.ask(
        database, new_question(interaction, user=user, author=author, sha256=picture, at=at)
    )
    assert asked
    await questions.posted(database, asked, 1000 + interaction)
    return asked


async def _why(database: Database, interaction: int, **who: int | str) -> str:
    with pytest.raises(AskedEnough) as refused:
        await _ask(database, interaction, **who)  # pyright: ignore[reportArgumentType] - a test's own words
    return refused.value.why


async def test_an_asker_has_one_question_to_an_author_and_only_so_many_a_day(database: Database) -> None:
    interactions = count(1)
    for _ in range(FROM_ONE_TO_ONE):
        asked = await _ask(database, next(interactions))
        assert await _why(database, next(interactions)) == "open"
        await questions.answer(database, asked, QuestionState.WITHDRAWN, actor=1)
    assert await _why(database, next(interactions), at=SOON) == "today"
    await _ask(database, next(interactions), at=NOW + LIFE)


async def test_an_author_is_asked_by_so_many_and_an_asker_asks_so_many(database: Database) -> None:
    for user in range(OPEN_TO_ONE):
        await _ask(database, user + 1, user=100 + user, author=2)
    assert await _why(database, 50, user=200, author=2) == "author"
    for author in range(OPEN_FROM_ONE):
        await _ask(database, author + 60, user=1, author=300 + author)
    assert await _why(database, 70, user=1, author=400) == "asker"


@pytest.mark.parametrize(
    ("end", "the_same", "another"),
    [
        (QuestionState.DECLINED, False, False),
        (QuestionState.WITHDRAWN, False, True),
        (QuestionState.EXPIRED, False, True),
        (QuestionState.GONE, True, True),
    ],
)
async def test_about_a_picture_nobody_asks_again_in_vain(
    database: Database, end: QuestionState, *, the_same: bool, another: bool
) -> None:
    asked = await _ask(database, 1, sha256="a" * 64)
    await questions.answer(database, asked, end, actor=2)
    for user, may in ((1, the_same), (3, another)):
        if may:
            again = await _ask(database, 10 + user, user=user, sha256="a" * 64)
            await questions.answer(database, again, QuestionState.GONE, actor=0)
        else:
            assert await _why(database, 10 + user, user=user, sha256="a" * 64) == "picture"


async def test_of_many_answers_at_once_one_counts(database: Database) -> None:
    asked = await _ask(database, 1)
    answers = [
        *[QuestionState.ALLOWED] * 10,
        *[QuestionState.DECLINED] * 10,
        *[QuestionState.WITHDRAWN] * 10,
        *[QuestionState.EXPIRED] * 10,
    ]
    said = await asyncio.gather(
        *(questions.answer(database, asked, answer, actor=actor) for actor, answer in enumerate(answers))
    )
    [counted] = [one for one in said if one]
    kept = await questions.find(database, asked.ref)
    assert kept
    assert kept.state is counted.state
    told = [event.kind for event in await events.of_server(database, 9, 100)]
    assert told == [f"question.{counted.state}", "question.asked"]


async def test_what_has_ended_keeps_no_link_to_the_picture(database: Database) -> None:
    asked = await _ask(database, 1)
    allowed = await questions.answer(database, asked, QuestionState.ALLOWED, actor=2)
    assert allowed
    assert allowed.url
    ended = await questions.answer(database, allowed, QuestionState.EXPIRED, actor=0)
    assert ended
    assert ended.url == ""
    assert await questions.answer(database, ended, QuestionState.ALLOWED, actor=2) is None


async def test_the_same_interaction_asks_once(database: Database) -> None:
    await _ask(database, 1)
    assert await questions.ask(database, new_question(1)) is None


async def test_what_was_never_posted_is_forgotten_at_the_next_start_of_who_has_its_server(
    database: Database,
) -> None:
    posted = await _ask(database, 1)
    lost = await questions.ask(database, new_question(2, author=3))
    assert lost
    assert (lost.member.guild_id >> 22) % 2 == 0
    await questions.forget_unposted(database, Shards((1,), 2))
    assert await questions.find(database, lost.ref), "another gateway is about to ask it"
    await questions.forget_unposted(database, Shards((0,), 2))
    assert await questions.find(database, lost.ref) is None
    assert await questions.find(database, posted.ref)


async def test_deleted_messages_end_what_is_about_them(database: Database) -> None:
    asked = await _ask(database, 1)
    assert await questions.gone(database, [1, 2, 3]) == []
    [ended] = await questions.gone(database, [2, asked.source.message_id])
    assert (ended.id, ended.state) == (asked.id, QuestionState.GONE)
    second = await _ask(database, 2)
    [ended] = await questions.gone(database, [1002])
    assert ended.id == second.id


async def test_those_whose_time_is_over_end_and_no_others(database: Database) -> None:
    early, late = await _ask(database, 1), await _ask(database, 2, author=3, at=NOW + 1)
    [ended] = await questions.expire(database, early.ends_at, 10)
    assert (ended.id, ended.state) == (early.id, QuestionState.EXPIRED)
    [left] = await questions.unsettled(database, 10)
    assert left.id == late.id


async def test_what_was_started_leads_to_where_it_is_shown(database: Database, reserve: Reserve) -> None:
    asked = await _ask(database, 1)
    allowed = await questions.answer(database, asked, QuestionState.ALLOWED, actor=2)
    assert allowed
    admitted = await reserve(interaction=1)
    await questions.answer(database, allowed, QuestionState.STARTED, actor=1, card_id=admitted.card.id)
    started = await questions.find(database, asked.ref)
    assert started
    assert started.result
    assert started.result.message_id == 6


async def test_a_question_of_another_version_can_still_end(database: Database) -> None:
    asked = await _ask(database, 1)
    await database.run(lambda each: each.execute("UPDATE questions SET request = '{\"images\": 99}'"))
    found = await questions.find(database, asked.ref)
    assert found
    assert found.request is None
    [ended] = await questions.decline_all(database, 2)
    assert ended.state is QuestionState.DECLINED


async def test_a_yes_holds_for_its_asker_its_picture_and_its_server(
    database: Database, reserve: Reserve
) -> None:
    asked = await _ask(database, 1, sha256="a" * 64)
    allowed = await questions.answer(database, asked, QuestionState.ALLOWED, actor=2)
    assert allowed
    assert await questions.granted(database, Member(9, 1), 2, "a" * 64) == [], "it has not started"
    admitted = await reserve(interaction=1)
    await questions.answer(database, allowed, QuestionState.STARTED, actor=1, card_id=admitted.card.id)
    assert await questions.granted(database, Member(9, 1), 2, "a" * 64) == [asked.request]
    for member, author, sha256 in (
        (Member(9, 7), 2, "a" * 64),
        (Member(8, 1), 2, "a" * 64),
        (Member(9, 1), 7, "a" * 64),
        (Member(9, 1), 2, "b" * 64),
    ):
        assert await questions.granted(database, member, author, sha256) == []
