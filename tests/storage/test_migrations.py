"""A database of the last version, with jobs in every state, is one of today's after a start, and nothing is lost."""

from pathlib import Path

import pytest
from sqlite_utils import Database as Tables

from domain.buckets import DAY, Scope
from domain.card import CardRef, DeliveryState
from domain.errors import Failure, FailureKind
from domain.job import JobState, Ticket
from domain.member import Member
from domain.past import Filter
from domain.quota import Caps
from storage import audit, cards, deliveries, events, history, jobs, ledger, rules, styles
from storage.migrations import STEPS
from storage.sqlite import Statements, connect
from storage.writer import SqliteDatabase
from tests import stored
from tests.storage.conftest import NOW, asker, limits_of, rule

STATES = ("queued", "submitting", "rendering", "done", "failed", "cancelled")
REQUEST = (
    '{"prompt": "ink", "seed": 7, "images": 2, "reworded": "ink, they said",'
    ' "style": {"name": "Pop art", "words": "pop art print"}}'
)
TICKET = '{"id": "t%d", "status_url": "s", "response_url": "r", "cancel_url": "c"}'


def _old_job(connection: Statements, number: int, state: str) -> None:
    """A job as version 0.1.0 left it in that state, with its delivery and its ledger."""
    ended = state in {"done", "failed", "cancelled"}
    ticket = TICKET % number if state in {"rendering", "done"} else None
    connection.execute(
        "INSERT INTO jobs (id, interaction_id, part, guild_id, user_id, state, attempt, request, pictures, source,"
        " parent_job, parent_number, parent_user, provider, ticket, ticket_id, called, cost, vstart, lease_until,"
        " asked_at, started_at, finished_at, failure, prompt_used)"
        " VALUES (?, ?, 0, 9, 1, ?, 1, ?, 2, ?, ?, 1, 1, 'fal', ?, ?, ?, 100, 0, ?, ?, ?, ?, ?, ?)",
        (
            *(number, 700 + number, state, REQUEST, "a" * 64, 1 if number > 1 else None),
            *(ticket, f"t{number}" if ticket else None, state != "queued", 5 if not ended else None),
            *(NOW, NOW, NOW + 5000 if ended else None),
            '{"kind": "unavailable", "detail": ""}' if state == "failed" else None,
            "ink, they said" if state == "done" else None,
        ),
    )
    connection.execute(
        "INSERT INTO deliveries VALUES (?, ?, 5, ?, 'token', ?, 0, 10000000)",
        (number, "waiting" if state == "failed" else "pending", 60 + number, NOW),
    )
    entry = (
        "INSERT INTO ledger (at, written_at, kind, guild_id, user_id, job_id, pictures, cost, who, why)"
        " VALUES (?, ?, ?, 9, 1, ?, ?, ?, 1, '')"
    )
    connection.execute(entry, (NOW, NOW, "reserve", number, 2, 100))
    if ended:
        kind, back = ("settle", 0) if state == "done" else ("refund", -2)
        connection.execute(entry, (NOW, NOW, kind, number, back, 0))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "restyle.db"
    connection = connect(path)
    STEPS.apply(Tables(connection, execute_plugins=False), stop_before="cards")  # pyright: ignore[reportArgumentType] - it is a sqlite3.Connection, of whichever build
    connection.execute(
        "INSERT INTO pictures (sha256, format, width, height, bytes, used_at) VALUES (?, 'png', 8, 8, 8, ?)",
        ("a" * 64, NOW),
    )
    for number, state in enumerate(STATES, 1):
        _old_job(connection, number, state)
    connection.execute("INSERT INTO results VALUES (4, 1, 7, ?)", ("a" * 64,))
    connection.execute("INSERT INTO allowances VALUES (9, 0, 5, 86400000, 3, ?)", (NOW,))
    connection.execute("INSERT INTO allowances VALUES (9, 1, 50, 86400000, 4, ?)", (NOW,))
    connection.execute("INSERT INTO servers VALUES (9, 6, 7, 8, 9)")
    connection.close()
    return path


async def test_every_job_is_the_one_job_of_a_card_of_its_number(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        for number, state in enumerate(STATES, 1):
            job = await jobs.find(database, number)
            assert job is not None
            assert (job.card_id, job.part, job.tag) == (number, 0, f"{700 + number}.0")
            assert (job.state, job.member, job.request.expanded) == (
                JobState(state),
                Member(9, 1),
                "ink, they said",
            )
            card = await cards.find(database, CardRef(number, ""))
            assert card is not None, "an old button names the job by its number alone"
            assert (card.interaction_id, card.channel_id, card.private) == (700 + number, 5, False)
            assert not card.age_restricted
            reply_to = await deliveries.reply_to(database, number)
            assert reply_to is not None
            assert (reply_to.message_id, reply_to.token) == (60 + number, "token")
            assert (reply_to.guild_id, reply_to.lasting) == (9, True)


async def test_what_was_on_its_way_goes_on(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        taken = await jobs.take_over(database, all_of_them=True)
        assert [(job.id, job.called) for job in taken] == [(2, True), (3, True)]
        assert taken[1].ticket == Ticket(id="t3", status_url="s", response_url="r", cancel_url="c")
        claimed = await jobs.claim(database, "fal", Caps(), NOW)
        assert claimed is not None
        assert claimed.id == 1
        assert [card.id for card in await deliveries.undelivered(database)] == [4, 6]
        page = await history.page(database, Member(9, 1), Filter(text="INK"), 8)
        first = page.entries[0]
        assert (first.card.id, first.delivery) == (5, DeliveryState.WAITING)
        failed = await jobs.find(database, 5)
        assert failed is not None
        assert failed.failure is not None
        assert failed.failure.kind is FailureKind.UNAVAILABLE
        assert [result.number for result in await jobs.results(database, 4)] == [1]


async def test_styles_that_were_used_are_used_still(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        assert await styles.most_used(database, 9, 5) == ["pop art"]
        job = await jobs.find(database, 1)
        assert job is not None
        assert job.request.varied(7).full_prompt == "ink, pop art print"


async def test_accounts_and_rules_are_as_they_were(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        assert await ledger.unbalanced(database) == []
        spent = await database.run(lambda each: each.execute("SELECT * FROM spend").fetchall())
        assert spent == [(-1, NOW // DAY, 600), (9, NOW // DAY, 600)]
        account = await stored.account(database, asker(), limits_of(20), NOW)
        assert (account.used, account.limit) == (8, 50)
        assert await rules.of_server(database, 9) == [rule(50, Scope.MEMBER, 1), rule(5)]
        assert await rules.caps(database, 9, Caps()) == Caps(6, 7, 8, 9)
        assert {event.actor for event in await events.of_server(database, 9, 10)} == {3, 4}
        job = await jobs.find(database, 1)
        assert job is not None
        assert await jobs.cancel(database, job, NOW, actor=1)
        assert await ledger.unbalanced(database) == []


async def test_what_moderators_did_is_their_trail_and_their_channel_is_not_told_of_it(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        trail = await events.trail(database, 9, 10)
        assert [(one.event.kind, one.event.actor) for one in trail] == [
            ("allowance.set", 4),
            ("allowance.set", 3),
        ]
        assert await events.untold(database, 9, 10) == []


VERSIONS = [step.name for step in STEPS.pending(Tables(memory=True, execute_plugins=False))][1:]


@pytest.mark.parametrize("version", VERSIONS)
async def test_from_every_version_on_the_way_nothing_is_lost(old: Path, version: str) -> None:
    """Closed as that version left it, and opened by today's: jobs in every state, and the books."""
    connection = connect(old)
    tables = Tables(connection, execute_plugins=False)  # pyright: ignore[reportArgumentType] - as above
    if version in {step.name for step in STEPS.pending(tables)}:
        STEPS.apply(tables, stop_before=version)
    connection.close()
    async with SqliteDatabase(old) as database:
        found = [await jobs.find(database, number) for number in range(1, len(STATES) + 1)]
        assert [job.state for job in found if job] == [JobState(state) for state in STATES]
        assert len(await jobs.unfinished(database)) == 3
        for job in await jobs.take_over(database, all_of_them=True):
            assert await jobs.fail(database, job, Failure(kind=FailureKind.VANISHED), NOW + DAY)
    assert await audit.audit(SqliteDatabase(old)) == []


async def test_references_hold_afterwards(old: Path) -> None:
    async with SqliteDatabase(old) as database:
        broken = await database.run(lambda each: each.execute("PRAGMA foreign_key_check").fetchall())
        kept = await database.run(lambda each: each.execute("PRAGMA foreign_keys").fetchone())
        refers = await database.run(
            lambda each: each.execute("SELECT \"table\" FROM pragma_foreign_key_list('jobs')").fetchall()
        )
    assert broken == []
    assert kept == (1,)
    assert {row[0] for row in refers} == {"cards", "jobs", "pictures"}
