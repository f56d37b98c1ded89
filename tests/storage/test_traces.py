"""From a picture to the result that it is: by bytes and by fingerprints, and of several the one that may be told most of."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.card import Card
from domain.fingerprint import CELLS, NEAR, Fingerprint
from domain.job import Bill, Job, Parent, Result, StoredPicture, Ticket
from domain.member import NO_SERVER, Asker
from domain.picture import PictureFormat
from domain.quota import Caps
from domain.trace import Trace
from storage import cards, fingerprints, jobs, traces
from storage.database import Database
from storage.pictures import remember
from storage.sqlite import Connection
from tests.storage.conftest import NOW, Reserve, asker

ADA, BOB, ELSEWHERE = asker(1), asker(2), asker(3, 8)
NOWHERE = "f" * 64
Make = Callable[..., Awaitable[tuple[Card, Job]]]


def fingerprint(level: int, *, contrast: int = 60) -> Fingerprint:
    return Fingerprint(tuple(level + contrast * (cell // 3 % 2) for cell in range(CELLS)))


def picture(name: int, seen: Fingerprint | None = None) -> StoredPicture:
    return StoredPicture(f"{name:064x}", PictureFormat.PNG, 8, 8, 8, seen)


@pytest.fixture
def make(database: Database, reserve: Reserve) -> Make:
    """A result, from a source of that fingerprint."""

    async def made(
        result: StoredPicture, source: StoredPicture | None = None, **asked: object
    ) -> tuple[Card, Job]:
        admitted = await reserve(source=source or picture(99), **asked)  # pyright: ignore[reportArgumentType] - whatever a test wants of a card
        claimed = await jobs.claim(database, "local", Caps(), NOW)
        assert claimed is not None
        ticket = Ticket(id=f"t{claimed.id}", status_url="s", response_url="r", cancel_url="c")
        accepted = await jobs.accepted(database, claimed, ticket)
        assert accepted is not None
        done = await jobs.finish(
            database, accepted, [Result(1, 7, result)], Bill(1, 0), prompt_used="", now=NOW
        )
        assert done is not None
        return admitted.card, done

    return made


async def _trace(
    database: Database, sha256: str = NOWHERE, seen: Fingerprint | None = None, viewer: Asker = ADA
) -> Trace | None:
    return await traces.trace(database, sha256, seen or fingerprint(0, contrast=0), viewer)


async def test_a_result_is_known_by_its_bytes_and_a_source_is_none(database: Database, make: Make) -> None:
    card, job = await make(picture(1), picture(2))
    found = await _trace(database, picture(1).sha256)
    assert found is not None
    assert (found.card, found.job.id, found.number, found.same, found.deleted) == (
        card,
        job.id,
        1,
        True,
        False,
    )
    assert found.spot is not None
    assert await _trace(database, picture(2).sha256) is None
    assert await _trace(database) is None


async def test_so_is_what_was_made_from_one_to_be_shown(database: Database, make: Make) -> None:
    await make(picture(1))
    for _ in range(2):
        await fingerprints.copied(database, "e" * 64, picture(1))
    found = await _trace(database, "e" * 64)
    assert found is not None
    assert found.same


async def test_a_copy_is_known_by_how_it_looks_and_the_nearest_counts(database: Database, make: Make) -> None:
    await make(picture(1, fingerprint(100)))
    _, nearer = await make(picture(2, fingerprint(102)))
    found = await _trace(database, seen=fingerprint(103))
    assert found is not None
    assert (found.job.id, found.same) == (nearer.id, False)
    assert await _trace(database, seen=fingerprint(110)) is None


async def test_a_plain_area_is_known_by_its_bytes_alone(database: Database, make: Make) -> None:
    plain = fingerprint(100, contrast=4)
    await make(picture(1, plain))
    assert await _trace(database, seen=plain) is None
    assert await _trace(database, picture(1).sha256, plain) is not None


async def test_what_looks_as_much_like_the_source_was_not_made_here(database: Database, make: Make) -> None:
    await make(picture(1, fingerprint(101)), picture(2, fingerprint(100)))
    assert await _trace(database, seen=fingerprint(100)) is None
    assert await _trace(database, seen=fingerprint(101)) is not None
    assert await _trace(database, seen=fingerprint(102)) is None, (
        "twice as far from the source is not clear enough"
    )


async def test_a_source_that_was_made_here_itself_is_no_other_answer(database: Database, make: Make) -> None:
    _, first = await make(picture(1, fingerprint(100)))
    _, varied = await make(picture(2, fingerprint(101)), picture(1), parent=Parent(first.id, 1, 1))
    for level, job in ((100, first), (101, varied)):
        found = await _trace(database, seen=fingerprint(level))
        assert found is not None
        assert found.job.id == job.id


async def test_of_several_it_is_the_one_that_may_be_told_most_of(database: Database, make: Make) -> None:
    same = picture(1)
    elsewhere, _ = await make(same, user=3, guild=8)
    private, _ = await make(same, user=2, private=True)

    async def found(viewer: Asker) -> int | None:
        trace = await _trace(database, same.sha256, viewer=viewer)
        return trace.card.id if trace else None

    assert await found(ADA) == await found(BOB) == private.id
    assert await found(ELSEWHERE) == elsewhere.id
    public, _ = await make(same, user=2)
    assert await found(ADA) == public.id
    assert await found(BOB) == private.id, "both are theirs, and this one is older"
    await cards.delete(database, public, actor=2)
    trace = await _trace(database, same.sha256)
    assert trace is not None
    assert trace.card.id == private.id


async def test_outside_servers_it_is_one_s_own_or_one_of_the_same_channel(
    database: Database, make: Make
) -> None:
    same = picture(1)
    theirs, _ = await make(same, user=2, guild=NO_SERVER, channel=6)
    here, _ = await make(same, user=3, guild=NO_SERVER)
    own, _ = await make(same, user=1, guild=NO_SERVER, channel=7)

    async def found(user: int, channel: int, guild: int = NO_SERVER) -> int | None:
        trace = await _trace(database, same.sha256, viewer=asker(user, guild, channel))
        return trace.card.id if trace else None

    assert await found(1, 8) == own.id
    assert await found(4, 6) == await found(4, 6, guild=9) == theirs.id
    assert await found(4, 5) == here.id


looking = st.lists(st.integers(0, 255), min_size=CELLS, max_size=CELLS)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    base=looking, changes=st.lists(st.lists(st.integers(-5, 5), min_size=CELLS, max_size=CELLS), max_size=8)
)
async def test_the_index_misses_none_that_is_near(
    database: Database, base: list[int], changes: list[list[int]]
) -> None:
    seen = Fingerprint(tuple(base))
    others = [
        Fingerprint(tuple(min(255, max(0, a + b)) for a, b in zip(base, change, strict=True)))
        for change in changes
    ]

    def keep_and_look(connection: Connection) -> list[tuple[str, Fingerprint]]:
        connection.execute("DELETE FROM fingerprints")
        for number, other in enumerate(others):
            remember(connection, picture(1000 + number, other), NOW)
        return fingerprints.near(connection, seen)

    found = await database.run(keep_and_look)
    near = {
        picture(1000 + number).sha256 for number, other in enumerate(others) if seen.distance(other) <= NEAR
    }
    assert {sha256 for sha256, _ in found} == near
    distances = [seen.distance(other) for _, other in found]
    assert distances == sorted(distances)


async def test_pictures_of_before_are_those_with_a_file_and_without_a_look(database: Database) -> None:
    def fill(connection: Connection) -> None:
        for number in range(5):
            remember(connection, picture(number, fingerprint(number) if number == 1 else None), NOW)
        connection.execute("UPDATE pictures SET kept = 0 WHERE sha256 = ?", (picture(2).sha256,))

    await database.run(fill)
    assert await fingerprints.missing(database, "", 2) == [picture(0), picture(3)]
    assert await fingerprints.missing(database, picture(3).sha256, 2) == [picture(4)]
    for number in (0, 3, 4):
        await fingerprints.add(database, picture(number).sha256, fingerprint(number))
    assert await fingerprints.missing(database, "", 2) == []
