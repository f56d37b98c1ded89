"""Pictures in an S3 store that several machines share, with copies of those in use on this one.

What was written is looked at before it counts as kept, and what is read is checked against its hash: whatever answers in the
store's place, nothing else is taken for a picture.
"""

import asyncio
import hashlib
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakValueDictionary

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from domain.errors import StoreAway
from domain.job import StoredPicture
from domain.picture import Picture
from storage.copies import Copies
from storage.faults import gone, why
from storage.places import FRESH, OWNER_LENGTH, PAGE, Unusable, digest, hash_at, place_of, stored_as

if TYPE_CHECKING:
    from obstore import ListStream, ObjectMeta
    from obstore.store import ClientConfig, RetryConfig, S3Config

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

AT_ONCE = 16  # requests: each has at most one picture in memory
CHUNK = 256 * 1024  # bytes
OVER = 60.0  # seconds after which a deletion is over that has looked at a file before, with all tries
TIMES: "ClientConfig" = {
    "connect_timeout": timedelta(seconds=3),
    "read_timeout": timedelta(seconds=15),  # of silence, also while a picture is sent
    "timeout": timedelta(seconds=30),
}
TRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "AWS_ENDPOINT_URL")
_ADDRESS = re.compile(
    r"https?://[\w.-]+(:\d{1,5})?(/[\x21-\x7e]*)?|https?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?/?", re.ASCII
)
# What may be set (https://developmentseed.org/obstore/latest/api/store/aws/): who asks, where, and how it speaks.
KNOWN = frozenset(
    {
        *ENDPOINTS,
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST"),
        *("AWS_SERVER_SIDE_ENCRYPTION", "AWS_SSE_KMS_KEY_ID", "AWS_SSE_BUCKET_KEY_ENABLED"),
        *("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"),
        *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        *("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_UNSIGNED_PAYLOAD"),
    }
)
OWNER = "owner"  # the name of the file that says whose the pictures are
TRIAL = "trial"  # begins the name of what is written to see whether that is possible


class BucketFiles:
    """The pictures in a bucket, under a prefix."""

    def __init__(self, address: str, given: Mapping[str, str], folder: Path) -> None:
        """Take the address (s3://bucket/prefix), what is set of AWS_* in the settings, and a folder for copies.

        Raises Unusable where these say nothing that could be asked.
        """
        self._store = _store(address, given)
        self._copies = Copies(folder)
        self._threads = ThreadPoolExecutor(AT_ONCE, "store")
        self._turns = WeakValueDictionary[PurePosixPath, asyncio.Lock]()
        self._away = False
        self._looking = set[asyncio.Task[None]]()

    @property
    def away(self) -> bool:
        """Return whether it did not answer, or not as a store does, when it was last asked."""
        return self._away

    def workspace(self) -> AbstractContextManager[Path]:
        """Return a folder for files that are not finished, on this machine."""
        return self._copies.workspace()

    async def adopt(self, file: Path, picture: Picture) -> StoredPicture:
        """Bring a checked file into the store and keep it as a copy. The same bytes within half an hour are not sent again.

        Raises StoreAway, and the file is as it was.
        """
        stored = stored_as(await asyncio.to_thread(digest, file), picture)
        place = place_of(stored.sha256, stored.format)
        async with self._turn(place):
            before = await self._found(place)
            if not _is_whole(before, stored.bytes, time.time() - FRESH / 2):
                await self._ask(lambda: self._put(file, place))
                if not _is_whole(await self._found(place), stored.bytes):
                    raise self._odd("what was written is not there")
                if before:
                    self._look_after(place, stored.bytes)
            await asyncio.to_thread(self._copies.keep, file, place)
        return stored

    def _look_after(self, place: PurePosixPath, size: int) -> None:
        """See to it that a file stays which was old when it was written again: another process may be about to delete it."""
        task = asyncio.create_task(self._stays(place, size), name=f"look after {place.name}")
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    async def _stays(self, place: PurePosixPath, size: int) -> None:
        await asyncio.sleep(OVER)
        while copy := self._copies.find(place):
            with suppress(StoreAway):
                async with self._turn(place):
                    if not _is_whole(await self._found(place), size):
                        await self._ask(partial(self._put, copy, place))
                    return
            await asyncio.sleep(OVER)

    async def file(self, picture: StoredPicture) -> Path:
        """Return a copy of a picture. Raises FileNotFoundError and StoreAway."""
        place = place_of(picture.sha256, picture.format)
        async with self._turn(place):
            if copy := self._copies.find(place):
                return copy
            content = await self._ask(lambda: self._read_checked(place, picture))
            if content is None:
                raise self._odd("a picture has not the bytes that were written")
            return await asyncio.to_thread(self._copies.write, content, place)

    def content(self, place: str) -> bytes:
        """Return the bytes of a picture, while nothing else is done. Raises FileNotFoundError and StoreAway."""
        try:
            return bytes(obstore.get(self._store, place).bytes())
        except Exception as error:  # noqa: BLE001 - as in `_ask`
            if gone(error):
                raise FileNotFoundError from None
            raise StoreAway(why(error)) from None

    async def has(self, picture: StoredPicture) -> bool:
        """Return whether there is a copy of a picture, or the store has it. Raises StoreAway."""
        place = place_of(picture.sha256, picture.format)
        if self._copies.find(place):
            return True
        try:  # asked for as if it were read: only then a store says in its own word that there is none
            await self._ask(lambda: obstore.get(self._store, str(place)))
        except FileNotFoundError:
            return False
        return True

    async def delete(self, place: PurePosixPath) -> bool:
        """Delete a file and its copy, if they are there. One that was just written stays, and False is returned.

        Raises StoreAway.
        """
        async with self._turn(place):
            found = await self._found(place)
            if found and found["last_modified"].timestamp() > time.time() - FRESH:
                return False
            await self._ask(lambda: obstore.delete(self._store, str(place)))
            await asyncio.to_thread(self._copies.drop, place)
        return True

    async def written_before(self, moment: float) -> AsyncIterator[Sequence[PurePosixPath]]:
        """Yield the files that were written before a moment (unix seconds), as the store lists them. Raises StoreAway."""
        pages = self._listed(PAGE)
        while page := await self._ask(lambda: next(pages, ())):
            yield [
                PurePosixPath(one["path"])
                for one in page
                if hash_at(one["path"]) and one["last_modified"].timestamp() < moment
            ]

    async def claim(self, owner: str) -> None:
        """Write down whose pictures these are, where nobody has. Raises Unusable where it is another's, and StoreAway."""
        try:
            found = await self._ask(lambda: self._read(PurePosixPath(OWNER), OWNER_LENGTH))
        except FileNotFoundError:
            await self._ask(lambda: obstore.put(self._store, OWNER, owner.encode(), use_multipart=False))
            return
        if found != owner.encode():
            raise Unusable(
                "the pictures there are of another database (set another prefix, or delete the file `owner` there)"
            )

    async def holds_any(self) -> bool:
        """Return whether the store has any picture. Raises StoreAway."""
        async for found in self.written_before(time.time() + FRESH):
            if found:
                return True
        return False

    async def tried(self) -> None:
        """Try all that is done there, with a file that is no picture's. Raises Unusable."""
        content = secrets.token_bytes(16)
        name = f"{TRIAL}-{content.hex()}"
        steps: Mapping[str, Callable[[], object]] = {
            "listed": lambda: next(self._listed(1), ()),
            "written": lambda: obstore.put(self._store, name, content, use_multipart=False),
            "read": lambda: self._read(PurePosixPath(name), len(content)),
            "deleted": lambda: self._deleted(name),
        }
        for what, step in steps.items():
            try:
                answer = await self._asked(step)
            except (StoreAway, FileNotFoundError) as error:
                reason = error.why if isinstance(error, StoreAway) else "what was written is not there"
                raise Unusable(f"nothing can be {what} there: {reason}") from None
            if what == "read" and answer != content:
                raise Unusable("nothing can be read there: it has not the bytes that were written")
            if what == "deleted" and answer:
                raise Unusable("nothing can be deleted there: what was is still there")

    def _deleted(self, name: str) -> object:
        """Delete a file, and return what the store says of it then."""
        obstore.delete(self._store, name)
        return self._head(name)

    def _listed(self, at_once: int) -> "ListStream[Sequence[ObjectMeta]]":
        return obstore.list(self._store, chunk_size=at_once)  # pyright: ignore[reportUnknownMemberType] - of tables, which are not asked for

    async def _found(self, place: PurePosixPath) -> "ObjectMeta | None":
        """Return what the store says of a file; None where it has none."""
        return await self._ask(lambda: self._head(str(place)))

    def _head(self, name: str) -> "ObjectMeta | None":
        try:
            return obstore.head(self._store, name)
        except FileNotFoundError:  # an answer without a body, and so without the store's own word
            return None

    def _put(self, file: Path, place: PurePosixPath) -> None:
        """Write a file; only who has a thread for it has its bytes in memory."""
        obstore.put(self._store, str(place), file.read_bytes(), use_multipart=False)

    def _read_checked(self, place: PurePosixPath, picture: StoredPicture) -> bytes | None:
        """Return the bytes of a picture; None where they are others."""
        content = self._read(place, picture.bytes)
        return content if content and hashlib.sha256(content).hexdigest() == picture.sha256 else None

    def _read(self, place: PurePosixPath, size: int) -> bytes | None:
        """Return the bytes of a file; None where they are not so many."""
        found = obstore.get(self._store, str(place))
        if found.meta["size"] != size:
            return None
        content = bytearray()
        for chunk in found.stream(min_chunk_size=CHUNK):
            content += chunk
            if len(content) > size:
                return None
        return bytes(content)

    async def _ask(self, request: Callable[[], Answer]) -> Answer:
        """Return what the store answers, and note whether it does.

        Raises FileNotFoundError where it says that there is no such file, and StoreAway.
        """
        try:
            answer = await self._asked(request)
        except StoreAway as away:
            raise self._odd(away.why) from None
        if self._away:
            self._away = False
            log.warning("the store of the pictures answers again")
        return answer

    async def _asked(self, request: Callable[[], Answer]) -> Answer:
        """Return the answer to a request, made in a thread of its own.

        The library's own awaitables end a process now and then that ends right after one: its threads ask for an
        interpreter that is going.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, request)
        except Exception as error:  # noqa: BLE001 - a panic of the library's is of no class that could be named
            if gone(error):
                raise FileNotFoundError from None
            raise StoreAway(why(error)) from None

    def _odd(self, said: str) -> StoreAway:
        if not self._away:
            self._away = True
            log.warning("the store of the pictures cannot be used just now: %s", said)
        return StoreAway(said)

    def _turn(self, place: PurePosixPath) -> asyncio.Lock:
        """Return what keeps one file from being written, read and deleted at once."""
        return self._turns.setdefault(place, asyncio.Lock())


def _is_whole(found: "ObjectMeta | None", size: int, after: float = 0.0) -> bool:
    return bool(found) and found["size"] == size and found["last_modified"].timestamp() >= after


def _store(address: str, given: Mapping[str, str]) -> S3Store:
    """Return the store at an address, by what is set of AWS_*. Raises Unusable."""
    config = {name.lower(): value for name, value in given.items() if name in KNOWN}
    endpoint = next((given[name] for name in ENDPOINTS if given.get(name)), "")
    if endpoint and not _ADDRESS.fullmatch(endpoint):
        raise Unusable("AWS_ENDPOINT is no address: write it with https:// and a host's name")
    try:
        return S3Store.from_url(
            address,
            config=cast("S3Config", config),
            disable_bulk_delete=True,  # which not every store knows
            client_options={"allow_http": endpoint.startswith("http://"), **TIMES},
            retry_config=TRIES,
        )
    except (BaseError, ValueError) as error:
        raise Unusable(why(error)) from None
