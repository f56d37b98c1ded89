"""Figures of a server are sums of its ledger, and say how often members were turned down."""

from domain.buckets import DAY, Bucket, Scope, Unit
from domain.errors import Failure, FailureKind, NotOffered, QuotaExceeded
from domain.figures import Figure
from domain.quota import Caps
from domain.styles import Style
from jobs.figures import Counts
from storage import figures, jobs, ledger
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker

FIRST = NOW // DAY


async def test_they_are_by_day_member_style_and_host_of_one_server_and_period(
    database: Database, reserve: Reserve
) -> None:
    ink = Style(name="Ink", after="in ink")
    await reserve(user=1, images=2, cost=60_000, provider="fal", style=ink)
    await reserve(user=2, images=3, cost=90_000, provider="fal", at=NOW + DAY)
    await reserve(user=2, at=NOW + DAY)
    await reserve(user=3, guild=8)
    await reserve(user=1, at=NOW + 5 * DAY)
    while (failed := await jobs.claim(database, "local", Caps(), NOW)) and failed.member.user_id != 2:
        pass
    assert failed
    await jobs.fail(database, failed, Failure(kind=FailureKind.INTERNAL), NOW + DAY)
    await ledger.reset(database, asker(2).member, actor=7, now=NOW + DAY)

    found = await figures.of_server(database.path, 9, FIRST, FIRST + 1)
    assert found.by_day == {FIRST: Figure(2, 60_000), FIRST + 1: Figure(3, 90_000)}
    assert found.total == Figure(5, 150_000)
    assert found.by_member == [(2, Figure(3, 90_000)), (1, Figure(2, 60_000))]
    assert found.by_style == [("", Figure(3, 90_000)), ("Ink", Figure(2, 60_000))]
    assert found.by_host == [("fal", Figure(5, 150_000)), ("local", Figure(0, 0))]
    assert found.refusals == {}


async def test_refusals_are_counted_by_reason_and_added_up(database: Database) -> None:
    counts = Counts(database)
    pictures, dollars = (Bucket(Scope.SERVER, unit, 1) for unit in (Unit.PICTURES, Unit.MICROS))
    for _ in range(2):
        counts.note(asker(), QuotaExceeded(pictures, 1, 1, None, 0))
        counts.note(asker(), QuotaExceeded(dollars, 1, 1, None, 0))
        counts.note(asker(guild=8), NotOffered("look"))
        counts.note(asker(), NotOffered("look"))
        await counts.save()
    await counts.save()
    found = await figures.of_server(database.path, 9, 0, 2**20)
    assert found.refusals == {"allowance": 2, "budget": 2, "offer": 2}
