"""fal's queue, and every server that speaks it: submit once, watch by event stream, fetch and download.

Our own client, because fal's resends a submit whose answer was lost, and every submit is paid
(fal-client 1.0.3, client.py: up to ten attempts on any transport error).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from httpx_sse import SSEError, aconnect_sse
from pydantic import BaseModel, SecretStr, ValidationError

from bot.domain.errors import FailureKind, ProviderFailed
from bot.domain.job import StoredPicture, Ticket
from bot.domain.price import Price
from bot.domain.request import RestyleRequest
from bot.providers.bounded import call
from bot.providers.downloads import save
from bot.providers.fal_wire import MODEL, Output, Status, Submitted, to_body, to_failure
from bot.providers.inline import INLINE_MAX, data_uri
from bot.providers.origins import Origins, check_public, origin
from bot.providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture

log = logging.getLogger(__name__)

API_DOMAINS = ("fal.run", "falrun.com")  # the second is fal's fallback, in its own clients
FILE_DOMAINS = ("fal.media",)
# Seconds between polls, growing, once the event stream has failed.
PAUSES = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
FETCH_TRIES = 6
NOT_FOUND = 404
# A result is kept for at most an hour after its completion (https://docs.fal.ai/model-endpoints/queue), so a host
# that has said nothing for two has nothing left to say.
SILENCE = 2 * 60 * 60.0

STREAM_TIMEOUT = httpx.Timeout(10.0, read=45.0)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a server that speaks fal's API has its parts."""

    queue: str
    rest: str
    cdn: str

    def origins(self) -> frozenset[str]:
        """The origins that the operator named."""
        return frozenset(map(origin, (self.queue, self.rest, self.cdn)))


@dataclass(frozen=True, slots=True)
class FalAccount:
    """What makes one such server: its names, where it is, the key, and what it can do at what price."""

    name: str
    title: str
    endpoints: Callable[[], Awaitable[Endpoints]]
    key: SecretStr
    capabilities: Capabilities
    price: Price
    jobs_at_once: int
    usual: int


class _UploadToken(BaseModel):
    token: str
    token_type: str


class _Uploaded(BaseModel):
    access_url: str


class Fal:
    """A provider over fal's queue API."""

    def __init__(self, account: FalAccount, http: httpx.AsyncClient) -> None:
        self._account = account
        self._http = http
        self.name, self.title = account.name, account.title
        self.capabilities, self.price = account.capabilities, account.price
        self.jobs_at_once, self.usual = account.jobs_at_once, account.usual

    @property
    def _key(self) -> dict[str, str]:
        """The header with the key, for the API's own hosts alone."""
        return {"Authorization": f"Key {self._account.key.get_secret_value()}"}

    async def _api(self) -> Origins:
        return Origins((await self._account.endpoints()).origins(), API_DOMAINS)

    async def upload(self, file: Path, picture: StoredPicture) -> str:
        """A data URI where the picture is small, else a file in fal's store (CDN v3, as fal's clients do it)."""
        if picture.bytes <= INLINE_MAX:
            return await data_uri(file, picture.format.mime)
        where = await self._account.endpoints()
        try:
            token_url = f"{where.rest}/storage/auth/token?storage_type=fal-cdn-v3"
            asked = await call(self._http, "POST", token_url, headers=self._key, json={})
            token = _UploadToken.model_validate_json(_successful(asked).content)
            stored = await call(
                self._http,
                "POST",
                f"{where.cdn}/files/upload",
                content=await asyncio.to_thread(file.read_bytes),
                headers={
                    "Authorization": f"{token.token_type} {token.token}",
                    "Content-Type": picture.format.mime,
                    "X-Fal-File-Name": f"source{picture.format.suffix}",
                },
            )
            return _Uploaded.model_validate_json(_successful(stored).content).access_url
        except (httpx.HTTPError, ValidationError) as error:
            raise ProviderFailed(
                FailureKind.UNAVAILABLE, f"upload: {type(error).__name__}", sent=False
            ) from error

    async def submit(self, request: RestyleRequest, source: str) -> Ticket:
        """Send the paid call, once and never again: only a refused connection or a clear refusal proves it unsent."""
        queue = (await self._account.endpoints()).queue
        try:
            answer = await call(
                self._http,
                "POST",
                f"{queue}/{MODEL}",
                headers=self._key,
                json=to_body(request, source),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__, sent=False) from error
        except httpx.HTTPError as error:
            raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, type(error).__name__) from error
        if not answer.is_success:
            raise to_failure(answer, submitting=True)
        return await self._ticket(answer)

    async def _ticket(self, answer: httpx.Response) -> Ticket:
        """The ticket in an answer, with its URLs checked: the key will be sent there."""
        try:
            said = Submitted.model_validate_json(answer.content)
        except ValidationError as error:
            raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, "an accepted call without a ticket") from error
        api = await self._api()
        queue = (await self._account.endpoints()).queue
        # Documented for whoever cannot use the returned URLs; status and result live under owner/app alone.
        own = f"{queue}/{'/'.join(MODEL.split('/')[:2])}/requests/{said.request_id}"
        return Ticket(
            id=said.request_id,
            status_url=said.status_url if said.status_url in api else f"{own}/status",
            response_url=said.response_url if said.response_url in api else own,
            cancel_url=said.cancel_url if said.cancel_url in api else f"{own}/cancel",
        )

    async def watch(self, ticket: Ticket) -> AsyncIterator[HostProgress]:
        """Follow the event stream; where it fails, poll. Only the host's word ends it, or hours without one."""
        await self._check_known(ticket.status_url)
        percent = self.capabilities.percent
        try:
            async for status in self._stream(ticket):
                if status.status == "COMPLETED":
                    return
                yield status.progress(percent=percent)
        except (httpx.HTTPError, SSEError, ValidationError) as error:
            log.info("the status stream of %s broke (%s): polling", ticket.id, type(error).__name__)
        async for status in self._poll(ticket):
            if status.status == "COMPLETED":
                return
            yield status.progress(percent=percent)

    async def _stream(self, ticket: Ticket) -> AsyncIterator[Status]:
        """The events of the status stream; it may end early."""
        url = f"{ticket.status_url}/stream?logs=1"
        async with aconnect_sse(self._http, "GET", url, headers=self._key, timeout=STREAM_TIMEOUT) as events:
            events.response.raise_for_status()
            async for event in events.aiter_sse():
                if event.data:
                    yield Status.model_validate_json(event.data)

    async def _poll(self, ticket: Ticket) -> AsyncIterator[Status]:
        """Ask again and again; a failed poll is only a reason to wait longer."""
        loop = asyncio.get_running_loop()
        heard, failed = loop.time(), 0
        while loop.time() - heard < SILENCE:
            try:
                answer = await call(self._http, "GET", f"{ticket.status_url}?logs=1", headers=self._key)
                if answer.status_code == NOT_FOUND:
                    raise ProviderFailed(FailureKind.VANISHED, ticket.id)
                yield Status.model_validate_json(answer.raise_for_status().content)
                heard, failed = loop.time(), 0
            except (httpx.HTTPError, ValidationError) as error:
                failed += 1
                await self._check_alive(error)
            await asyncio.sleep(PAUSES[min(failed, len(PAUSES) - 1)])
        raise ProviderFailed(FailureKind.TIMED_OUT, f"nothing heard of {ticket.id}")

    async def _check_alive(self, error: Exception) -> None:
        """A free host that refuses connections has ended, and its tickets with it."""
        if self.capabilities.forgets and isinstance(error, httpx.ConnectError):
            raise ProviderFailed(FailureKind.VANISHED, type(error).__name__) from error

    async def _check_known(self, url: str) -> None:
        """A ticket of another address than today's is of a server that has ended; the key stays here."""
        if url not in await self._api():
            raise ProviderFailed(FailureKind.VANISHED, "its server is no longer there")

    async def fetch(self, ticket: Ticket) -> Rendered:
        """The answer of a job that has ended; passing faults are waited out."""
        await self._check_known(ticket.response_url)
        failed = ProviderFailed(FailureKind.UNAVAILABLE)
        for pause in PAUSES[:FETCH_TRIES]:
            try:
                answer = await call(self._http, "GET", ticket.response_url, headers=self._key)
            except httpx.HTTPError as error:
                failed = ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__)
                await self._check_alive(error)
            else:
                if answer.is_success:
                    return _output(answer)
                failed = to_failure(answer, submitting=False)
                # The model's own failure comes with its type; anything else above 499 is the road there.
                if answer.is_client_error or "x-fal-error-type" in answer.headers:
                    raise failed
            await asyncio.sleep(pause)
        raise failed

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        """Write a picture to a file. The key does not go along: files are public by their URL."""
        files = Origins((await self._account.endpoints()).origins(), FILE_DOMAINS)
        if picture.url not in files:
            await check_public(picture.url)
        await save(self._http, picture.url, target)

    async def cancel(self, ticket: Ticket) -> None:
        """Ask to stop. What is already running may finish, and be billed."""
        await self._check_known(ticket.cancel_url)
        try:
            await call(self._http, "PUT", ticket.cancel_url, headers=self._key)
        except httpx.HTTPError as error:
            raise ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__) from error


def _successful(answer: httpx.Response) -> httpx.Response:
    """The answer itself, or what its error means; nothing has been paid for yet."""
    if answer.is_success:
        return answer
    failed = to_failure(answer, submitting=False)
    raise ProviderFailed(failed.failure.kind, failed.failure.detail, sent=False)


def _output(answer: httpx.Response) -> Rendered:
    """The model's output, where it is one."""
    try:
        return Output.model_validate_json(answer.content).rendered()
    except ValidationError as error:
        raise ProviderFailed(FailureKind.BAD_RESULT, "an answer without pictures") from error
