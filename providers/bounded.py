"""HTTP to hosts with bounds on every answer: its bytes, and the time until it is whole.

A host's answer is somebody else's: it may never end, drip, or unfold to a thousand times its size.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpcore
import httpx

from domain import limits
from providers.public import Foreign, PublicNetwork, check_form

MOST = "most"  # the extension of a request: bytes that its answer may have
PUBLIC = "public"  # the extension of a request: that it goes to the public internet alone
WITHIN = 90.0  # seconds
SLOWEST = 100_000  # bytes a second that an upload must at least reach, on the whole
PIECE = 64 * 1024  # bytes; httpx limits the time of one write, and a body in one piece is one write
SHORTEST_KEY = 8  # characters; less would be found in any text
STILL = 20.0  # seconds that an upload may stand still


class TooLarge(httpx.ReadError):
    """An answer has more bytes than it may have; whoever asks again gets no less."""


class NeverLeft(httpx.TransportError):
    """A call that cannot be made at all: its address is none, or a header has what no header can carry."""


class Unread(httpx.RemoteProtocolError):
    """An answer that cannot be made sense of, to a request that may have been heeded."""


class _Capped(httpx.AsyncByteStream):
    """A body that breaks off when it grows too large."""

    def __init__(self, stream: httpx.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > self._most:
                raise TooLarge(f"an answer of more than {self._most} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Public(httpx.AsyncHTTPTransport):
    """A transport of the public internet alone; its connections are nobody else's."""

    def __init__(self, limits: httpx.Limits) -> None:
        super().__init__(limits=limits)
        # httpx has no parameter for what connects.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=PublicNetwork(),
        )


class Bounded(httpx.AsyncBaseTransport):
    """A transport that asks for plain bodies, refuses packed ones, and caps what comes.

    The cap is the request's extension MOST; without one, that of a result, which is the largest thing that anybody
    sends us. There are two ways out: one for hosts that are known, and one for what has the extension PUBLIC.
    """

    def __init__(self, limits: httpx.Limits) -> None:
        self._known = httpx.AsyncHTTPTransport(limits=limits)
        self._public = _Public(limits)

    async def aclose(self) -> None:
        """Give back the connections."""
        await self._known.aclose()
        await self._public.aclose()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's body is capped while it is read."""
        request.headers["Accept-Encoding"] = "identity"
        way = self._public if request.extensions.get(PUBLIC) else self._known
        response = await way.handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            await response.stream.aclose()
            raise httpx.DecodingError("a packed answer, though a plain one was asked for", request=request)
        response.stream = _Capped(response.stream, request.extensions.get(MOST, limits.RESULT_BYTES))
        return response


def bounded_client() -> httpx.AsyncClient:
    """Return a client without default headers, redirects or the environment's proxies.

    A key goes only where it is sent.
    """
    connections = httpx.Limits(max_connections=limits.CONNECTIONS, max_keepalive_connections=20)
    return httpx.AsyncClient(
        transport=Bounded(connections), timeout=httpx.Timeout(60.0, connect=10.0, write=STILL)
    )


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


async def call(  # noqa: PLR0913 - what httpx itself takes, and how long it may take
    http: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: object = None,
    within: float = WITHIN,
    public: bool = False,
) -> httpx.Response:
    """Make one call of an API, whole within so many seconds and JSON_BYTES.

    Bytes go as they are, any other body as JSON. Bytes get more time, by how many they are. What the answer repeats of
    the key is not in what is returned. Raises NeverLeft or another httpx.HTTPError; Foreign where it is to go to the
    `public` internet alone and would leave it; and nothing else.
    """
    if public:
        check_form(url)
    content, json = (body, None) if isinstance(body, bytes) else (b"", body)
    sent = _pieces(content) if content else None
    if content:
        headers = {**headers, "Content-Length": str(len(content))}
    extensions = {MOST: limits.JSON_BYTES, PUBLIC: public}
    try:
        request = http.build_request(
            method, url, headers=headers, json=json, content=sent, extensions=extensions
        )
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise NeverLeft(type(error).__name__) from error
    try:
        async with asyncio.timeout(within + len(content) / SLOWEST):
            return _unrepeated(await _send(http, request), headers)
    except TimeoutError as error:
        raise httpx.ReadTimeout(f"no whole answer in {within:g} s") from error


def _unrepeated(answer: httpx.Response, headers: Mapping[str, str]) -> httpx.Response:
    """Return the answer without the key, whole or its secret half: some hosts repeat what they refuse, and we log it."""
    key = headers.get("Authorization", "").rpartition(" ")[2]
    content = answer.content
    for secret in (key, key.rpartition(":")[2]):
        if len(secret) >= SHORTEST_KEY:
            content = content.replace(secret.encode(), b"[the key]")
    if content == answer.content:
        return answer
    kept = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
    return httpx.Response(answer.status_code, headers=kept, content=content, request=answer.request)


@asynccontextmanager
async def opened(  # noqa: PLR0913 - as above
    http: httpx.AsyncClient,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    most: int | None = None,
    waits: httpx.Timeout | None = None,
    public: bool = False,
) -> AsyncGenerator[httpx.Response]:
    """Yield an answer of at most so many bytes (else RESULT_BYTES), to be read while it comes.

    Opening it raises what `call` does.
    """
    if public:
        check_form(url)
    try:
        request = http.build_request(
            "GET",
            url,
            headers=headers,
            timeout=waits or http.timeout,
            extensions={PUBLIC: public, **({MOST: most} if most else {})},
        )
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise NeverLeft(type(error).__name__) from error
    answer = await _send(http, request, stream=True)
    try:
        yield answer
    finally:
        await answer.aclose()


async def _send(http: httpx.AsyncClient, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
    """Send a request. Raises NeverLeft where provably nothing of it left, another httpx.HTTPError, or Foreign.

    httpx reads more of an answer than is asked for, such as the host in a redirect that it does not follow, and lets
    through whatever its parsers raise. So what an error says of a paid call is not known by its type, but by whether
    the request had begun to leave.
    """
    begun = written = False

    async def follow(event: str, _: object) -> None:
        nonlocal begun, written
        begun = begun or event.endswith(".send_request_headers.started")
        written = written or event.endswith(".send_request_headers.complete")

    request.extensions["trace"] = follow  # https://www.encode.io/httpcore/extensions/#trace
    try:
        return await http.send(request, stream=stream)
    except (
        httpx.LocalProtocolError
    ) as error:  # headers that cannot be written are refused before their first byte is
        if written:
            raise
        raise NeverLeft(type(error).__name__) from error
    except httpx.UnsupportedProtocol as error:
        raise NeverLeft(type(error).__name__) from error
    except (httpx.HTTPError, Foreign):
        raise
    except Exception as error:
        raise (Unread if begun else NeverLeft)(type(error).__name__) from error
