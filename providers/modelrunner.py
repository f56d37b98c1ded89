"""modelrunner: submit once with our own tag, poll, fetch; an unknown outcome is looked up by the tag."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

from domain import limits
from domain.errors import Unreachable
from domain.job import StoredPicture, Ticket
from domain.pauses import Pauses
from domain.price import Price
from domain.request import RestyleRequest
from providers.answers import Answer, NoAnswer, Url
from providers.calls import Api
from providers.downloads import save
from providers.ideogram import Submitted
from providers.inline import data_uri
from providers.modelrunner_wire import MODEL, TAG, Listed, Page, Result, Status, failure_of, to_body, verdict
from providers.notices import Notices
from providers.origins import Origins, origin
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture, Uploaded
from providers.watching import Misses, asked, keep_asking

API_DOMAINS = ("modelrunner.run",)
FILE_DOMAINS = ("modelrunner.ai",)


@dataclass(frozen=True, slots=True)
class ModelrunnerAccount:
    """Where it is, the key, the price, and the operator's wishes."""

    queue_url: str
    api_url: str
    key: SecretStr
    price: Price
    jobs_at_once: int
    safety_checker: bool = True
    webhook: str | None = None
    keep_files: int | None = None  # seconds


class _Initiated(Answer):
    upload_url: Url
    file_url: Url


class Modelrunner:
    """A provider over modelrunner's queue."""

    name = "modelrunner"
    # Its cancel "does not currently cancel anything", and the job is billed (docs, request lifecycle).
    capabilities = Capabilities(finds=True, webhook=True)
    usual_seconds = 14.0

    def __init__(
        self, account: ModelrunnerAccount, http: httpx.AsyncClient, notices: Notices, pauses: Pauses
    ) -> None:
        self._account = account
        self._http = http
        self._notices = notices
        self._pauses = pauses
        self._api = Api(http, account.key, failure_of, pauses)
        self.price, self.jobs_at_once = account.price, account.jobs_at_once
        configured = frozenset(map(origin, (account.queue_url, account.api_url)))
        self._addresses = Origins(configured, API_DOMAINS)
        self._files = Origins(configured, FILE_DOMAINS)

    def _lifecycle(self) -> dict[str, str]:
        seconds = self._account.keep_files
        header = "X-Modelrunner-Object-Lifecycle-Preference"
        return {} if seconds is None else {header: json.dumps({"expiration_duration_seconds": seconds})}

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        """Return a data URI where the picture is small, else a presigned upload.

        Once used, an upload does not expire.
        """
        if picture.bytes <= limits.INLINE_BYTES:
            return Uploaded(await data_uri(file, picture.format.mime))
        wanted = {
            "file_name": f"source{picture.format.suffix}",
            "content_type": picture.format.mime,
            "size": picture.bytes,
        }
        place = await self._api.told(
            _Initiated, "POST", f"{self._account.api_url}/storage/upload/initiate", wanted
        )
        content = await asyncio.to_thread(file.read_bytes)
        # Presigned: the key stays here, and the signature covers the type.
        kind, stranger = {"Content-Type": picture.format.mime}, place.upload_url not in self._files
        await self._api.free("PUT", place.upload_url, content, kind, public=stranger)
        return Uploaded(place.file_url, self._account.keep_files)

    async def submit(
        self,
        request: RestyleRequest,
        source: str,
        tag: str,
        look: str | None = None,  # noqa: ARG002 - modelrunner takes none
    ) -> Ticket:
        """Send the paid call, once; the tag lets it be found where its answer is lost."""
        body = to_body(
            request, source, tag, safety_checker=self._account.safety_checker, webhook=self._account.webhook
        )
        answer = await self._api.pay(f"{self._account.queue_url}/{MODEL}", self._lifecycle(), body)
        try:
            return self._ticket(Submitted.of(answer.content))
        except NoAnswer as error:
            raise Unreachable(f"an accepted call without a ticket: {error}") from error

    def _ticket(self, said: Submitted) -> Ticket:
        """Return the ticket in an answer; the result is had by the address that needs no model's name."""
        own = f"{self._account.queue_url}/requests/{said.name}"
        status = f"{self._account.queue_url}/{MODEL}/requests/{said.name}/status"
        ours = Ticket(id=said.request_id, status_url=status, response_url=own, cancel_url=f"{own}/cancel")
        return said.ticket(ours, self._addresses).model_copy(update={"response_url": own})

    async def find(self, tag: str) -> Ticket | None:
        """Return the request with that tag, where the list has it now."""
        try:
            found = await self._listed(tag)
        except NoAnswer as error:
            raise Unreachable(f"list: {error}") from error
        # A filter that was ignored would answer everybody's requests.
        ours = [one for one in found if one.metadata.get(TAG) == tag]
        return self._ticket(Submitted(request_id=ours[0].id)) if ours else None

    async def _listed(self, tag: str) -> tuple[Listed, ...]:
        query = urlencode({"metadata": json.dumps({TAG: tag}), "limit": limits.LISTED})
        answer = await self._api.ask(f"{self._account.queue_url}/requests?{query}")
        if not answer.is_success:
            raise NoAnswer(failure_of(answer).detail)
        return Page.of(answer.content).data

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        """Poll until it has ended."""
        url, misses = self._own(ticket.status_url), Misses(ticket.id)
        with self._notices.expecting(ticket.id) as notice:
            polls = keep_asking(
                lambda: self._ask_status(url, misses), notice, self._pauses.poll, self._pauses
            )
            async with aclosing(polls) as statuses:
                async for status in statuses:
                    if status.ended:
                        return
                    yield status.progress()

    async def _ask_status(self, url: str, misses: Misses) -> Status:
        """Poll once; FAILED comes with HTTP 400 and the same body."""
        answer = misses.look(await self._api.ask(url))
        if not answer.is_success and answer.status_code != httpx.codes.BAD_REQUEST.value:
            raise NoAnswer(failure_of(answer).detail)
        return Status.of(answer.content)

    def _own(self, url: str) -> str:
        """Return a URL of a ticket, where it is of today's server: the key goes nowhere else."""
        if url not in self._addresses:
            raise Unreachable("its server is not the one that is configured")
        return url

    async def fetch(self, ticket: Ticket) -> Rendered:
        """Return the result object; passing faults, and a bill that is not settled yet, are waited out."""
        url, misses = self._own(ticket.response_url), Misses(ticket.id)
        return await asked(lambda: self._fetch_once(url, misses), self._pauses.ask, asyncio.sleep)

    async def _fetch_once(self, url: str, misses: Misses) -> Rendered:
        answer = misses.look(await self._api.ask(url))
        if not answer.is_success:
            raise verdict(answer)
        return Result.of(answer.content).rendered()

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        """Write a picture to a file, without the key."""
        await save(self._http, picture.url, target, self._files, self._pauses)

    async def cancel(self, ticket: Ticket) -> bool:  # noqa: ARG002 - see `capabilities`
        """Stop nothing, and ask nothing."""
        return False

    async def check(self) -> None:
        """Ask for one request of the account: free, and refused where the key is bad."""
        await self._api.check(f"{self._account.queue_url}/requests?limit=1", httpx.codes.OK.value)
