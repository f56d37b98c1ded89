"""fal's queue, and every server that speaks it: submit once, watch by event stream, fetch and download.

Our own client, because fal's resends a submit whose answer was lost, and every submit is paid
(fal-client 1.0.3, client.py: up to ten attempts on any transport error).
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import httpx
from httpx_sse import SSEError, aconnect_sse
from pydantic import Field, SecretStr

from domain import limits
from domain.errors import FailureKind, ProviderFailed
from domain.job import StoredPicture, Ticket
from domain.price import Price
from domain.request import RestyleRequest
from providers.answers import Answer, NoAnswer, Url, Word
from providers.bounded import call
from providers.calls import free, pay
from providers.downloads import save
from providers.fal_wire import APP, MODEL, Output, Status, to_body, to_failure, to_rendered
from providers.ideogram import Submitted
from providers.inline import data_uri
from providers.notices import Notices
from providers.origins import Origins, check_public, origin
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture, Uploaded
from providers.watching import keep_asking

log = logging.getLogger(__name__)

API_DOMAINS = ("fal.run", "falrun.com")  # the second is fal's fallback, in its own clients
FILE_DOMAINS = ("fal.media",)
# Seconds between polls, growing, once the event stream has failed.
PAUSES = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
MISSES = 5  # answers "not found" to polls of one job
STREAM_TIMEOUT = httpx.Timeout(10.0, read=45.0)
# Errors of the road to the model, and a result that is asked for a moment too early, pass.
PASSING = frozenset({400, 408, 429, 500, 502, 503, 504})


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
    """What makes one such server: its names, where it is, the key, what it can do at what price, our wishes."""

    name: str
    title: str
    endpoints: Callable[[], Awaitable[Endpoints]]
    key: SecretStr
    capabilities: Capabilities
    price: Price
    jobs_at_once: int
    usual_seconds: float
    safety_checker: bool = True
    webhook: str | None = None
    keep_files: int | None = None  # seconds that fal keeps sources and results; None: as its account says
    store_payloads: bool = True


class _UploadToken(Answer):
    token: Annotated[str, Field(min_length=1, max_length=limits.URL_CHARS)]
    token_type: Word


class _Uploaded(Answer):
    access_url: Url


class Fal:
    """A provider over fal's queue API."""

    def __init__(self, account: FalAccount, http: httpx.AsyncClient, notices: Notices) -> None:
        self._account = account
        self._http = http
        self._notices = notices
        self.name, self.title = account.name, account.title
        self.capabilities, self.price = account.capabilities, account.price
        self.jobs_at_once, self.usual_seconds = account.jobs_at_once, account.usual_seconds

    @property
    def _key(self) -> dict[str, str]:
        """The header with the key, for the API's own hosts alone."""
        return {"Authorization": f"Key {self._account.key.get_secret_value()}"}

    def _lifecycle(self, header: str) -> dict[str, str]:
        """The header that says how long files are kept (https://docs.fal.ai/model-endpoints/media-expiration)."""
        seconds = self._account.keep_files
        return {} if seconds is None else {header: json.dumps({"expiration_duration_seconds": seconds})}

    async def _api(self) -> Origins:
        return Origins((await self._account.endpoints()).origins(), API_DOMAINS)

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        """A data URI where the picture is small, else a file in fal's store (CDN v3, as fal's clients do it)."""
        if picture.bytes <= limits.INLINE_BYTES:
            return Uploaded(await data_uri(file, picture.format.mime))
        where = await self._account.endpoints()
        try:
            token_url = f"{where.rest}/storage/auth/token?storage_type=fal-cdn-v3"
            asked = await call(self._http, "POST", token_url, headers=self._key, body={})
            token = _UploadToken.of(free(asked, to_failure).content)
            headers = {
                "Authorization": f"{token.token_type} {token.token}",
                "Content-Type": picture.format.mime,
                "X-Fal-File-Name": f"source{picture.format.suffix}",
                **self._lifecycle("X-Fal-Object-Lifecycle"),
            }
            content = await asyncio.to_thread(file.read_bytes)
            stored = await call(
                self._http, "POST", f"{where.cdn}/files/upload", headers=headers, body=content
            )
            url = _Uploaded.of(free(stored, to_failure).content).access_url
        except (httpx.HTTPError, NoAnswer) as error:
            raise ProviderFailed(
                FailureKind.UNAVAILABLE, f"upload: {type(error).__name__}", sent=False
            ) from error
        return Uploaded(url, self._account.keep_files)

    async def submit(self, request: RestyleRequest, source: str, tag: str) -> Ticket:  # noqa: ARG002 - fal has no tags
        """Send the paid call, once and never again: only a refused connection or a clear refusal proves it unsent."""
        queue = (await self._account.endpoints()).queue
        hook = f"?{urlencode({'fal_webhook': self._account.webhook})}" if self._account.webhook else ""
        headers = {
            **self._key,
            **self._lifecycle("X-Fal-Object-Lifecycle-Preference"),
            **({} if self._account.store_payloads else {"X-Fal-Store-IO": "0"}),
        }
        body = to_body(request, source, safety_checker=self._account.safety_checker)
        answer = await pay(self._http, f"{queue}/{MODEL}{hook}", headers, body, to_failure)
        return await self._ticket(answer)

    async def find(self, tag: str) -> Ticket | None:  # noqa: ARG002 - fal has no tags
        """Nothing is ever found: fal keeps no tag of ours and lists no requests."""
        return None

    async def _ticket(self, answer: httpx.Response) -> Ticket:
        """The ticket in an answer, with its URLs checked: the key will be sent there."""
        try:
            said = Submitted.of(answer.content)
        except NoAnswer as error:
            raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, "an accepted call without a ticket") from error
        api = await self._api()
        # Documented for whoever cannot use the returned URLs; status and result live under owner/app alone.
        own = f"{(await self._account.endpoints()).queue}/{APP}/requests/{said.request_id}"
        return Ticket(
            id=said.request_id,
            status_url=said.status_url if said.status_url and said.status_url in api else f"{own}/status",
            response_url=said.response_url if said.response_url and said.response_url in api else own,
            cancel_url=said.cancel_url if said.cancel_url and said.cancel_url in api else f"{own}/cancel",
        )

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        """Follow the event stream; where it fails, poll. Only the host's word ends it, or hours without one."""
        await self._check_known(ticket.status_url)
        self._notices.expect(ticket.id)
        try:
            async with aclosing(self._statuses(ticket)) as statuses:
                async for status in statuses:
                    if status.ended:
                        return
                    yield status.progress(self.capabilities)
        finally:
            self._notices.forget(ticket.id)

    async def _statuses(self, ticket: Ticket) -> AsyncGenerator[Status]:
        """What the stream says, then what polls say."""
        try:
            async for status in self._stream(ticket):
                yield status
        except (httpx.HTTPError, SSEError, NoAnswer) as error:
            log.info("the status stream of %s broke (%s): polling", ticket.id, type(error).__name__)
        misses = count(1)
        polls = keep_asking(lambda: self._ask(ticket, misses), ticket.id, self._notices, PAUSES, growing=True)
        async for status in polls:
            yield status

    async def _stream(self, ticket: Ticket) -> AsyncGenerator[Status]:
        """The events of the status stream; it may end early."""
        url = f"{ticket.status_url}/stream?logs=1"
        async with aconnect_sse(self._http, "GET", url, headers=self._key, timeout=STREAM_TIMEOUT) as events:
            events.response.raise_for_status()
            async for event in events.aiter_sse():
                if event.data:
                    yield Status.of(event.data)

    async def _ask(self, ticket: Ticket, misses: "count[int]") -> Status:
        """One poll. A paid host is believed that it does not know a ticket when it has said so often enough."""
        try:
            answer = await call(self._http, "GET", f"{ticket.status_url}?logs=1", headers=self._key)
        except httpx.ConnectError as error:
            self._check_alive(error)
            raise
        unknown = answer.status_code == httpx.codes.NOT_FOUND.value
        if unknown and (self.capabilities.forgets or next(misses) >= MISSES):
            raise ProviderFailed(FailureKind.VANISHED, ticket.id)
        return Status.of(answer.raise_for_status().content)

    def _check_alive(self, error: httpx.ConnectError) -> None:
        """A free host that refuses connections has ended, and its tickets with it."""
        if self.capabilities.forgets:
            raise ProviderFailed(FailureKind.VANISHED, type(error).__name__) from error

    async def _check_known(self, url: str) -> None:
        """A ticket of another address than today's is of a server that has ended; the key stays here."""
        if url not in await self._api():
            raise ProviderFailed(FailureKind.VANISHED, "its server is no longer there")

    async def fetch(self, ticket: Ticket) -> Rendered:
        """The answer of a job that has ended; passing faults are waited out."""
        await self._check_known(ticket.response_url)
        failed = ProviderFailed(FailureKind.UNAVAILABLE)
        for pause in PAUSES:
            try:
                answer = await call(self._http, "GET", ticket.response_url, headers=self._key)
            except httpx.HTTPError as error:
                failed = ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__)
                if isinstance(error, httpx.ConnectError):
                    self._check_alive(error)
            else:
                if answer.is_success:
                    return self._rendered(answer)
                failed = to_failure(answer, submitting=False)
                # The model's own failure comes with its type; it is final.
                if answer.status_code not in PASSING or "x-fal-error-type" in answer.headers:
                    raise failed
            await asyncio.sleep(pause)
        raise failed

    def _rendered(self, answer: httpx.Response) -> Rendered:
        """The model's output, where it is one."""
        try:
            output = Output.of(answer.content)
        except NoAnswer as error:
            raise ProviderFailed(FailureKind.BAD_RESULT, "an answer without pictures") from error
        rendered = to_rendered(output, answer.headers.get("X-Fal-Billable-Units"))
        if not rendered.pictures:
            raise ProviderFailed(FailureKind.BAD_RESULT, "an answer without pictures")
        return rendered

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

    async def check(self) -> None:
        """Ask after a request that nobody made: free, and answered 404 where the key is good."""
        queue = (await self._account.endpoints()).queue
        url = f"{queue}/{APP}/requests/00000000-0000-0000-0000-000000000000/status"
        try:
            answer = await call(self._http, "GET", url, headers=self._key)
        except httpx.HTTPError as error:
            raise ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__, sent=False) from error
        if answer.status_code in (401, 403):
            raise to_failure(answer, submitting=False)
