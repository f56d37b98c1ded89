"""Fetching a finished picture: bounded in size, tried again when the road fails."""

import asyncio
from pathlib import Path

import httpx

from domain.errors import FailureKind, ProviderFailed
from providers.bounded import TooLarge
from providers.origins import without_query

TIME_MAX = 120.0  # seconds for one try, however slowly it drips
# Seconds between tries: a host keeps a result for an hour, and it is paid for.
PAUSES = (0.5, 2.0, 5.0, 15.0, 30.0, 60.0, 120.0)
FINAL = frozenset({400, 401, 403, 410, 413})  # no later try changes these; a 404 may be a store that lags


async def save(http: httpx.AsyncClient, url: str, target: Path) -> None:
    """Write what lies at a URL to a file. Raises ProviderFailed where it is too large or cannot be had."""
    failed = ProviderFailed(FailureKind.BAD_RESULT, "not fetched")
    for pause in (*PAUSES, None):
        try:
            async with asyncio.timeout(TIME_MAX):
                await _save_once(http, url, target)
        except TooLarge as error:
            raise ProviderFailed(FailureKind.BAD_RESULT, str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            failed = ProviderFailed(FailureKind.BAD_RESULT, f"{type(error).__name__} at {without_query(url)}")
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in FINAL:
                raise failed from error
        else:
            return
        if pause is not None:
            await asyncio.sleep(pause)
    raise failed


async def _save_once(http: httpx.AsyncClient, url: str, target: Path) -> None:
    """One try; what was written before a fault is written over by the next."""
    async with http.stream("GET", url) as answer:
        answer.raise_for_status()
        with target.open("wb") as file:
            async for chunk in answer.aiter_bytes(64 * 1024):
                file.write(chunk)
