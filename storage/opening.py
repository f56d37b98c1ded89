"""Which database there is: a file, or a server's; and which place for pictures: a folder, or a store."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from domain.shards import Shards
from storage import standing
from storage.database import Database, Unopened
from storage.pictures import PictureFiles
from storage.places import Place, Unusable
from storage.signals import Signals
from storage.writer import SqliteDatabase

if TYPE_CHECKING:
    from storage.bucket import BucketFiles


class Both(Exception):
    """There is a file, and an address as well: which one is meant is not known."""


class FolderBeside(Exception):
    """There is a store for pictures, and a folder with pictures as well, which would be in neither."""


def tried(address: str) -> bool:
    """Return whether a database has its tables, having tried all that a start does there. Raises Unopened and NewerDatabase."""
    _check_driver()
    from storage.pool import tried_at  # noqa: PLC0415 - as below

    return tried_at(address)


def database(
    file: Path, address: str | None = None, *, shared: bool = False, shards: Shards | None = None
) -> Database:
    """Return the database at an address of PostgreSQL, or else in a file. Raises Both, and Unopened where the driver is missing.

    One at an address may be `shared` by gateways and workers, of which no two have the same shards.
    """
    if address is None:
        return SqliteDatabase(file)
    if file.exists():
        raise Both(file)
    _check_driver()
    from storage.pool import PostgresDatabase  # noqa: PLC0415 - most have no PostgreSQL, and no driver for it

    return PostgresDatabase(address, shared=shared, shards=shards)


def pause(address: str, reason: str | None) -> bool:
    """Tell all who work on a database at an address that they are paused, or with None no more. Returns whether they were.

    Raises Unopened.
    """
    from storage.pool import done_at  # noqa: PLC0415 - as above

    return done_at(address, lambda connection: standing.put(connection, standing.PAUSED, reason))


def signals(address: str | None) -> Signals:
    """Return the signals of a process that works alone, or of those that share a database."""
    if address is None:
        return Signals()
    from storage.notifications import Notifications  # noqa: PLC0415 - as above

    return Notifications(address)


def move(file: Path, address: str, aside: Path) -> int:
    """Take a database file over to PostgreSQL and put it aside. Returns how many rows there are.

    Raises Unopened, Taken, NewerDatabase, NotMoved, SqliteError and OSError; then the file is as it was.
    """
    _check_driver()
    from storage.move import move  # noqa: PLC0415 - as above

    return move(file, address, aside)


def _check_driver() -> None:
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise Unopened("PostgreSQL needs the extra scale: pip install '.[scale]'")


@dataclass(frozen=True, slots=True)
class PictureStore:
    """Where pictures are set to lie: a store's address, what is set of AWS_* beside it, and the folders of this machine."""

    address: str | None
    given: Mapping[str, str]
    folder: Path  # for the pictures, where there is no address
    copies: Path  # for those in use, where there is one


async def place(store: PictureStore) -> Place:
    """Return the place for pictures, having tried all that is done there. Raises Unusable, and FolderBeside."""
    if store.address is None:
        return PictureFiles(store.folder)
    if any(store.folder.glob("??/*")):
        raise FolderBeside(store.folder)
    return await bucket(store.address, store)


async def bucket(address: str, store: PictureStore) -> Place:
    """Return the store at an address, having tried all that is done there; whatever its folder has. Raises Unusable."""
    files = _bucket(address, store.given, store.copies)
    await files.tried()
    return files


@contextmanager
def reading(store: PictureStore) -> Generator[Callable[[str], bytes]]:
    """Give what reads the bytes of a picture, by where it lies; also while a bot runs. Raises Unusable.

    What is given raises FileNotFoundError and StoreAway.
    """
    if store.address is None:
        yield lambda place: (store.folder / place).read_bytes()
        return
    with TemporaryDirectory() as copies:
        yield _bucket(store.address, store.given, Path(copies)).content


def _bucket(address: str, given: Mapping[str, str], copies: Path) -> "BucketFiles":
    if find_spec("obstore") is None:
        raise Unusable("it needs the extra scale: pip install '.[scale]'")
    from storage.bucket import BucketFiles  # noqa: PLC0415 - most have no store, and no library for it

    return BucketFiles(address, given, copies)
