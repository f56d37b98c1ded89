"""The calls of a host's API: the paid one, which is sent once, those that cost nothing, and those that ask."""

from collections.abc import Callable
from typing import TypeVar

import httpx
from pydantic import SecretStr

from domain.errors import Failure, FailureKind, HostSaid, NotSent, Unreachable
from domain.pauses import Pauses
from providers.answers import Answer, NoAnswer
from providers.bounded import NeverLeft, call
from providers.public import Foreign

Told = TypeVar("Told", bound=Answer)

# Refusals that may come after the call was taken: it took too long, it is there already, who asked had gone.
UNCLEAR = frozenset({408, 409, 499})


class Api:
    """A host's API. The key goes along by itself, and only where a caller gives no headers of its own."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        key: SecretStr,
        failure_of: Callable[[httpx.Response], Failure],
        pauses: Pauses,
    ) -> None:
        self._http = http
        self._key = key
        self._failure_of = failure_of
        self._pauses = pauses

    @property
    def key(self) -> dict[str, str]:
        """The header with the key, for the API's own hosts alone."""
        return {"Authorization": f"Key {self._key.get_secret_value()}"}

    async def pay(self, url: str, headers: dict[str, str], body: object) -> httpx.Response:
        """Send a paid call: one POST, whatever becomes of it. Raises NotSent and Unreachable.

        Only a connection that was never made or a clear refusal proves that it did not happen; a lost answer, a 5xx
        or a redirect may come after the call was taken.
        """
        try:
            answer = await self._send("POST", url, {**self.key, **headers}, body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(_unavailable(error)) from error
        except NeverLeft as error:
            raise NotSent(_misconfigured(error)) from error
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        if answer.is_client_error and answer.status_code not in UNCLEAR:
            raise NotSent(self._failure_of(answer), _retry_after(answer))
        if not answer.is_success:
            raise Unreachable(self._failure_of(answer).detail)
        return answer

    async def free(
        self,
        method: str,
        url: str,
        body: object,
        headers: dict[str, str] | None = None,
        *,
        public: bool = False,
    ) -> httpx.Response:
        """Make a call before the paid one, which costs nothing. Raises NotSent, whatever goes wrong."""
        try:
            answer = await self._send(method, url, headers or self.key, body, public=public)
        except Foreign as error:
            detail = f"not a public address: {error}"
            raise NotSent(Failure(kind=FailureKind.UNAVAILABLE, detail=detail)) from error
        except NeverLeft as error:
            raise NotSent(_misconfigured(error)) from error
        except httpx.HTTPError as error:
            raise NotSent(_unavailable(error)) from error
        if not answer.is_success:
            raise NotSent(self._failure_of(answer), _retry_after(answer))
        return answer

    async def told(
        self, kind: type[Told], method: str, url: str, body: object, headers: dict[str, str] | None = None
    ) -> Told:
        """Make such a call and read its answer."""
        answer = await self.free(method, url, body, headers)
        try:
            return kind.of(answer.content)
        except NoAnswer as error:
            raise NotSent(Failure(kind=FailureKind.UNAVAILABLE, detail=str(error))) from error

    async def ask(self, url: str, method: str = "GET") -> httpx.Response:
        """Ask after what was paid for; any status is an answer. Raises NoAnswer where none came."""
        try:
            return await self._send(method, url, self.key)
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error

    async def check(self, url: str, expected: int) -> None:
        """Ask for what only a good key is told. Raises HostSaid where it is refused, NotSent and Unreachable."""
        try:
            answer = await self._send("GET", url, self.key)
        except NeverLeft as error:
            raise NotSent(_misconfigured(error)) from error
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        if answer.status_code == expected:
            return
        if answer.is_client_error:
            raise HostSaid(self._failure_of(answer), cost=0)
        raise Unreachable(self._failure_of(answer).detail)

    async def _send(
        self, method: str, url: str, headers: dict[str, str], body: object = None, *, public: bool = False
    ) -> httpx.Response:
        within = self._pauses.call
        return await call(self._http, method, url, headers=headers, body=body, within=within, public=public)


def _unavailable(error: Exception) -> Failure:
    return Failure(kind=FailureKind.UNAVAILABLE, detail=type(error).__name__)


def _misconfigured(error: Exception) -> Failure:
    return Failure(kind=FailureKind.MISCONFIGURED, detail=f"the call cannot be made: {error}")


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that a host asks for before the next call, where it says so in seconds."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
