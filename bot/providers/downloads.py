"""Fetching a finished picture: bounded in size, tried again when the road fails."""

import asyncio
from pathlib import Path

import httpx

from bot.domain.errors import FailureKind, ProviderFailed
from bot.providers.origins import without_query

# fal's own toolkit stops at 50 MB (fal-ai/fal, toolkit/image/image.py: MAX_IMAGE_DOWNLOAD_SIZE).
SIZE_MAX = 50 * 1024 * 1024
TIME_MAX = 120.0  # seconds for one try, however slowly it drips
PAUSES = (0.5, 2.0, 5.0)


async def save(http: httpx.AsyncClient, url: str, target: Path) -> None:
    """Write what lies at a URL to a file. Raises ProviderFailed where it is too large or cannot be had."""
    failed = ProviderFailed(FailureKind.BAD_RESULT, "not fetched")
    for pause in PAUSES:
        try:
            async with asyncio.timeout(TIME_MAX):
                await _save_once(http, url, target)
        except (httpx.HTTPError, TimeoutError) as error:
            failed = ProviderFailed(FailureKind.BAD_RESULT, f"{type(error).__name__} at {without_query(url)}")
        else:
            return
        await asyncio.sleep(pause)
    raise failed


async def _save_once(http: httpx.AsyncClient, url: str, target: Path) -> None:
    """One try; what was written before a fault is written over by the next."""
    async with http.stream("GET", url) as answer:
        answer.raise_for_status()
        with target.open("wb") as file:
            async for chunk in answer.aiter_bytes(64 * 1024):
                file.write(chunk)
                if file.tell() > SIZE_MAX:
                    raise ProviderFailed(FailureKind.BAD_RESULT, f"more than {SIZE_MAX} bytes")
