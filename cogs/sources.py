"""From what a member points at to a picture that can be sent on: fetched from Discord alone, bounded, made normal."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import discord
import httpx

from cogs.acknowledging import Precedence
from domain import limits
from domain.claim import Claim
from domain.errors import Gone, SourceRefused
from domain.job import StoredPicture
from jobs.pictures import Pictures

TIME_MAX = 60.0  # seconds for the whole of it
TIMEOUT = httpx.Timeout(10.0, read=20.0)
HOSTS = (
    *("cdn.discordapp.com", "media.discordapp.net"),
    *("images-ext-1.discordapp.net", "images-ext-2.discordapp.net"),  # what embeds show
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture on Discord: where it is, and what Discord says of it, which is the member's claim."""

    url: str
    claim: Claim

    @classmethod
    def of(cls, attachment: discord.Attachment) -> "Attached":
        """Return the picture of an attachment."""
        return cls(attachment.url, Claim(attachment.size, attachment.content_type))


Origin = Attached | StoredPicture


class Sources:
    """Gets pictures from where they are."""

    def __init__(
        self, http: httpx.AsyncClient, pictures: Pictures, api_url: str, precedence: Precedence
    ) -> None:
        self._http = http
        self._pictures = pictures
        self._precedence = precedence
        self._places = asyncio.Semaphore(limits.SOURCES_AT_ONCE)
        self._api = urlsplit(api_url)

    async def take(self, origin: Origin) -> StoredPicture:
        """Return the picture as it is kept. Raises SourceRefused, UnreadablePicture or Gone."""
        if isinstance(origin, StoredPicture):
            return origin
        async with self._places:
            await self._precedence.give()
            with self._pictures.workspace() as folder:
                raw = Path(folder, "attached")
                await self._fetch(origin.url, raw)
                return await self._pictures.take(raw)

    def check(self, origin: Origin) -> None:
        """Raise Gone where a picture of the store is no longer kept."""
        if isinstance(origin, StoredPicture) and not self._pictures.has(origin):
            raise Gone("picture")

    async def _fetch(self, url: str, target: Path) -> None:
        if not self._is_discord(url):
            raise SourceRefused("foreign")
        try:
            async with asyncio.timeout(TIME_MAX), self._http.stream("GET", url, timeout=TIMEOUT) as answer:
                answer.raise_for_status()
                with target.open("wb") as file:
                    async for chunk in answer.aiter_bytes(64 * 1024):
                        file.write(chunk)
                        if file.tell() > limits.SOURCE_BYTES:
                            raise SourceRefused("too_large", limits.SOURCE_BYTES)
        except (httpx.HTTPError, TimeoutError) as error:
            raise SourceRefused("unavailable") from error

    def _is_discord(self, url: str) -> bool:
        """Return whether a URL is of Discord's file hosts, or of the origin where the operator says that Discord is."""
        parts = urlsplit(url)
        ours = (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)
        return ours or (parts.scheme == "https" and parts.netloc in HOSTS)
