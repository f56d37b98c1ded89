"""Fetching a finished picture: bounded in size, tried again when the road fails, given up on the host's word alone."""

import asyncio
from pathlib import Path
from urllib.parse import urljoin

import httpx

from domain.errors import Failure, FailureKind, HostSaid, Unreachable
from domain.pauses import Pauses, tries
from providers.answers import NoAnswer
from providers.bounded import TooLarge, opened
from providers.origins import Origins, without_query
from providers.public import Foreign

# A signed address that is refused has expired (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html),
# and what is gone is gone. A 404 may be a store that lags, so it is final only when it stays.
EXPIRED = frozenset({401, 403, 404, 410})
REDIRECTS = 3


class _NotFound(NoAnswer):
    """Not there; perhaps not yet."""


async def save(http: httpx.AsyncClient, url: str, target: Path, ours: Origins, pauses: Pauses) -> None:
    """Write what lies at a URL, of the host's own origins or public, to a file.

    Raises HostSaid where it is too large, expired or leads elsewhere, Unreachable where it cannot be fetched now.
    """
    try:
        async for attempt in tries(pauses.download, _passes, asyncio.sleep):
            with attempt:
                await _save_once(http, url, target, ours, pauses.file)
    except _NotFound as error:
        raise _said(FailureKind.EXPIRED, str(error)) from error
    except NoAnswer as error:
        raise Unreachable(str(error)) from error


def _passes(error: BaseException) -> bool:
    return isinstance(error, NoAnswer)


def _said(kind: FailureKind, detail: str) -> HostSaid:
    return HostSaid(Failure(kind=kind, detail=detail))


async def _save_once(http: httpx.AsyncClient, url: str, target: Path, ours: Origins, within: float) -> None:
    """Try once; what was written before a fault is written over by the next. Redirects are followed, each checked."""
    try:
        async with asyncio.timeout(within):
            for _ in range(REDIRECTS + 1):
                moved = await _take(http, url, target, public=url not in ours)
                if moved is None:
                    return
                url = urljoin(url, moved)
    except Foreign as foreign:
        raise _said(FailureKind.BAD_RESULT, f"not a public address: {foreign}") from foreign
    except TooLarge as error:  # it will not become smaller
        raise _said(FailureKind.BAD_RESULT, str(error)) from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise NoAnswer(f"{type(error).__name__} at {without_query(url)}") from error
    raise _said(FailureKind.BAD_RESULT, f"redirected without end: {without_query(url)}")


async def _take(http: httpx.AsyncClient, url: str, target: Path, *, public: bool) -> str | None:
    """Write what lies there to a file, or say where it lies now."""
    async with opened(http, url, public=public) as answer:
        where = f"{answer.status_code} at {without_query(url)}"
        if answer.has_redirect_location:
            return answer.headers["Location"]
        if answer.status_code == httpx.codes.NOT_FOUND.value:
            raise _NotFound(where)
        if answer.status_code in EXPIRED:
            raise _said(FailureKind.EXPIRED, where)
        answer.raise_for_status()
        with target.open("wb") as file:
            async for chunk in answer.aiter_bytes(64 * 1024):
                file.write(chunk)
    return None
