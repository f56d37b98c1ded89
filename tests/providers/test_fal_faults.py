"""What the bot's client makes of a host that fails, lies or falls silent. Above all: one POST per submit."""

import asyncio
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from domain import limits
from domain.errors import FailureKind, ProviderFailed
from domain.job import StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.request import RestyleRequest
from providers import bounded, downloads, fal
from providers.provider import HostProgress, RenderedPicture
from tests.providers.host import KEY, Answer, Host, client, hangs_up, says, sends

SUBMIT = "/ideogram/v4/image-to-image/lora"
OWN = "/ideogram/v4/requests/r1"
REQUEST = RestyleRequest(prompt="ink", seed=1)

SUBMITS: dict[str, tuple[Answer, FailureKind, bool]] = {
    "dropped after it was taken": (hangs_up, FailureKind.UNKNOWN_OUTCOME, True),
    "500": (says({}, 500), FailureKind.UNKNOWN_OUTCOME, True),
    "502 of a proxy": (sends(b"<html>bad gateway"), FailureKind.UNKNOWN_OUTCOME, True),
    "a ticket without an id": (says({"status": "IN_QUEUE"}), FailureKind.UNKNOWN_OUTCOME, True),
    "a redirect": (says({}, 302, Location="http://127.0.0.1:9/"), FailureKind.UNKNOWN_OUTCOME, True),
    "429": (says({"detail": "slow down"}, 429), FailureKind.RATE_LIMITED, False),
    "401": (says({"detail": "invalid key credentials"}, 401), FailureKind.BAD_KEY, False),
    "403 without scope": (says({"detail": "forbidden"}, 403), FailureKind.BAD_KEY, False),
    "403 locked": (
        says({"detail": "User is locked. Reason: Exhausted balance."}, 403),
        FailureKind.OUT_OF_FUNDS,
        False,
    ),
    "422 as a list": (
        says({"detail": [{"loc": ["body", "seed"], "msg": "wrong", "type": "int_parsing"}]}, 422),
        FailureKind.BAD_REQUEST,
        False,
    ),
    "422 content policy": (
        says({"detail": [{"loc": ["body"], "msg": "no", "type": "content_policy_violation"}]}, 422),
        FailureKind.CONTENT_POLICY,
        False,
    ),
}


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_submit_is_one_post_whatever_becomes_of_it(
    host: Host, http: httpx.AsyncClient, name: str
) -> None:
    answer, kind, sent = SUBMITS[name]
    host.on(f"POST {SUBMIT}", answer)
    with pytest.raises(ProviderFailed) as caught:
        await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert caught.value.failure.kind is kind
    assert caught.value.sent is sent
    assert host.count("POST", SUBMIT) == 1
    assert KEY not in repr(caught.value)


async def test_a_refused_connection_proves_that_nothing_happened(http: httpx.AsyncClient) -> None:
    with pytest.raises(ProviderFailed) as caught:
        await client(http, "http://127.0.0.1:9").submit(REQUEST, "data:", "tag")
    assert (caught.value.failure.kind, caught.value.sent) == (FailureKind.UNAVAILABLE, False)


async def test_urls_of_another_host_are_not_followed(host: Host, http: httpx.AsyncClient) -> None:
    lies = {"status_url": "http://evil.example/s", "response_url": "https://fal.run.evil.example/r"}
    host.on(f"POST {SUBMIT}", says(host.ticket(**lies, cancel_url="https://user@queue.fal.run/c")))
    ticket = await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert ticket.status_url == f"{host.url}{OWN}/status"
    assert ticket.response_url == f"{host.url}{OWN}"
    assert ticket.cancel_url == f"{host.url}{OWN}/cancel"


def _stream(*events: str, cut: bool = False) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for event in events:
            await response.write(f"data: {event}\n\n".encode())
        if cut and request.transport:
            request.transport.abort()
        return response

    return answer


def _ticket(host: Host) -> Ticket:
    return Ticket.model_validate({"id": "r1", **host.ticket()})


WORKING = '{"status": "IN_PROGRESS", "logs": [{"message": "progress 40% · rendering 1 of 2"}]}'
BROKEN_STREAMS: dict[str, Answer] = {
    "cut": _stream(WORKING, cut=True),
    "ended early": _stream(WORKING),
    "rubbish": _stream(WORKING, "{not json"),
    "no stream at all": says({"detail": "gone"}, 404),
    "a page": sends(b"<html>", "text/html"),
}


@pytest.mark.parametrize("name", BROKEN_STREAMS)
async def test_a_broken_stream_is_followed_by_polls_that_nothing_stops(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(fal, "PAUSES", (0.01, 0.01))
    host.on(f"GET {OWN}/status/stream", BROKEN_STREAMS[name])
    host.on(
        f"GET {OWN}/status",
        says({"status": "IN_QUEUE", "queue_position": 3}, 202),
        says({}, 500),
        hangs_up,
        sends(b"<html>"),
        says({"status": "SLEEPING"}),
        says({"status": "COMPLETED", "logs": None}),
    )
    told = [progress async for progress in client(http, host.url).watch(_ticket(host))]
    assert HostProgress(waiting=3) in told
    assert host.count("GET", f"{OWN}/status") == 7


async def test_a_whole_stream_needs_no_poll(host: Host, http: httpx.AsyncClient) -> None:
    host.on(f"GET {OWN}/status/stream", _stream(WORKING, '{"status": "COMPLETED"}'))
    told = [progress async for progress in client(http, host.url).watch(_ticket(host))]
    assert told == [HostProgress(percent=40, picture=1)]
    assert len(host.requests) == 1


async def test_a_result_is_waited_for_through_passing_faults(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fal, "PAUSES", (0.01,) * 6)
    output = {"images": [{"url": f"{host.url}/a.png"}], "prompt": ""}
    host.on(f"GET {OWN}", says({}, 503), hangs_up, says(output))
    rendered = await client(http, host.url).fetch(_ticket(host))
    assert rendered.pictures == (RenderedPicture(f"{host.url}/a.png", flagged=False),)
    assert rendered.seed is None


async def test_the_model_s_own_failure_is_final(host: Host, http: httpx.AsyncClient) -> None:
    trouble = {"detail": "took too long", "error_type": "generation_timeout"}
    host.on(f"GET {OWN}", says(trouble, 504, **{"X-Fal-Error-Type": "generation_timeout"}))
    with pytest.raises(ProviderFailed) as caught:
        await client(http, host.url).fetch(_ticket(host))
    assert caught.value.failure.kind is FailureKind.TIMED_OUT
    assert len(host.requests) == 1


async def test_flags_are_kept_with_their_pictures(host: Host, http: httpx.AsyncClient) -> None:
    output = {"images": [{"url": "u1"}, {"url": "u2"}, {"url": "u3"}], "has_nsfw_concepts": [False, True]}
    host.on(f"GET {OWN}", says({**output, "seed": 2**60, "prompt": "p", "timings": {}}))
    rendered = await client(http, host.url).fetch(_ticket(host))
    assert [picture.flagged for picture in rendered.pictures] == [False, True, False]


async def test_a_download_is_bounded_and_carries_no_key(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PAUSES", (0.01, 0.01))
    monkeypatch.setattr(limits, "RESULT_BYTES", 1000)
    host.on("GET /good.png", says({}, 503), sends(b"x" * 1000))
    host.on("GET /large.png", sends(b"x" * 1001))
    host.on("GET /moved.png", says({}, 302, Location="/good.png"))
    target = tmp_path / "result"
    provider = client(http, host.url)
    await provider.download(RenderedPicture(f"{host.url}/good.png", flagged=False), target)
    assert target.read_bytes() == b"x" * 1000
    for path in ("large", "moved", "missing"):
        with pytest.raises(ProviderFailed):
            await provider.download(RenderedPicture(f"{host.url}/{path}.png", flagged=False), target)
    assert {key for _, _, key in host.requests} == {""}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.png",
        "https://127.0.0.1/a.png",
        "https://localhost/a",
        "file:///etc/passwd",
        "data:,x",
        "https://u:p@v3.fal.media/a",
        "https://[::1]/a",
        "https://x:port/a",
    ],
)
async def test_a_result_is_not_fetched_from_just_anywhere(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, url: str
) -> None:
    with pytest.raises(ProviderFailed):
        await client(http, host.url).download(RenderedPicture(url, flagged=False), tmp_path / "result")
    assert not (tmp_path / "result").exists()


async def test_an_upload_s_file_goes_up_without_the_key(
    host: Host, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    host.on("POST /storage/auth/token", says({"token": "t", "token_type": "Bearer", "base_url": host.url}))
    host.on("POST /files/upload", says({"access_url": "https://v3.fal.media/files/a.jpg"}))
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    uploaded = await client(http, host.url).upload(file, picture)
    assert uploaded.url == "https://v3.fal.media/files/a.jpg"
    assert [key for _, _, key in host.requests] == [f"Key {KEY}", "Bearer t"]


async def test_an_upload_that_fails_proves_that_nothing_was_paid(
    host: Host, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    host.on("POST /storage/auth/token", says({"detail": "User is locked. Reason: TOP_UP."}, 403))
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    with pytest.raises(ProviderFailed) as caught:
        await client(http, host.url).upload(file, picture)
    assert (caught.value.failure.kind, caught.value.sent) == (FailureKind.OUT_OF_FUNDS, False)


async def test_a_silent_host_does_not_hold_the_loop(host: Host, http: httpx.AsyncClient) -> None:
    """Whoever stops watching is free at once, also while the host says nothing."""

    async def silence(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    host.on(f"GET {OWN}/status/stream", silence)
    watching = asyncio.ensure_future(anext(aiter(client(http, host.url).watch(_ticket(host)))))
    await asyncio.sleep(0.1)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


async def test_an_answer_is_bounded_and_never_unpacked(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JSON_BYTES", 100_000)
    monkeypatch.setattr(fal, "PAUSES", (0.01,))
    endless = sends(b'{"images": [' + b" " * 200_000)
    packed = says({}, 200, **{"Content-Encoding": "br"})
    for answer in (endless, packed):
        host.on(f"GET {OWN}", answer)
        with pytest.raises(ProviderFailed) as caught:
            await client(http, host.url).fetch(_ticket(host))
        assert caught.value.failure.kind is FailureKind.UNAVAILABLE


async def test_an_answer_that_drips_for_ever_is_given_up(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "CALL_TIMEOUT", 0.2)

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    host.on(f"POST {SUBMIT}", drip)
    with pytest.raises(ProviderFailed) as caught:
        await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert caught.value.failure.kind is FailureKind.UNKNOWN_OUTCOME
    assert host.count("POST", SUBMIT) == 1
