"""What the bot's client makes of a host that fails, lies or falls silent. Above all: one POST per submit."""

import asyncio
import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from aiohttp import web

from domain import limits
from domain.errors import FailureKind, HostSaid, NotSent, Unreachable
from domain.job import StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.request import RestyleRequest
from providers.notices import Notices
from providers.provider import HostProgress, RenderedPicture
from providers.watching import MISSES
from tests.providers.host import (
    KEY,
    NOWHERE,
    QUICK,
    Answer,
    Host,
    client,
    hangs_up,
    leads,
    says,
    sends,
    streams,
)

SUBMIT = "/ideogram/v4/image-to-image/lora"
OWN = "/ideogram/v4/requests/r1"
REQUEST = RestyleRequest(prompt="ink", seed=1)

Refused = Annotated[FailureKind | None, "None: nobody knows whether it was taken"]
SUBMITS: dict[str, tuple[Answer, Refused]] = {
    "dropped after it was taken": (hangs_up, None),
    "500": (says({}, 500), None),
    "502 of a proxy": (sends(b"<html>bad gateway", status=502), None),
    "a page": (sends(b"<html>"), None),
    "a ticket without an id": (says({"status": "IN_QUEUE"}), None),
    "a redirect": (says({}, 302, Location="http://127.0.0.1:9/"), None),
    "408": (says({}, 408), None),
    "409": (says({}, 409), None),
    "499": (says({"detail": "client disconnected"}, 499), None),
    "429": (says({"detail": "slow down"}, 429), FailureKind.RATE_LIMITED),
    "404": (says({"detail": "no such app"}, 404), FailureKind.UNAVAILABLE),
    "401": (says({"detail": "invalid key credentials"}, 401), FailureKind.BAD_KEY),
    "403 without scope": (says({"detail": "forbidden"}, 403), FailureKind.BAD_KEY),
    "403 locked": (
        says({"detail": "User is locked. Reason: Exhausted balance."}, 403),
        FailureKind.OUT_OF_FUNDS,
    ),
    "422 as a list": (
        says({"detail": [{"loc": ["body", "seed"], "msg": "wrong", "type": "int_parsing"}]}, 422),
        FailureKind.BAD_REQUEST,
    ),
    "422 content policy": (
        says({"detail": [{"loc": ["body"], "msg": "no", "type": "content_policy_violation"}]}, 422),
        FailureKind.CONTENT_POLICY,
    ),
    "422 too small": (
        says({"detail": [{"loc": ["body"], "msg": "no", "type": "image_too_small"}]}, 422),
        FailureKind.SOURCE_TOO_SMALL,
    ),
    **{f"307 to {location}": (leads(location, 307), None) for location in NOWHERE},
}


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_submit_is_one_post_whatever_becomes_of_it(
    host: Host, http: httpx.AsyncClient, name: str
) -> None:
    answer, kind = SUBMITS[name]
    host.on(f"POST {SUBMIT}", answer)
    with pytest.raises(NotSent if kind else Unreachable) as caught:
        await client(http, host.url).submit(REQUEST, "data:", "tag")
    if isinstance(caught.value, NotSent):
        assert caught.value.failure.kind is kind
    assert host.count("POST", SUBMIT) == 1
    assert KEY not in repr(caught.value)


async def test_a_refused_connection_proves_that_nothing_happened(http: httpx.AsyncClient) -> None:
    with pytest.raises(NotSent) as caught:
        await client(http, "http://127.0.0.1:9").submit(REQUEST, "data:", "tag")
    assert caught.value.failure.kind is FailureKind.UNAVAILABLE


UNSENDABLE = {
    "a line break in the key": ("id:secret\n", "{url}"),
    "a letter that no header has": ("id:geheimnisvöll", "{url}"),
    "no scheme": (KEY, "queue.fal.run"),
    "another scheme": (KEY, "ftp://queue.fal.run"),
    "a port that is none": (KEY, "http://127.0.0.1:port"),
    "a control character": (KEY, "{url}/\x01"),
}


@pytest.mark.parametrize("name", UNSENDABLE)
async def test_a_call_that_cannot_be_made_was_not_sent_and_is_the_settings_fault(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    key, url = UNSENDABLE[name]
    provider = client(http, url.format(url=host.url), key=key)
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    calls = (
        lambda: provider.submit(REQUEST, "data:", "tag"),
        lambda: provider.upload(file, picture),
        provider.check,
    )
    for call in calls:
        with pytest.raises(NotSent) as caught:
            await call()
        assert caught.value.failure.kind is FailureKind.MISCONFIGURED
        assert key not in repr(caught.value)
    assert host.requests == []


async def test_a_submit_says_what_fal_may_not_do(host: Host, http: httpx.AsyncClient) -> None:
    told: list[str] = []

    async def take(request: web.Request) -> web.StreamResponse:
        told.extend(f"{name}: {value}".lower() for name, value in request.headers.items())
        return web.json_response(host.ticket())

    host.on(f"POST {SUBMIT}", take)
    await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert "x-app-fal-disable-fallback: true" in told


async def test_urls_of_another_host_are_not_followed(host: Host, http: httpx.AsyncClient) -> None:
    lies = {"status_url": "http://evil.example/s", "response_url": "https://fal.run.evil.example/r"}
    host.on(f"POST {SUBMIT}", says(host.ticket(**lies, cancel_url="https://user@queue.fal.run/c")))
    ticket = await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert ticket.status_url == f"{host.url}{OWN}/status"
    assert ticket.response_url == f"{host.url}{OWN}"
    assert ticket.cancel_url == f"{host.url}{OWN}/cancel"


ODD_URLS = [
    "{url}/status\n",
    "{url}/\x01/status",
    "{url}/" + "x" * 70_000,
    "{url}/a b",
    "",
    5,
    None,
    {"a": 1},
]


@pytest.mark.parametrize("odd", ODD_URLS, ids=lambda odd: repr(odd)[:20])
async def test_an_address_that_cannot_be_called_is_replaced_by_our_own(
    host: Host, http: httpx.AsyncClient, odd: object
) -> None:
    told = odd.format(url=host.url) if isinstance(odd, str) else odd
    host.on(f"POST {SUBMIT}", says({**host.ticket(), "status_url": told}))
    host.on(f"GET {OWN}/status", says({"status": "COMPLETED"}))
    provider = client(http, host.url)
    ticket = await provider.submit(REQUEST, "data:", "tag")
    assert ticket.status_url == f"{host.url}{OWN}/status"
    assert [progress async for progress in provider.watch(ticket)] == []


async def test_an_id_cannot_lead_to_another_address(host: Host, http: httpx.AsyncClient) -> None:
    host.on(f"POST {SUBMIT}", says({"request_id": "../../x?\n"}))
    ticket = await client(http, host.url).submit(REQUEST, "data:", "tag")
    assert ticket.status_url == f"{host.url}/ideogram/v4/requests/..%2F..%2Fx%3F%0A/status"


async def test_a_ticket_of_another_server_is_not_asked_there(host: Host, http: httpx.AsyncClient) -> None:
    provider = client(http, "http://127.0.0.1:9")
    for ask in (
        anext(provider.watch(_ticket(host))),
        provider.fetch(_ticket(host)),
        provider.cancel(_ticket(host)),
    ):
        with pytest.raises(Unreachable):
            await ask
    assert host.requests == []


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
    host: Host, http: httpx.AsyncClient, name: str
) -> None:
    host.on(f"GET {OWN}/status/stream", BROKEN_STREAMS[name])
    host.on(
        f"GET {OWN}/status",
        says({"status": "IN_QUEUE", "queue_position": 3}, 202),
        says({}, 500),
        hangs_up,
        sends(b"<html>"),
        says({}, 404),
        says({"status": "SLEEPING"}),
        says({}, 401),
        says({"status": "COMPLETED", "logs": None}),
    )
    told = [progress async for progress in client(http, host.url).watch(_ticket(host))]
    assert HostProgress(waiting=3) in told
    assert host.count("GET", f"{OWN}/status") == 9


async def test_a_host_is_believed_that_it_lost_a_job_when_it_says_so_again_and_again(
    host: Host, http: httpx.AsyncClient
) -> None:
    host.on(f"GET {OWN}/status", *[says({}, 404)] * (MISSES - 1), says({"status": "COMPLETED"}))
    async for _ in client(http, host.url).watch(_ticket(host)):
        pass
    host.on(f"GET {OWN}/status", says({}, 404))
    with pytest.raises(HostSaid) as caught:
        await anext(client(http, host.url).watch(_ticket(host)))
    assert caught.value.failure.kind is FailureKind.VANISHED


async def test_a_host_that_cannot_be_asked_has_not_said_anything(host: Host, http: httpx.AsyncClient) -> None:
    host.on(f"GET {OWN}/status", says({"detail": "bad gateway"}, 502))
    host.on(f"GET {OWN}", hangs_up)
    with pytest.raises(Unreachable):
        await anext(client(http, host.url).watch(_ticket(host)))
    with pytest.raises(Unreachable):
        await client(http, host.url).fetch(_ticket(host))


async def test_a_percentage_stays_when_a_later_event_does_not_repeat_it(
    host: Host, http: httpx.AsyncClient
) -> None:
    later = ('{"status": "IN_PROGRESS", "logs": []}', '{"status": "IN_PROGRESS", "logs": null}')
    host.on(f"GET {OWN}/status/stream", _stream(WORKING, *later, '{"status": "COMPLETED"}'))
    told = [progress async for progress in client(http, host.url).watch(_ticket(host))]
    assert told == [HostProgress(percent=40, picture=1)] * 3


@pytest.mark.parametrize(
    "line", [b"", b": ping\n\n", b'data: {"status": "IN_PROGRESS"}\n\n'], ids=["silent", "comments", "alike"]
)
async def test_word_by_webhook_ends_listening_to_a_stream(
    host: Host, http: httpx.AsyncClient, line: bytes
) -> None:
    """Nothing else would: the stream never says more, and is not left for its silence within this test."""
    listening, notices = asyncio.Event(), Notices()

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        listening.set()
        while True:
            await response.write(line)
            await asyncio.sleep(0.01)

    host.on(f"GET {OWN}/status/stream", stream)
    host.on(f"GET {OWN}/status", says({"status": "COMPLETED"}))

    async def watch() -> None:
        async for _ in client(http, host.url, notices=notices).watch(_ticket(host)):
            pass

    watching = asyncio.create_task(watch())
    await listening.wait()
    assert host.count("GET", f"{OWN}/status") == 1, "the stream alone"
    assert notices.tell("r1")
    async with asyncio.timeout(20):
        await watching
    assert host.count("GET", f"{OWN}/status") == 2


@pytest.mark.parametrize("charset", ["undefined", "idna", "hex", "utf-16"])
async def test_a_stream_is_utf_8_whatever_its_header_says(
    host: Host, http: httpx.AsyncClient, charset: str
) -> None:
    body = f'data: {WORKING}\n\ndata: {{"status": "COMPLETED", "x": "\xe9'.encode() + b'\xff"}\n\n'
    host.on(f"GET {OWN}/status/stream", streams(body, f"text/event-stream; charset={charset}"))
    assert [one async for one in client(http, host.url).watch(_ticket(host))]
    assert host.count("GET", f"{OWN}/status") == 1, "the stream alone"


async def test_a_stream_that_only_keeps_itself_open_is_left_for_polls(
    host: Host, http: httpx.AsyncClient
) -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            await response.write(b": ping\n\n")
            await asyncio.sleep(0.01)

    host.on(f"GET {OWN}/status/stream", stream)
    host.on(f"GET {OWN}/status", says({"status": "COMPLETED"}))
    async with asyncio.timeout(20):
        async for _ in client(http, host.url, pauses=replace(QUICK, silence=0.1)).watch(_ticket(host)):
            pass


async def test_streams_leave_connections_to_others(host: Host, http: httpx.AsyncClient) -> None:
    """One more watches than there are places for streams: it polls, and everything else finds a connection."""
    jobs = [f"q{number}" for number in range(limits.STREAMS + 1)]
    opened, polled = asyncio.Semaphore(0), asyncio.Event()

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        opened.release()
        await asyncio.Event().wait()
        return response

    async def status(_: web.Request) -> web.StreamResponse:
        polled.set()
        return web.json_response({"status": "IN_QUEUE"})

    own = "/ideogram/v4/requests"
    for job in jobs:
        host.on(f"GET {own}/{job}/status/stream", stream)
        host.on(f"GET {own}/{job}/status", status)
    provider = client(http, host.url)

    async def watch(job: str) -> None:
        url = f"{host.url}{own}/{job}"
        ticket = Ticket(id=job, status_url=f"{url}/status", response_url=url, cancel_url=f"{url}/cancel")
        async for _ in provider.watch(ticket):
            pass

    watching = [asyncio.create_task(watch(job)) for job in jobs]
    async with asyncio.timeout(30):
        for _ in range(limits.STREAMS):
            await opened.acquire()
        await polled.wait()
        await provider.check()
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)


async def test_a_whole_stream_needs_no_poll(host: Host, http: httpx.AsyncClient) -> None:
    host.on(f"GET {OWN}/status/stream", _stream(WORKING, '{"status": "COMPLETED"}'))
    told = [progress async for progress in client(http, host.url).watch(_ticket(host))]
    assert told == [HostProgress(percent=40, picture=1)]
    assert len(host.requests) == 1


# What may stand before a result and says nothing of it: the road, a result that is not there yet, a key.
PASSING: list[Answer] = [
    says({}, 503),
    hangs_up,
    says({"detail": "Request is still in progress"}, 400),
    says({"detail": "slow down", "error_type": "concurrent_requests_limit"}, 429),
    says({"detail": "User is locked. Reason: TOP_UP."}, 403),
    sends(b"<html>"),
]


async def test_a_result_is_waited_for_through_passing_faults(host: Host, http: httpx.AsyncClient) -> None:
    output = {"images": [{"url": f"{host.url}/a.png"}], "prompt": ""}
    host.on(f"GET {OWN}", *PASSING, says(output))
    rendered = await client(http, host.url).fetch(_ticket(host))
    assert rendered.pictures == (RenderedPicture(f"{host.url}/a.png", flagged=False),)
    assert rendered.seed is None


def _typed(kind: str, status: int, **headers: str) -> Answer:
    return says({"detail": [{"loc": ["body"], "msg": "no", "type": kind}]}, status, **headers)


FAILURES: dict[str, tuple[Answer, FailureKind, int | None]] = {
    "too long": (
        says({"detail": "took too long", "error_type": "generation_timeout"}, 504),
        FailureKind.TIMED_OUT,
        0,
    ),
    "named in a header": (says({}, 500, **{"X-Fal-Error-Type": "x"}), FailureKind.UNAVAILABLE, 0),
    "the model broke": (_typed("internal_server_error", 500), FailureKind.MODEL_FAILED, 0),
    "downstream": (_typed("downstream_service_error", 400), FailureKind.BAD_REQUEST, None),
    "policy": (_typed("content_policy_violation", 422), FailureKind.CONTENT_POLICY, None),
    "policy, not billed": (
        _typed("content_policy_violation", 422, **{"X-Fal-Billable-Units": "0"}),
        FailureKind.CONTENT_POLICY,
        0,
    ),
    "nothing made": (_typed("no_media_generated", 422), FailureKind.CONTENT_POLICY, None),
    "too small": (_typed("image_too_small", 422), FailureKind.SOURCE_TOO_SMALL, None),
    "too large": (_typed("image_too_large", 422), FailureKind.SOURCE_TOO_LARGE, None),
    "too many bytes": (_typed("file_too_large", 422), FailureKind.SOURCE_TOO_LARGE, None),
    "not fetched": (_typed("file_download_error", 422), FailureKind.SOURCE_UNREAD, None),
    "not read": (_typed("image_load_error", 422), FailureKind.SOURCE_UNREAD, None),
    "ratio": (says({"detail": "the aspect ratio must be below 3"}, 422), FailureKind.SOURCE_RATIO, None),
    "an unknown type": (_typed("flux_capacitor", 422), FailureKind.BAD_REQUEST, None),
    "422 in no form": (sends(b"<html>", status=422), FailureKind.BAD_REQUEST, None),
    "cancelled": (
        says({"detail": "x", "error_type": "client_cancelled"}, 499),
        FailureKind.MODEL_FAILED,
        None,
    ),
    "gone": (says({"detail": "gone"}, 410), FailureKind.EXPIRED, None),
    "no pictures": (says({"images": []}), FailureKind.BAD_RESULT, None),
    "no pictures, not billed": (
        says({"images": []}, 200, **{"X-Fal-Billable-Units": "0"}),
        FailureKind.BAD_RESULT,
        0,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_the_model_s_own_failure_is_final_and_has_its_bill(
    host: Host, http: httpx.AsyncClient, name: str
) -> None:
    answer, kind, cost = FAILURES[name]
    host.on(f"GET {OWN}", answer)
    with pytest.raises(HostSaid) as caught:
        await client(http, host.url).fetch(_ticket(host))
    assert (caught.value.failure.kind, caught.value.cost) == (kind, cost)
    assert len(host.requests) == 1


async def test_flags_are_kept_with_their_pictures(host: Host, http: httpx.AsyncClient) -> None:
    output = {"images": [{"url": "u1"}, {"url": "u2"}, {"url": "u3"}], "has_nsfw_concepts": [False, True]}
    host.on(f"GET {OWN}", says({**output, "seed": 2**60, "prompt": "p", "timings": {}}))
    rendered = await client(http, host.url).fetch(_ticket(host))
    assert [picture.flagged for picture in rendered.pictures] == [False, True, False]


async def test_a_download_is_bounded_and_carries_no_key(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESULT_BYTES", 1000)
    host.on("GET /good.png", says({}, 503), sends(b"x" * 1000))
    host.on("GET /large.png", sends(b"x" * 1001))
    host.on("GET /moved.png", says({}, 302, Location="/good.png"))
    target = tmp_path / "result"
    provider = client(http, host.url)
    for path in ("good", "moved"):
        await provider.download(RenderedPicture(f"{host.url}/{path}.png", flagged=False), target)
        assert target.read_bytes() == b"x" * 1000
    with pytest.raises(HostSaid) as caught:
        await provider.download(RenderedPicture(f"{host.url}/large.png", flagged=False), target)
    assert caught.value.failure.kind is FailureKind.BAD_RESULT
    assert host.count("GET", "/large.png") == 1, "it will not become smaller"
    assert {key for _, _, key in host.requests} == {""}


LOST: dict[str, tuple[Answer, FailureKind | None]] = {
    "expired": (says({}, 410), FailureKind.EXPIRED),
    "a signature that expired": (says({}, 403), FailureKind.EXPIRED),
    "not there, for ever": (says({}, 404), FailureKind.EXPIRED),
    "redirected inside": (says({}, 302, Location="https://127.0.0.1/a.png"), FailureKind.BAD_RESULT),
    "redirected in a circle": (says({}, 302, Location="/a.png"), FailureKind.BAD_RESULT),
    "a host that is down": (says({}, 503), None),
    "a host that is busy": (says({}, 429), None),
    "a dropped connection": (hangs_up, None),
}


@pytest.mark.parametrize("name", LOST)
async def test_a_picture_is_given_up_on_its_host_s_word_alone(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    answer, kind = LOST[name]
    host.on("GET /a.png", answer)
    with pytest.raises(HostSaid if kind else Unreachable) as caught:
        await client(http, host.url).download(
            RenderedPicture(f"{host.url}/a.png", flagged=False), tmp_path / "result"
        )
    if isinstance(caught.value, HostSaid):
        assert caught.value.failure.kind is kind


async def test_a_picture_that_lags_arrives(host: Host, http: httpx.AsyncClient, tmp_path: Path) -> None:
    host.on("GET /a.png", says({}, 404), says({}, 500), sends(b"x"))
    target = tmp_path / "result"
    await client(http, host.url).download(RenderedPicture(f"{host.url}/a.png", flagged=False), target)
    assert target.read_bytes() == b"x"


async def test_a_name_that_is_not_found_just_now_is_asked_for_again(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name server hiccups; the name is then one that the test's machine does not go to, which is final."""
    loop, asked = asyncio.get_running_loop(), list[str]()

    async def resolve(name: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(name)
        if len(asked) == 1:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [(2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    picture = RenderedPicture("https://results.example-cdn.com/a.png", flagged=False)
    with pytest.raises(HostSaid):
        await client(http, host.url).download(picture, tmp_path / "result")
    assert asked == ["results.example-cdn.com"] * 2


async def test_a_name_that_is_never_found_says_nothing_of_the_picture(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    picture = RenderedPicture("https://results.example-cdn.com/a.png", flagged=False)
    with pytest.raises(Unreachable):
        await client(http, host.url).download(picture, tmp_path / "result")


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
        "https://a\0b.com/x",
        "https://a..b/x",
        f"https://{'a' * 70}.com/x",
        "https://exa mple.com/x",
        "https://.../x",
        "https://host%00.com/x",
        "https://1.1.1.1/a\n.png",
        f"https://1.1.1.1/{'a' * 9999}",
    ],
    ids=lambda url: repr(url)[:30],
)
async def test_a_result_is_not_fetched_from_just_anywhere(
    host: Host, http: httpx.AsyncClient, tmp_path: Path, url: str
) -> None:
    with pytest.raises(HostSaid):
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
    with pytest.raises(NotSent) as caught:
        await client(http, host.url).upload(file, picture)
    assert caught.value.failure.kind is FailureKind.OUT_OF_FUNDS
    for answer in (hangs_up, says({}, 500), says({"token": 5}), sends(b"<html>"), leads(NOWHERE[0])):
        host.on("POST /storage/auth/token", answer)
        with pytest.raises(NotSent) as caught:
            await client(http, host.url).upload(file, picture)
        assert caught.value.failure.kind is FailureKind.UNAVAILABLE


async def test_a_silent_host_does_not_hold_the_loop(host: Host, http: httpx.AsyncClient) -> None:
    """Whoever stops watching is free at once, also while the host says nothing."""
    asked = asyncio.Event()

    async def silence(_: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.Event().wait()
        return web.Response()

    host.on(f"GET {OWN}/status/stream", silence)
    watching = asyncio.ensure_future(anext(aiter(client(http, host.url).watch(_ticket(host)))))
    await asked.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching


async def test_an_answer_is_bounded_and_never_unpacked(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JSON_BYTES", 100_000)
    endless = sends(b'{"images": [' + b" " * 200_000)
    packed = says({}, 200, **{"Content-Encoding": "br"})
    for answer in (endless, packed):
        host.on(f"GET {OWN}", answer)
        with pytest.raises(Unreachable):
            await client(http, host.url).fetch(_ticket(host))


async def test_an_event_of_a_stream_is_bounded(
    host: Host, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JSON_BYTES", 1000)
    host.on(f"GET {OWN}/status/stream", _stream(WORKING, json.dumps({"status": "X" * 2000})))
    host.on(f"GET {OWN}/status", says({"status": "COMPLETED"}))
    async for _ in client(http, host.url).watch(_ticket(host)):
        pass
    assert host.count("GET", f"{OWN}/status") == 2


async def test_an_answer_that_drips_for_ever_is_given_up(host: Host, http: httpx.AsyncClient) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.05)

    host.on(f"POST {SUBMIT}", drip)
    with pytest.raises(Unreachable):
        await client(http, host.url, pauses=replace(QUICK, call=0.2)).submit(REQUEST, "data:", "tag")
    assert host.count("POST", SUBMIT) == 1


CANCELS: dict[str, tuple[Answer, bool]] = {
    "taken out of the line": (says({"status": "OK"}), True),
    "asked to stop": (says({"status": "CANCELLATION_REQUESTED"}, 202), False),
    "complete already": (says({"status": "ALREADY_COMPLETED"}, 400), False),
    "not there": (says({"status": "NOT_FOUND"}, 404), False),
    "a host that is down": (says({}, 500), False),
}


@pytest.mark.parametrize("name", CANCELS)
async def test_only_what_is_taken_out_of_the_line_bills_nothing(
    host: Host, http: httpx.AsyncClient, name: str
) -> None:
    answer, free = CANCELS[name]
    host.on(f"PUT {OWN}/cancel", answer)
    assert await client(http, host.url).cancel(_ticket(host)) is free
    assert await client(http, host.url, forgets=True).cancel(_ticket(host)), "a free host bills nothing"
    ended = client(http, "http://127.0.0.1:9", forgets=True)
    assert await ended.cancel(_ticket(host)), "also when it has ended"


async def test_a_key_is_checked_with_a_call_that_costs_nothing(host: Host, http: httpx.AsyncClient) -> None:
    provider = client(http, host.url)
    await provider.check()
    path = "/ideogram/v4/requests/00000000-0000-0000-0000-000000000000/status"
    host.on(f"GET {path}", says({"detail": "who?"}, 401))
    with pytest.raises(HostSaid) as caught:
        await provider.check()
    assert caught.value.failure.kind is FailureKind.BAD_KEY
    host.on(f"GET {path}", says({}, 503))
    with pytest.raises(Unreachable):
        await provider.check()
    assert {method for method, _, _ in host.requests} == {"GET"}
