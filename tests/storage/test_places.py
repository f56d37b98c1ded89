"""Where pictures lie, a folder or a store: the same promises in either; and what a store may do that no folder does."""

import asyncio
import fcntl
import hashlib
import os
import time
from collections.abc import AsyncGenerator, Generator
from pathlib import Path, PurePosixPath

import pytest

from domain.errors import StoreAway
from domain.job import StoredPicture
from domain.picture import Picture, PictureFormat
from jobs.retention import DAY, Retention
from storage import bucket as buckets
from storage.bucket import BucketFiles
from storage.copies import IN_USE, Copies
from storage.pictures import PictureFiles, owner, remember
from storage.places import FRESH, Place, Unusable, place_of
from storage.writer import SqliteDatabase
from tests import s3
from tests.s3 import ADDRESS, SECRET, Fault, Relay, Shelf, Store

ONE = b"one" * 1000
OLD = time.time() - 2 * FRESH


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Generator[Store]:
    with s3.running(tmp_path_factory.mktemp("store")) as one:
        yield one


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "folder":
        return Shelf(lambda: PictureFiles(tmp_path / "pictures"), tmp_path / "pictures")
    store: Store = request.getfixturevalue("store")
    prefix = hashlib.sha256(str(tmp_path).encode()).hexdigest()
    address, copies = f"s3://pictures/{prefix}", tmp_path / "copies"
    return Shelf(lambda: BucketFiles(address, store.given(), copies), store.folder.parent / prefix)


def picture_of(content: bytes) -> Picture:
    return Picture(PictureFormat.PNG, 8, 8, len(content))


async def adopted(place: Place, content: bytes) -> StoredPicture:
    with place.workspace() as folder:
        file = folder / "picture"
        file.write_bytes(content)
        return await place.adopt(file, picture_of(content))


@pytest.fixture
def file(bucket: BucketFiles) -> Generator[Path]:
    """A picture that is to be written."""
    with bucket.workspace() as folder:
        file = folder / "picture"
        file.write_bytes(ONE)
        yield file


async def all_before(place: Place, moment: float) -> list[PurePosixPath]:
    return [one async for page in place.written_before(moment) for one in page]


async def test_a_picture_is_found_under_the_hash_of_its_bytes(shelf: Shelf) -> None:
    assert not await shelf.place.holds_any()
    picture = await adopted(shelf.place, b"one")
    assert picture.sha256 == hashlib.sha256(b"one").hexdigest()
    assert shelf.path(picture).read_bytes() == b"one"
    assert (await shelf.place.file(picture)).read_bytes() == b"one"
    assert await shelf.place.has(picture)
    assert await shelf.place.holds_any()


async def test_another_process_that_begins_takes_nothing_away_but_what_a_killed_one_has_left(
    shelf: Shelf, tmp_path: Path
) -> None:
    before = await adopted(shelf.place, b"before")
    copy = await shelf.place.file(before)
    [work] = tmp_path.rglob("unfinished")
    left = work / "left"
    left.mkdir()
    (left / "picture").write_bytes(b"half a pict")
    with shelf.place.workspace() as folder:
        file = folder / "picture"
        file.write_bytes(b"one")
        shelf.begin()
        picture = await shelf.place.adopt(file, picture_of(b"one"))
        assert not left.exists()
    assert (await shelf.place.file(picture)).read_bytes() == b"one"
    assert copy.read_bytes() == b"before"


async def test_the_same_bytes_twice_are_one_file(shelf: Shelf) -> None:
    both = await asyncio.gather(adopted(shelf.place, b"one"), adopted(shelf.place, b"one"))
    assert both[0] == both[1]
    assert await all_before(shelf.place, time.time() + FRESH) == [place_of(both[0].sha256, both[0].format)]


async def test_one_that_is_not_there_is_gone(shelf: Shelf) -> None:
    nobody = StoredPicture("a" * 64, PictureFormat.PNG, 8, 8, 3)
    assert not await shelf.place.has(nobody)
    with pytest.raises(FileNotFoundError):
        await shelf.place.file(nobody)
    assert await shelf.place.delete(place_of(nobody.sha256, nobody.format)), "that is as it should be"


async def test_what_was_just_written_is_not_deleted_also_where_it_came_again(shelf: Shelf) -> None:
    picture = await adopted(shelf.place, b"one")
    place = place_of(picture.sha256, picture.format)
    assert not await shelf.place.delete(place)
    shelf.age(picture, OLD)
    await adopted(shelf.place, b"one")
    assert not await shelf.place.delete(place)
    assert await shelf.place.has(picture)
    shelf.age(picture, OLD)
    assert await shelf.place.delete(place)
    assert not shelf.path(picture).exists()
    assert not await shelf.place.has(picture)
    with pytest.raises(FileNotFoundError):
        await shelf.place.file(picture)


async def test_what_another_process_adopts_while_it_is_looked_at_is_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    shelf = Shelf(lambda: PictureFiles(folder), folder)
    picture = await adopted(shelf.place, b"one")
    shelf.age(picture, OLD)
    path = shelf.path(picture)
    descriptor = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)  # another process is about to adopt it
    deleting = asyncio.ensure_future(shelf.place.delete(place_of(picture.sha256, picture.format)))
    await asyncio.wait((deleting,), timeout=0.3)
    path.touch()
    os.close(descriptor)
    assert not await deleting
    assert await shelf.place.has(picture)


async def test_what_another_machine_adopts_while_it_is_looked_at_is_there_again_soon(
    bucket: BucketFiles, store: Store, relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "OVER", 0.5)  # seconds
    picture = await adopted(bucket, b"again")
    [file] = store.folder.parent.rglob(f"{picture.sha256}.png")
    os.utime(file, (OLD, OLD))
    await asyncio.sleep(3 * s3.REMEMBERS)
    relay.held["DELETE"] = asyncio.Event()
    place = place_of(picture.sha256, picture.format)
    deleting = asyncio.ensure_future(elsewhere(bucket, store, relay, tmp_path).delete(place))
    async with asyncio.timeout(10):
        while not any(one.startswith("DELETE") for one in relay.seen):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)
        assert await adopted(bucket, b"again") == picture
        relay.held["DELETE"].set()
        assert await deleting, "it was old when that one looked"
        assert not file.exists()
        while not file.exists():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


async def test_old_files_are_listed_but_nothing_else_that_lies_there(shelf: Shelf) -> None:
    old, young = await adopted(shelf.place, b"old"), await adopted(shelf.place, b"young")
    shelf.age(old, OLD)
    for odd in ("readme.txt", "ab/readme.txt", "restyle"):
        shelf.folder.joinpath(odd).parent.mkdir(exist_ok=True)
        shelf.folder.joinpath(odd).write_text("mine")
    found = await all_before(shelf.place, time.time() - FRESH)
    assert found == [place_of(old.sha256, old.format)]
    assert young not in found


async def test_retention_deletes_what_no_row_names_and_nothing_else(shelf: Shelf, tmp_path: Path) -> None:
    now = int(time.time() * 1000)
    async with SqliteDatabase(tmp_path / "restyle.db") as database:
        retention = Retention(database, shelf.place, days=30)
        used, unused, stray, young = [await adopted(shelf.place, one) for one in (b"1", b"2", b"3", b"4")]
        for picture, at in ((used, now), (unused, now - 31 * DAY)):
            await database.run(lambda each, picture=picture, at=at: remember(each, picture, at))
        for picture in (used, unused, stray):
            shelf.age(picture, OLD)
        assert await retention.sweep() == 1
        assert await retention.sweep_strays() == 1
        assert [shelf.path(one).exists() for one in (used, unused, stray, young)] == [
            True,
            False,
            False,
            True,
        ]
        assert await retention.sweep() == await retention.sweep_strays() == 0


async def test_a_file_whose_deletion_failed_goes_with_the_next_sweep_of_strays(
    bucket: BucketFiles, relay: Relay, store: Store, tmp_path: Path
) -> None:
    async with SqliteDatabase(tmp_path / "restyle.db") as database:
        retention = Retention(database, bucket, days=30)
        picture = await adopted(bucket, ONE)
        await database.run(lambda each: remember(each, picture, 0))
        [file] = store.folder.parent.rglob(f"{picture.sha256}.png")
        os.utime(file, (OLD, OLD))
        await asyncio.sleep(3 * s3.REMEMBERS)
        relay.faults["DELETE"] = s3.broken
        with pytest.raises(StoreAway):
            await retention.sweep()
        relay.faults.clear()
        assert file.exists()
        assert await retention.sweep_strays() == 1
        assert not file.exists()


async def test_a_store_is_of_one_database(bucket: BucketFiles, tmp_path: Path) -> None:
    async with SqliteDatabase(tmp_path / "one.db") as one, SqliteDatabase(tmp_path / "two.db") as two:
        await bucket.claim(await owner(one))
        await bucket.claim(await owner(one))
        with pytest.raises(Unusable, match="of another database"):
            await bucket.claim(await owner(two))
    assert not await bucket.holds_any(), "the file that says it is no picture"


@pytest.fixture
async def relay(store: Store) -> AsyncGenerator[Relay]:
    async with Relay(store.port).listening() as one:
        yield one


@pytest.fixture
def bucket(store: Store, relay: Relay, tmp_path: Path) -> BucketFiles:
    """A bucket, on the other side of what may go wrong."""
    prefix = hashlib.sha256(str(tmp_path).encode()).hexdigest()
    return BucketFiles(f"s3://pictures/{prefix}", store.given(relay.port), tmp_path / "copies")


def elsewhere(bucket: BucketFiles, store: Store, relay: Relay, tmp_path: Path) -> BucketFiles:
    """Return the same bucket as another machine sees it."""
    prefix = hashlib.sha256(str(tmp_path).encode()).hexdigest()
    return BucketFiles(f"s3://pictures/{prefix}", store.given(relay.port), tmp_path / "other")


async def test_another_machine_reads_what_one_has_written(
    bucket: BucketFiles, store: Store, relay: Relay, tmp_path: Path
) -> None:
    picture = await adopted(bucket, b"one" * 100_000)
    other = elsewhere(bucket, store, relay, tmp_path)
    assert await other.has(picture)
    first = await other.file(picture)
    assert first.read_bytes() == b"one" * 100_000
    asked = len(relay.seen)
    assert await other.file(picture) == first
    assert len(relay.seen) == asked, "it has a copy by now"


async def test_what_was_just_written_is_not_sent_again(bucket: BucketFiles, relay: Relay) -> None:
    await adopted(bucket, b"one")
    await adopted(bucket, b"one")
    assert [one.split()[0] for one in relay.seen].count("PUT") == 1


PORTAL = s3.says("200 OK", b"<html>Please log in</html>")
FAULTS: dict[str, tuple[str, Fault]] = {
    "breaks off": ("GET", s3.broken),
    "says that it is busy": ("GET", s3.says("503 Slow Down", b"<Error><Code>SlowDown</Code></Error>")),
    "sends half of it": ("GET", s3.half),
    "sends other bytes": ("GET", s3.spoilt),
    "is a portal": ("GET", PORTAL),
    "is a proxy whose store is away": ("GET", s3.says("404 Not Found", b"404 page not found")),
}


@pytest.mark.parametrize("how", FAULTS)
async def test_nothing_else_is_taken_for_a_picture_and_none_for_gone(
    bucket: BucketFiles, store: Store, relay: Relay, tmp_path: Path, how: str
) -> None:
    picture = await adopted(bucket, b"one" * 1000)
    other = elsewhere(bucket, store, relay, tmp_path)
    method, fault = FAULTS[how]
    relay.faults[method] = fault
    with pytest.raises(StoreAway):
        await other.file(picture)
    assert other.away
    relay.faults.clear()
    assert (await other.file(picture)).read_bytes() == b"one" * 1000
    assert not other.away


WRITING: dict[str, Fault] = {
    "breaks off": s3.broken,
    "is a portal": PORTAL,
    "is full": s3.says("507 Insufficient Storage", b"<Error><Code>XMinioStorageFull</Code></Error>"),
    "lets nobody write": s3.says("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>"),
    "has no such bucket": s3.says("404 Not Found", b"<Error><Code>NoSuchBucket</Code></Error>"),
}


@pytest.mark.parametrize("how", WRITING)
async def test_what_was_not_written_is_not_kept_and_can_be_written_later(
    bucket: BucketFiles, file: Path, relay: Relay, how: str
) -> None:
    relay.faults["PUT"] = WRITING[how]
    with pytest.raises(StoreAway):
        await bucket.adopt(file, picture_of(ONE))
    relay.faults.clear()
    picture = await bucket.adopt(file, picture_of(ONE))
    assert await bucket.has(picture)


async def test_a_write_whose_answer_is_lost_is_made_again_and_is_one_file(
    bucket: BucketFiles, file: Path, relay: Relay
) -> None:
    relay.faults["PUT"] = s3.lost
    with pytest.raises(StoreAway):
        await bucket.adopt(file, picture_of(ONE))
    relay.faults.clear()
    picture = await bucket.adopt(file, picture_of(ONE))
    assert await all_before(bucket, time.time() + FRESH) == [place_of(picture.sha256, picture.format)]


async def test_a_store_that_was_away_is_asked_again(bucket: BucketFiles, file: Path, store: Store) -> None:
    store.stop()
    try:
        with pytest.raises(StoreAway):
            await bucket.adopt(file, picture_of(ONE))
    finally:
        store.start()
    assert await bucket.has(await bucket.adopt(file, picture_of(ONE)))


TRIALS: dict[str, tuple[str, Fault, str]] = {
    "no list": ("GET", WRITING["lets nobody write"], "nothing can be listed there: its keys may not do that"),
    "no writing": (
        "PUT",
        WRITING["lets nobody write"],
        "nothing can be written there: its keys may not do that",
    ),
    "no deletion": (
        "DELETE",
        WRITING["lets nobody write"],
        "nothing can be deleted there: its keys may not do that",
    ),
    "no bucket": ("GET", WRITING["has no such bucket"], "there is no such bucket"),
    "other bytes": ("PUT", PORTAL, "what was written is not there"),
    "a portal": ("GET", PORTAL, "it has not the bytes that were written"),
    "no deletion in fact": ("DELETE", s3.says("204 No Content", b""), "what was is still there"),
    "no store": ("GET", s3.says("200 OK", b"hello"), "it does not answer as an S3 store does"),
    "another region": ("GET", s3.says("301 Moved Permanently", b""), "AWS_REGION is another one"),
}


@pytest.mark.parametrize("how", TRIALS)
async def test_what_cannot_be_done_there_is_told_by_a_trial(
    bucket: BucketFiles, relay: Relay, how: str
) -> None:
    method, fault, told = TRIALS[how]
    relay.faults[method] = fault
    with pytest.raises(Unusable, match=told):
        await bucket.tried()


async def test_a_trial_leaves_nothing(shelf: Shelf) -> None:
    if isinstance(shelf.place, BucketFiles):
        await shelf.place.tried()
    assert not [one for one in shelf.folder.rglob("trial-*") if one.is_file()]


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "another secret": ({"AWS_SECRET_ACCESS_KEY": "hush"}, "AWS_SECRET_ACCESS_KEY is not the one"),
    "another key": ({"AWS_ACCESS_KEY_ID": "hush"}, "it does not know AWS_ACCESS_KEY_ID"),
    "nobody there": ({"AWS_ENDPOINT": "http://127.0.0.1:1"}, "nobody answers at AWS_ENDPOINT"),
    "no address": ({"AWS_ENDPOINT": "hush"}, "AWS_ENDPOINT is no address"),
}


@pytest.mark.parametrize("how", WRONG)
async def test_what_is_set_wrongly_is_told_without_what_it_is(
    store: Store, tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    change, told = WRONG[how]
    with pytest.raises(Unusable, match=told) as raised:
        await BucketFiles(ADDRESS, {**store.given(), **change}, tmp_path / "copies").tried()
    for secret in ("hush", SECRET):
        assert secret not in str(raised.value)
        assert secret not in caplog.text


async def test_a_certificate_that_is_not_trusted_is_told(store: Store, tmp_path: Path) -> None:
    """A server that speaks no TLS at all is told from one whose certificate is of nobody that this machine knows."""
    given = {**store.given(), "AWS_ENDPOINT": f"https://127.0.0.1:{store.port}"}
    with pytest.raises(Unusable, match="it speaks no TLS"):
        await BucketFiles(ADDRESS, given, tmp_path / "copies").tried()


def test_copies_begin_empty_where_nobody_has_them(tmp_path: Path) -> None:
    place = PurePosixPath("aa", f"{'a' * 64}.png")
    one = Copies(tmp_path / "copies")
    one.write(b"one", place)
    other = Copies(tmp_path / "copies")
    del one
    assert other.find(place)
    del other
    assert Copies(tmp_path / "copies").find(place) is None


async def test_copies_are_let_go_of_where_there_are_too_many_but_none_in_use(tmp_path: Path) -> None:
    copies = Copies(tmp_path / "copies", most=10)
    names = [PurePosixPath(letter * 2, f"{letter * 64}.png") for letter in "abcd"]
    kept = [copies.write(b"four", one) for one in names]
    assert all(path.exists() for path in kept), "they are in use"
    for path in kept[:3]:
        unused = time.time() - 2 * IN_USE
        os.utime(path, (unused, unused))
    assert copies.find(names[0])
    copies.write(b"four", PurePosixPath("ee", f"{'e' * 64}.png"))
    assert [path.exists() for path in kept] == [True, False, False, True]
