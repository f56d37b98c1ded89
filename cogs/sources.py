"""From what a member points at to a picture that can be sent on: fetched from Discord alone, bounded, made normal.

One hiccup of Discord's file host refuses nobody: what may pass by itself is tried again, within the time for the whole.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import discord
import httpx

from cogs.acknowledging import Precedence
from cogs.forms import File
from domain import limits
from domain.claim import Claim, check_claim
from domain.errors import Gone, SourceRefused, StoreAway
from domain.job import StoredPicture
from domain.pauses import tries
from jobs.pictures import Pictures, Taken

SOON = 0.5  # seconds for what is looked at before a member is answered
TIME_MAX = 60.0  # seconds for the whole of it
PAUSES = (0.5, 2.0)  # seconds between two tries
PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
TIMEOUT = httpx.Timeout(10.0, read=20.0)
HOSTS = (
    *("cdn.discordapp.com", "media.discordapp.net"),
    *("images-ext-1.discordapp.net", "images-ext-2.discordapp.net"),  # what embeds show
)

_EXPIRES = re.compile(r"(?:^|&)ex=([0-9a-f]{1,10})(?:&|$)")


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture on Discord: where it is, and what Discord says of it, which is the member's claim."""

    url: str
    claim: Claim

    @property
    def until(self) -> int | None:
        """Return when its link ends (unix ms), where it says so.

        https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
        """
        signed = _EXPIRES.search(urlsplit(self.url).query)
        return int(signed[1], 16) * 1000 if signed else None

    @classmethod
    def of(cls, attachment: discord.Attachment | File) -> "Attached":
        """Return the picture of an attachment."""
        width, height = attachment.width, attachment.height
        sides = (width, height) if width and height else None
        return cls(attachment.url, Claim(attachment.size, attachment.content_type, sides))


Origin = Attached | StoredPicture


class Sources:
    """Gets pictures from where they are."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        pictures: Pictures,
        api_url: str,
        precedence: Precedence,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._http = http
        self._pictures = pictures
        self._precedence = precedence
        self._pauses = pauses
        self._places = asyncio.Semaphore(limits.SOURCES_AT_ONCE)
        self._api = urlsplit(api_url)

    async def take(self, origin: Origin) -> Taken:
        """Return the picture as it is kept. Raises SourceRefused, UnreadablePicture or Gone."""
        if isinstance(origin, StoredPicture):
            return Taken(origin)
        async with self.file(origin) as raw:
            await self._precedence.give()
            return await self._pictures.take(raw)

    @asynccontextmanager
    async def file(self, origin: Attached) -> AsyncGenerator[Path]:
        """Fetch a picture into a file that is there while the block runs. Raises SourceRefused."""
        async with self._places:
            await self._precedence.give()
            with self._pictures.workspace() as folder:
                raw = folder / "attached"
                await self._fetch(origin.url, raw)
                yield raw

    async def check(self, origin: Origin) -> None:
        """Raise what is known before a picture is fetched.

        Gone where one of the store is no longer kept; UnreadablePicture where what Discord says of one rules it out.
        """
        if isinstance(origin, Attached):
            check_claim(origin.claim)
            return
        with suppress(StoreAway, TimeoutError):  # then that is told once it is to be had
            async with asyncio.timeout(SOON):
                kept = await self._pictures.has(origin)
            if not kept:
                raise Gone("picture")

    async def _fetch(self, url: str, target: Path) -> None:
        if not self._is_discord(url):
            raise SourceRefused("foreign")
        try:
            async with asyncio.timeout(TIME_MAX):
                async for attempt in tries(
                    self._pauses, _passes, asyncio.sleep, asked=_asked, patience=TIME_MAX
                ):
                    with attempt:
                        await self._download(url, target)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, TimeoutError) as error:
            raise SourceRefused("unavailable") from error

    async def _download(self, url: str, target: Path) -> None:
        async with self._http.stream("GET", url, timeout=TIMEOUT) as answer:
            answer.raise_for_status()
            with target.open("wb") as file:
                async for chunk in answer.aiter_bytes(64 * 1024):
                    file.write(chunk)
                    if file.tell() > limits.SOURCE_BYTES:
                        raise SourceRefused("too_large", limits.SOURCE_BYTES)

    def _is_discord(self, url: str) -> bool:
        """Return whether a URL is of Discord's file hosts, or of the origin where the operator says that Discord is."""
        try:
            parts = urlsplit(url)
        except ValueError:  # a broken IPv6 address
            return False
        ours = (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)
        return ours or (parts.scheme == "https" and parts.netloc in HOSTS)


def _passes(error: BaseException) -> bool:
    """Whether it may be gone by the next try: a connection that broke, or an answer that speaks of the moment."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error or error.response.status_code in PASSING
    return isinstance(error, httpx.TransportError)


def _asked(error: BaseException) -> float:
    """Return for how many seconds Discord wants to be left alone; what is no number it does not send."""
    value = error.response.headers.get("Retry-After", "") if isinstance(error, httpx.HTTPStatusError) else ""
    return float(value) if value.isascii() and value.isdigit() else 0.0
