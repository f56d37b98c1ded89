"""Gets what a request names: the pictures of `image_url` and `style_image_url`, and the packs of `loras`.

Each is a data URI, a file of our own, or a URL of the public internet.
"""

import asyncio
import base64
import binascii
import shutil
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

import aiohttp
from yarl import URL

from renderer.failure import Cause, Failed, Failure, Place
from renderer.order import PackFile
from renderer.request import RenderRequest
from renderer.store.addresses import Reach, Refused, web_address
from renderer.store.files import LARGEST_FILE, Files
from renderer.store.room import Room

AT_ONCE: Final = 16
SECONDS: Final = 20.0
REDIRECTS: Final = 3
REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
PIECE: Final = 1 << 20  # characters of base64; four of them are three bytes
LARGEST_PACK: Final = 25_000_000
MOST_BYTES: Final = 1 << 30  # of all sources that wait for their turn
PICTURE: Final = ("image_url",)
LOOK: Final = ("style_image_url",)
LONGEST_HEADER: Final = 100_000_000  # bytes, of the JSON at the start of a .safetensors file


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a request names: where it is, how large it may be, and who is to blame for it."""

    address: str
    place: Place = PICTURE
    most: int = LARGEST_FILE


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a request named, as private files."""

    picture: Path
    look: Path | None
    packs: list[PackFile]


class Sources:
    """Copies what requests name into private files, a few at a time, within a bounded space."""

    def __init__(self, files: Files, reach: Reach, patience: float = SECONDS) -> None:
        self._files = files
        self._reach = reach
        self._patience = patience
        self._places = asyncio.Semaphore(AT_ONCE)
        self._decoding = asyncio.Lock()  # a data URI is held three times while it is decoded
        self._room = Room(MOST_BYTES)

    @asynccontextmanager
    async def fetched(self, request: RenderRequest, origin: URL) -> AsyncGenerator[Fetched]:
        """Yield private copies, for the time of the block. `origin` is this server, as the request called it."""
        wanted = _named(request)
        paths = [self._files.private / self._files.new_name() for _ in wanted]
        with await self._room.wait(sum(named.most for named in wanted)) as claim:
            try:
                async with self._places:
                    await self._fetch_all(wanted, origin, paths)
                claim.shrink(sum(path.stat().st_size for path in paths))
                picture, *others = paths
                look = None if request.style_image_url is None else others.pop(0)
                loras = zip(others, request.loras, strict=True)
                packs = [PackFile(str(path), lora.scale) for path, lora in loras]
                del request, wanted  # they may hold megabytes of data URIs
                yield Fetched(picture, look, packs)
            finally:
                for path in paths:
                    path.unlink(missing_ok=True)

    async def _fetch_all(self, wanted: Sequence[Named], origin: URL, paths: Sequence[Path]) -> None:
        for named, path in zip(wanted, paths, strict=True):
            await self._fetch(named, origin, path)

    async def _fetch(self, named: Named, origin: URL, target: Path) -> None:
        if named.address[:5].lower() == "data:":
            async with self._decoding:
                await asyncio.to_thread(_decode, named, target)
        else:
            await self._copy(named, origin, target)
        if named.place[0] == "loras":
            _check_pack(named, target)

    async def _copy(self, named: Named, origin: URL, target: Path) -> None:
        try:
            url = web_address(named.address)
            if url.origin() == origin and url.path.startswith("/files/"):
                await asyncio.to_thread(self._copy_own, named, url.name, target)
                return
            async with asyncio.timeout(self._patience):
                await self._download(named, url, target)
        except TimeoutError:
            raise _not_fetched(named, "it took too long") from None
        except (Refused, aiohttp.ClientError, OSError, ValueError) as error:
            raise _not_fetched(named, str(error)) from None

    def _copy_own(self, named: Named, name: str, target: Path) -> None:
        own = self._files.find(name)
        if own is None:
            raise _not_fetched(named, "there is no such file, or it has expired")
        if own.stat().st_size > named.most:
            raise _too_large(named)
        shutil.copyfile(own, target)

    async def _download(self, named: Named, url: URL, target: Path) -> None:
        for _ in range(REDIRECTS + 1):
            session = self._reach.session_for(url)
            async with session.get(url, allow_redirects=False) as response:
                if response.status not in REDIRECT_STATUSES:
                    await _save(named, response, target)
                    return
                url = url.join(URL(response.headers.get("Location", "")))
        raise Refused("it redirects too often")


def _named(request: RenderRequest) -> Sequence[Named]:
    packs = [
        Named(lora.path, ("loras", number, "path"), LARGEST_PACK) for number, lora in enumerate(request.loras)
    ]
    look = [] if request.style_image_url is None else [Named(request.style_image_url, LOOK)]
    return [Named(request.image_url), *look, *packs]


async def _save(named: Named, response: aiohttp.ClientResponse, target: Path) -> None:
    if not response.ok:
        raise Refused(f"the answer was {response.status}")
    size = 0
    with target.open("wb") as file:
        async for chunk in response.content.iter_chunked(1 << 16):
            size += len(chunk)
            if size > named.most:
                raise _too_large(named)
            file.write(chunk)


def _decode(named: Named, target: Path) -> None:
    head, comma, content = named.address.partition(",")
    if not comma:
        raise _malformed(named)
    try:
        raw = unquote_to_bytes(content)
        if head.lower().endswith(";base64"):
            _decode_base64(raw, target)
        else:
            target.write_bytes(raw)
    except (binascii.Error, ValueError):
        raise _malformed(named) from None
    if target.stat().st_size > named.most:
        raise _too_large(named)


def _decode_base64(raw: bytes, target: Path) -> None:
    """Decode piece by piece: decoding does not let the server answer in between."""
    with target.open("wb") as file:
        for at in range(0, len(raw), PIECE):
            file.write(base64.b64decode(raw[at : at + PIECE], validate=True))


def _check_pack(named: Named, path: Path) -> None:
    """Weights are told by their content too: https://huggingface.co/docs/safetensors#format."""
    with path.open("rb") as file:
        length, start = file.read(8), file.read(1)
    if start == b"{" and int.from_bytes(length, "little") < LONGEST_HEADER:
        raise Failed(Failure(Cause.WEIGHTS, named.place, shown=named.address))


def _not_fetched(named: Named, why: str) -> Failed:
    return Failed(Failure(Cause.NOT_FETCHED, named.place, why=why, shown=named.address))


def _too_large(named: Named) -> Failed:
    return Failed(Failure(Cause.FILE_TOO_LARGE, named.place, limit=named.most))


def _malformed(named: Named) -> Failed:
    if named.place in {PICTURE, LOOK}:
        return Failed(Failure(Cause.NO_PICTURE, named.place))
    return _not_fetched(named, "the data URI is malformed")
