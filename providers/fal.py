"""fal's queue, and every server that speaks it: submit once, watch by event stream, fetch and download.

Our own client, because fal's resends a submit whose answer was lost, and every submit is paid
(fal-client 1.0.3, client.py: up to ten attempts on any transport error).
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import httpx
from pydantic import Field, SecretStr

from domain import limits
from domain.errors import Failure, FailureKind, HostSaid, NotSent, Unreachable
from domain.job import StoredPicture, Ticket
from domain.pauses import Pauses
from domain.price import Price
from domain.request import RestyleRequest
from providers.answers import Answer, NoAnswer, Url, Word
from providers.calls import Api
from providers.downloads import save
from providers.fal_wire import APP, MODEL, Output, Status, failure_of, is_free, to_body, to_rendered, verdict
from providers.ideogram import Submitted
from providers.inline import data_uri
from providers.notices import Notice, Notices
from providers.origins import Origins, origin
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture, Uploaded
from providers.streams import Streams
from providers.watching import MISSES, Misses, asked, keep_asking

API_DOMAINS = ("fal.run", "falrun.com")  # the second is fal's fallback, in its own clients
FILE_DOMAINS = ("fal.media",)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a server that speaks fal's API has its parts."""

    queue: str
    rest: str
    cdn: str

    def origins(self) -> frozenset[str]:
        """Return the origins that the operator named."""
        return frozenset(map(origin, (self.queue, self.rest, self.cdn)))


@dataclass(frozen=True, slots=True)
class FalAccount:
    """What makes one such server: its name, where it is, the key, what it can do at what price, our wishes."""

    name: str
    endpoints: Callable[[], Awaitable[Endpoints]]  # raises NotSent where the server cannot be started
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

    def __init__(
        self, account: FalAccount, http: httpx.AsyncClient, notices: Notices, pauses: Pauses
    ) -> None:
        self._account = account
        self._http = http
        self._notices = notices
        self._pauses = pauses
        self._api = Api(http, account.key, failure_of, pauses)
        self._streams = Streams(http, Status, pauses.silence)
        self.name = account.name
        self.capabilities, self.price = account.capabilities, account.price
        self.jobs_at_once, self.usual_seconds = account.jobs_at_once, account.usual_seconds

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        """Return a data URI where the picture is small, else a file in fal's store (CDN v3, as fal's clients do it)."""
        if picture.bytes <= limits.INLINE_BYTES:
            return Uploaded(await data_uri(file, picture.format.mime))
        where = await self._account.endpoints()
        token_url = f"{where.rest}/storage/auth/token?storage_type=fal-cdn-v3"
        token = await self._api.told(_UploadToken, "POST", token_url, {})
        headers = {
            "Authorization": f"{token.token_type} {token.token}",
            "Content-Type": picture.format.mime,
            "X-Fal-File-Name": f"source{picture.format.suffix}",
            **self._lifecycle("X-Fal-Object-Lifecycle"),
        }
        content = await asyncio.to_thread(file.read_bytes)
        stored = await self._api.told(_Uploaded, "POST", f"{where.cdn}/files/upload", content, headers)
        return Uploaded(stored.access_url, self._account.keep_files)

    def _lifecycle(self, header: str) -> dict[str, str]:
        """Return the header that says how long files are kept (https://docs.fal.ai/model-endpoints/media-expiration)."""
        seconds = self._account.keep_files
        return {} if seconds is None else {header: json.dumps({"expiration_duration_seconds": seconds})}

    async def submit(
        self,
        request: RestyleRequest,
        source: str,
        tag: str,  # noqa: ARG002 - fal has no tags
        look: str | None = None,
    ) -> Ticket:
        """Send the paid call, once and never again: only a refused connection or a clear refusal proves it unsent."""
        where = await self._account.endpoints()
        hook = f"?{urlencode({'fal_webhook': self._account.webhook})}" if self._account.webhook else ""
        headers = {
            # What was asked for is what is paid for: no other model in its place.
            "x-app-fal-disable-fallback": "true",
            **self._lifecycle("X-Fal-Object-Lifecycle-Preference"),
            **({} if self._account.store_payloads else {"X-Fal-Store-IO": "0"}),
        }
        checked, exact = self._account.safety_checker, self.capabilities.exact
        body = to_body(request, source, look, safety_checker=checked, exact=exact)
        answer = await self._api.pay(f"{where.queue}/{MODEL}{hook}", headers, body)
        try:
            return _ticket(Submitted.of(answer.content), where)
        except NoAnswer as error:
            raise Unreachable(f"an accepted call without a ticket: {error}") from error

    async def find(self, tag: str) -> Ticket | None:  # noqa: ARG002 - fal has no tags
        """Find nothing, ever: fal keeps no tag of ours and lists no requests."""
        return None

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        """Follow the event stream; where it fails, poll. Only the host's word ends it."""
        url = await self._own(ticket.status_url)
        said = HostProgress()
        with self._notices.expecting(ticket.id) as notice:
            async with aclosing(self._statuses(ticket.id, url, notice)) as statuses:
                async for status in statuses:
                    if status.ended:
                        return
                    said = _since(said, status.progress(self.capabilities))
                    yield said

    async def _statuses(self, ticket_id: str, url: str, notice: Notice) -> AsyncGenerator[Status]:
        """Yield what the stream says, then what polls say."""
        stream = self._streams.listen(f"{url}/stream?logs=1", self._api.key, notice)
        async with aclosing(stream) as heard:
            async for status in heard:
                yield status
        misses = self._misses(ticket_id)
        polls = keep_asking(
            lambda: self._ask_status(url, misses), notice, self._pauses.poll_for_stream, self._pauses
        )
        async with aclosing(polls) as answers:
            async for status in answers:
                yield status

    async def _ask_status(self, url: str, misses: Misses) -> Status:
        """Poll once."""
        answer = misses.look(await self._ask(f"{url}?logs=1"))
        if not answer.is_success:
            raise NoAnswer(failure_of(answer).detail)
        return Status.of(answer.content)

    async def _ask(self, url: str) -> httpx.Response:
        """Ask. A free host that refuses connections has ended, and its tickets with it."""
        try:
            return await self._api.ask(url)
        except NoAnswer as error:
            if self.capabilities.forgets and isinstance(error.__cause__, httpx.ConnectError):
                raise HostSaid(Failure(kind=FailureKind.VANISHED, detail=str(error)), 0) from error
            raise

    def _misses(self, ticket_id: str) -> Misses:
        """Believe a free host at once that it does not know a ticket: it is simply sent again."""
        return Misses(ticket_id, 1 if self.capabilities.forgets else MISSES)

    async def _own(self, url: str) -> str:
        """Return a URL of a ticket, where it is of today's server: the key goes nowhere else."""
        try:
            where = await self._account.endpoints()
        except NotSent as error:
            raise Unreachable(error.failure.detail) from error
        if url in _addresses(where):
            return url
        if self.capabilities.forgets:
            raise HostSaid(Failure(kind=FailureKind.VANISHED, detail="its server is no longer there"), 0)
        raise Unreachable("its server is not the one that is configured")

    async def fetch(self, ticket: Ticket) -> Rendered:
        """Return the answer of a job that has ended; passing faults are waited out."""
        url, misses = await self._own(ticket.response_url), self._misses(ticket.id)
        return await asked(lambda: self._fetch_once(url, misses), self._pauses.ask, asyncio.sleep)

    async def _fetch_once(self, url: str, misses: Misses) -> Rendered:
        answer = misses.look(await self._ask(url))
        if not answer.is_success:
            raise verdict(answer)
        return to_rendered(Output.of(answer.content), billed=not is_free(answer))

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        """Write a picture to a file. The key does not go along: files are public by their URL."""
        try:
            files = Origins((await self._account.endpoints()).origins(), FILE_DOMAINS)
        except NotSent as error:
            raise Unreachable(error.failure.detail) from error
        await save(self._http, picture.url, target, files, self._pauses)

    async def cancel(self, ticket: Ticket) -> bool:
        """Ask to stop. What is already running may finish, and be billed.

        fal says 202 where it will try, and 200 where the request was still in line and is gone from there
        (https://docs.fal.ai/model-endpoints/queue).
        """
        try:
            answer = await self._api.ask(await self._own(ticket.cancel_url), "PUT")
        except NoAnswer as error:
            raise Unreachable(str(error)) from error
        except HostSaid:  # a free host that is no longer there
            return True
        return self.capabilities.forgets or answer.status_code == httpx.codes.OK.value

    async def check(self) -> None:
        """Ask after a request that nobody made: free, and answered 404 where the key is good."""
        queue = (await self._account.endpoints()).queue
        url = f"{queue}/{APP}/requests/00000000-0000-0000-0000-000000000000/status"
        await self._api.check(url, httpx.codes.NOT_FOUND.value)


def _addresses(where: Endpoints) -> Origins:
    return Origins(where.origins(), API_DOMAINS)


def _ticket(said: Submitted, where: Endpoints) -> Ticket:
    """Return the ticket in an answer.

    Status and result live under owner/app alone, for whoever cannot use what was told.
    """
    own = f"{where.queue}/{APP}/requests/{said.name}"
    ours = Ticket(
        id=said.request_id, status_url=f"{own}/status", response_url=own, cancel_url=f"{own}/cancel"
    )
    return said.ticket(ours, _addresses(where))


def _since(before: HostProgress, now: HostProgress) -> HostProgress:
    """Return what is known after one more word: an event may carry only the lines since the last."""
    if now.percent is None and now.waiting is None:
        return replace(before, waiting=None, picture=now.picture or before.picture)
    return now
