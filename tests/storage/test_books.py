"""The books of a server: page by page in both directions, and as a file."""

import csv
import io

import pytest

from domain.books import Book, Booking, Extract, Sheet
from domain.buckets import DAY
from domain.errors import Failure, FailureKind
from domain.event import Recorded
from domain.grant import NewGrant
from domain.quota import Caps
from jobs.books import Books
from storage import books, charges, grants, jobs, ledger, rules
from storage.database import Database
from tests.storage.conftest import NOW, Reserve, asker, rule

TODAY = NOW // DAY


@pytest.fixture
async def filled(database: Database, reserve: Reserve) -> Database:
    """Ten requests of two members on two days, of which the first failed; and a gift."""
    for number in range(10):
        await reserve(user=1 + number % 2, at=NOW + number * DAY // 5, cost=1000 * number)
    await reserve(guild=8)
    first = await jobs.claim(database, "local", Caps(), NOW)
    assert first
    await jobs.fail(database, first, Failure(kind=FailureKind.INTERNAL), NOW + DAY)
    await grants.give(database, asker().member, NewGrant(3, reason="=1+1"), actor=7, now=NOW + 3 * DAY)
    return database


def _rows(sheet: Sheet) -> list[int]:
    return [row.id for row in sheet.rows]


@pytest.mark.parametrize(
    "wanted",
    [Extract(), Extract(user_id=1), Extract(day=TODAY + 1), Extract(Book.ACTIONS), Extract(job_id=1)],
)
async def test_pages_lead_through_all_rows_and_back(filled: Database, wanted: Extract) -> None:
    everything = await books.sheet(filled, 9, wanted, 100)
    assert (everything.older, everything.newer) == (None, None)
    there, sheet = [await books.sheet(filled, 9, wanted, 3)], None
    while (sheet := there[-1]).older:
        there.append(await books.sheet(filled, 9, wanted, 3, below=sheet.older))
    assert [row for one in there for row in _rows(one)] == _rows(everything)
    back = [there[-1]]
    while back[-1].newer:
        back.append(await books.sheet(filled, 9, wanted, 3, above=back[-1].newer))
    assert back[-1].newer is None
    assert back[-1] == there[0]


async def test_all_of_a_job_stand_together_and_no_other_server_is_seen(filled: Database) -> None:
    [refund, reserve] = (await books.sheet(filled, 9, Extract(job_id=1), 8)).rows
    assert isinstance(refund, Booking)
    assert isinstance(reserve, Booking)
    assert (refund.kind, refund.pictures, refund.why) == ("refund", -1, "internal")
    assert (reserve.kind, reserve.pictures, reserve.who) == ("reserve", 1, 1)
    everything = (await books.sheet(filled, 9, Extract(), 100)).rows
    assert len(everything) == 12, "ten reservations, a refund, a gift"
    assert (await books.sheet(filled, 9, Extract(job_id=11), 8)).rows == []
    assert len((await books.sheet(filled, 8, Extract(), 8)).rows) == 1


async def test_what_somebody_is_answerable_for_is_there_and_nothing_else(filled: Database) -> None:
    await rules.set_rule(filled, 9, rule(3), actor=7)
    await rules.set_caps(filled, 9, Caps(), Caps(member_running=5), actor=7)
    await ledger.reset(filled, asker(2).member, actor=7, now=NOW)
    shown = (await books.sheet(filled, 9, Extract(Book.ACTIONS), 8)).rows
    kinds = [row.event.kind for row in shown if isinstance(row, Recorded)]
    assert kinds == ["account.reset", "caps.set", "allowance.set", "credit.granted"]
    of_member = (await books.sheet(filled, 9, Extract(Book.ACTIONS, user_id=1), 8)).rows
    assert [row.event.kind for row in of_member if isinstance(row, Recorded)] == ["credit.granted"]


async def test_a_file_has_the_whole_extract_and_no_formula(filled: Database) -> None:
    file = await Books(filled).file(asker(), Extract(user_id=1))
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == file.rows == 7
    assert not file.more
    assert rows[0]["kind"] == "grant"
    assert rows[0]["why"] == "'=1+1"
    assert rows[0]["pictures"] == "-3"
    assert rows[0]["dollars"] == "0.000000"
    assert rows[1]["counts_at"] == "2027-01-16T22:24:00+00:00"
    actions = await Books(filled).file(asker(), Extract(Book.ACTIONS))
    [action] = csv.DictReader(io.StringIO(actions.content.decode("utf-8-sig")))
    assert action["after"] == "grant=1, amount=3, category=gift"


async def test_charges_are_what_requests_count_now(database: Database, reserve: Reserve) -> None:
    member = asker().member
    await grants.give(database, member, NewGrant(3), actor=7, now=NOW)
    await reserve(images=(1, 2))
    await reserve(images=4)
    await reserve(user=2, images=4)
    found = await charges.of_member(database, member, 5)
    assert (found.reserved, list(found.last)) == (7, [])
    while claimed := await jobs.claim(database, "local", Caps(member_running=9), NOW):
        if claimed.card_id == 1:
            await jobs.fail(database, claimed, Failure(kind=FailureKind.INTERNAL), NOW)
    found = await charges.of_member(database, member, 5)
    [charge] = found.last or [None]
    assert found.reserved == 4
    assert charge
    assert (charge.job.card_id, charge.pictures, charge.credit, charge.deleted) == (1, 0, 0, False)
