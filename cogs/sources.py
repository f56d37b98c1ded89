"""From an attachment to a picture that can be sent on: downloaded from Discord alone, bounded, made normal."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import discord
import httpx

from domain.errors import SourceRefused
from domain.job import StoredPicture
from images.workshop import Workshop
from storage.pictures import PictureFiles

LIMIT = 25 * 1024 * 1024  # bytes
PLACES = 8  # pictures that are fetched at once; each may be LIMIT large
TIME_MAX = 60.0  # seconds for the whole of it
TIMEOUT = httpx.Timeout(10.0, read=20.0)
HOSTS = ("cdn.discordapp.com", "media.discordapp.net")


class Sources:
    """Fetches what members attach."""

    def __init__(
        self, http: httpx.AsyncClient, workshop: Workshop, files: PictureFiles, api_url: str
    ) -> None:
        self._http = http
        self._workshop = workshop
        self._files = files
        self._places = asyncio.Semaphore(PLACES)
        self._api = urlsplit(api_url)

    async def take(self, attachment: discord.Attachment) -> StoredPicture:
        """Fetch, check and keep a picture. Raises SourceRefused or UnreadablePicture.

        What Discord says of an attachment is the member's claim; what counts is in the bytes.
        """
        async with self._places:
            return await self._take(attachment)

    async def _take(self, attachment: discord.Attachment) -> StoredPicture:
        with self._files.workspace() as folder:
            raw, normal = Path(folder, "attached"), Path(folder, "normal")
            await self._fetch(attachment.url, raw)
            picture = await self._workshop.normalise(raw, normal)
            return await self._files.adopt(normal, picture)

    async def _fetch(self, url: str, target: Path) -> None:
        if not self._is_discord(url):
            raise SourceRefused("foreign")
        try:
            async with asyncio.timeout(TIME_MAX), self._http.stream("GET", url, timeout=TIMEOUT) as answer:
                answer.raise_for_status()
                with target.open("wb") as file:
                    async for chunk in answer.aiter_bytes(64 * 1024):
                        file.write(chunk)
                        if file.tell() > LIMIT:
                            raise SourceRefused("too_large", LIMIT)
        except (httpx.HTTPError, TimeoutError) as error:
            raise SourceRefused("unavailable") from error

    def _is_discord(self, url: str) -> bool:
        """Whether a URL is of Discord's file hosts, or of the origin where the operator says that Discord is."""
        parts = urlsplit(url)
        ours = (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc)
        return ours or (parts.scheme == "https" and parts.netloc in HOSTS)
