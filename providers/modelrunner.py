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
from domain.errors import FailureKind, ProviderFailed
from domain.job import StoredPicture, Ticket
from domain.price import Price
from domain.request import RestyleRequest
from providers.answers import Answer, NoAnswer, Url
from providers.bounded import call
from providers.calls import free, pay
from providers.downloads import save
from providers.ideogram import Submitted
from providers.inline import data_uri
from providers.modelrunner_wire import MODEL, TAG, Page, Result, Status, to_body, to_failure
from providers.notices import Notices
from providers.origins import Origins, check_public, origin
from providers.provider import Capabilities, HostProgress, Rendered, RenderedPicture, Uploaded
from providers.watching import keep_asking

API_DOMAINS = ("modelrunner.run",)
FILE_DOMAINS = ("modelrunner.ai",)
# "Poll every 1-2 s" (https://docs.modelrunner.run, request lifecycle); the later ones are for failures in a row.
PAUSES = (1.5, 1.5, 3.0, 5.0, 10.0)
FETCH_PAUSES = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
NOT_YET = frozenset({400, 409})  # a result that is asked for before its end, in its two documented forms


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
    title = "modelrunner"
    # Its cancel "does not currently cancel anything", and the job is billed (docs, request lifecycle).
    capabilities = Capabilities(finds=True, webhook=True)
    usual_seconds = 14.0

    def __init__(self, account: ModelrunnerAccount, http: httpx.AsyncClient, notices: Notices) -> None:
        self._account = account
        self._http = http
        self._notices = notices
        self.price, self.jobs_at_once = account.price, account.jobs_at_once
        configured = frozenset(map(origin, (account.queue_url, account.api_url)))
        self._api = Origins(configured, API_DOMAINS)
        self._files = Origins(configured, FILE_DOMAINS)

    @property
    def _key(self) -> dict[str, str]:
        """The header with the key, for the API's own hosts alone."""
        return {"Authorization": f"Key {self._account.key.get_secret_value()}"}

    def _lifecycle(self) -> dict[str, str]:
        seconds = self._account.keep_files
        header = "X-Modelrunner-Object-Lifecycle-Preference"
        return {} if seconds is None else {header: json.dumps({"expiration_duration_seconds": seconds})}

    async def upload(self, file: Path, picture: StoredPicture) -> Uploaded:
        """A data URI where the picture is small, else a presigned upload. Once used, an upload does not expire."""
        if picture.bytes <= limits.INLINE_BYTES:
            return Uploaded(await data_uri(file, picture.format.mime))
        wanted = {
            "file_name": f"source{picture.format.suffix}",
            "content_type": picture.format.mime,
            "size": picture.bytes,
        }
        try:
            initiate = f"{self._account.api_url}/storage/upload/initiate"
            asked = await call(self._http, "POST", initiate, headers=self._key, body=wanted)
            place = _Initiated.of(free(asked, to_failure).content)
            if place.upload_url not in self._files:
                await check_public(place.upload_url)
            content = await asyncio.to_thread(file.read_bytes)
            # Presigned: the key stays here, and the signature covers the type.
            put = await call(
                self._http,
                "PUT",
                place.upload_url,
                headers={"Content-Type": picture.format.mime},
                body=content,
            )
            free(put, to_failure)
        except (httpx.HTTPError, NoAnswer) as error:
            raise ProviderFailed(
                FailureKind.UNAVAILABLE, f"upload: {type(error).__name__}", sent=False
            ) from error
        return Uploaded(place.file_url, self._account.keep_files)

    async def submit(self, request: RestyleRequest, source: str, tag: str) -> Ticket:
        """Send the paid call, once; the tag lets it be found where its answer is lost."""
        body = to_body(
            request, source, tag, safety_checker=self._account.safety_checker, webhook=self._account.webhook
        )
        headers = {**self._key, **self._lifecycle()}
        url = f"{self._account.queue_url}/{MODEL}"
        answer = await pay(self._http, url, headers, body, to_failure)
        try:
            return self._ticket(Submitted.of(answer.content))
        except NoAnswer as error:
            raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, "an accepted call without a ticket") from error

    def _ticket(self, said: Submitted) -> Ticket:
        """A ticket with its URLs checked, since the key will be sent there; else those that need no model's name."""
        own = f"{self._account.queue_url}/requests/{said.request_id}"
        status = f"{self._account.queue_url}/{MODEL}/requests/{said.request_id}/status"
        return Ticket(
            id=said.request_id,
            status_url=said.status_url if said.status_url and said.status_url in self._api else status,
            response_url=own,
            cancel_url=said.cancel_url
            if said.cancel_url and said.cancel_url in self._api
            else f"{own}/cancel",
        )

    async def find(self, tag: str) -> Ticket | None:
        """The request with that tag. Raises ProviderFailed where the host cannot be asked."""
        query = urlencode({"metadata": json.dumps({TAG: tag}), "limit": 5})
        try:
            answer = await call(
                self._http, "GET", f"{self._account.queue_url}/requests?{query}", headers=self._key
            )
            found = Page.of(free(answer, to_failure).content).data
        except (httpx.HTTPError, NoAnswer) as error:
            raise ProviderFailed(FailureKind.UNAVAILABLE, f"list: {type(error).__name__}") from error
        # A filter that was ignored would answer everybody's requests.
        ours = [one for one in found if one.metadata.get(TAG) == tag]
        return self._ticket(Submitted(request_id=ours[0].id)) if ours else None

    async def watch(self, ticket: Ticket) -> AsyncGenerator[HostProgress]:
        """Poll until it has ended."""
        self._check_known(ticket.status_url)
        self._notices.expect(ticket.id)
        try:
            polls = keep_asking(lambda: self._ask(ticket), ticket.id, self._notices, PAUSES, growing=False)
            async with aclosing(polls) as statuses:
                async for status in statuses:
                    if status.ended:
                        return
                    yield status.progress()
        finally:
            self._notices.forget(ticket.id)

    async def _ask(self, ticket: Ticket) -> Status:
        """One poll; FAILED comes with HTTP 400 and the same body."""
        answer = await call(self._http, "GET", ticket.status_url, headers=self._key)
        if answer.status_code == httpx.codes.NOT_FOUND.value:
            raise ProviderFailed(FailureKind.VANISHED, ticket.id)
        if answer.status_code != httpx.codes.BAD_REQUEST.value:
            answer.raise_for_status()
        return Status.of(answer.content)

    def _check_known(self, url: str) -> None:
        if url not in self._api:
            raise ProviderFailed(FailureKind.VANISHED, "its server is no longer there")

    async def fetch(self, ticket: Ticket) -> Rendered:
        """The result object; passing faults, and a bill that is not settled yet, are waited out."""
        self._check_known(ticket.response_url)
        failed = ProviderFailed(FailureKind.UNAVAILABLE)
        for pause in FETCH_PAUSES:
            try:
                answer = await call(self._http, "GET", ticket.response_url, headers=self._key)
                if answer.is_success:
                    result = Result.of(answer.content)
                    if result.billingStatus != "pending":
                        return result.rendered()
                failed = to_failure(answer, submitting=False)
                if answer.is_client_error and answer.status_code not in {*NOT_YET, 429}:
                    raise failed
            except (httpx.HTTPError, NoAnswer) as error:
                failed = ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__)
            await asyncio.sleep(pause)
        raise failed

    async def download(self, picture: RenderedPicture, target: Path) -> None:
        """Write a picture to a file, without the key."""
        if picture.url not in self._files:
            await check_public(picture.url)
        await save(self._http, picture.url, target)

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing: see `capabilities`."""

    async def check(self) -> None:
        """Ask for one request of the account: free, and refused where the key is bad."""
        try:
            answer = await call(
                self._http, "GET", f"{self._account.queue_url}/requests?limit=1", headers=self._key
            )
        except httpx.HTTPError as error:
            raise ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__, sent=False) from error
        free(answer, to_failure)
