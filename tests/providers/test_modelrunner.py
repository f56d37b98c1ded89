"""modelrunner's own ways: a tag, a bill, failures in three places, and outputs in three forms."""

import asyncio
import json
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from domain.errors import FailureKind, HostSaid, NotSent, Unreachable
from domain.job import StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.price import Price
from domain.request import RestyleRequest
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.watching import MISSES
from tests.providers.host import KEY, NOWHERE, QUICK, Answer, Host, hangs_up, leads, says, sends

MODEL = "/ideogram/ideogram-v4/image-to-image"
STATUS = f"{MODEL}/requests/r1/status"
RESULT = "/requests/r1"
REQUEST = RestyleRequest(prompt="ink", seed=7, images=2)


@pytest.fixture
def client(http: httpx.AsyncClient, host: Host) -> Modelrunner:
    account = ModelrunnerAccount(host.url, host.url, SecretStr(KEY), Price(), 2)
    return Modelrunner(account, http, Notices(), QUICK)


@pytest.fixture
def ticket(host: Host) -> Ticket:
    return Ticket(
        id="r1",
        status_url=f"{host.url}{STATUS}",
        response_url=f"{host.url}{RESULT}",
        cancel_url=f"{host.url}{RESULT}/cancel",
    )


async def test_a_submit_carries_our_tag_and_only_fields_that_the_model_has(
    host: Host, client: Modelrunner
) -> None:
    host.on(f"POST {MODEL}", says({"request_id": "r1", "status_url": f"{host.url}{STATUS}"}, 201))
    ticket = await client.submit(REQUEST, "data:,", "55.0")
    assert (ticket.id, ticket.status_url) == ("r1", f"{host.url}{STATUS}")
    sent = json.loads(host.bodies[0])
    assert sent["metadata"] == {"job": "55.0"}
    assert (sent["seed"], sent["num_images"]) == (7, 2)
    assert not {"loras", "sync_mode", "webhook"} & set(sent)


# The kind of what was clearly refused; None: nobody knows whether it was taken.
SUBMITS: dict[str, tuple[Answer, FailureKind | None]] = {
    "dropped": (hangs_up, None),
    "500": (says({"error": "boom"}, 500), None),
    "no id": (says({}, 201), None),
    "an id that is none": (says({"request_id": "x" * 201}, 201), None),
    "409": (says({"error": "there already"}, 409), None),
    "402": (says({"error": "insufficient balance"}, 402), FailureKind.OUT_OF_FUNDS),
    "401": (says({"error": "who?"}, 401), FailureKind.BAD_KEY),
    "404": (says({"error": "no such model"}, 404), FailureKind.UNAVAILABLE),
    "422": (says({"error": [{"path": ["seed"], "message": "no"}]}, 422), FailureKind.BAD_REQUEST),
    "429": (says({"error": "slow"}, 429, **{"Retry-After": "7"}), FailureKind.RATE_LIMITED),
    "policy": (says({"error": "rejected by the content policy"}, 422), FailureKind.CONTENT_POLICY),
    "too small": (says({"error": [{"type": "image_too_small"}]}, 422), FailureKind.SOURCE_TOO_SMALL),
    **{f"307 to {location}": (leads(location, 307), None) for location in NOWHERE},
}


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_submit_is_one_post_whatever_becomes_of_it(
    host: Host, client: Modelrunner, name: str
) -> None:
    answer, kind = SUBMITS[name]
    host.on(f"POST {MODEL}", answer)
    with pytest.raises(NotSent if kind else Unreachable) as caught:
        await client.submit(REQUEST, "data:,", "t")
    if isinstance(caught.value, NotSent):
        assert caught.value.failure.kind is kind
        assert caught.value.retry_after == (7 if name == "429" else None)
    assert len(host.requests) == 1


async def test_a_job_is_found_by_its_tag_and_nobody_else_s(host: Host, client: Modelrunner) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(parse_qs(urlsplit(str(request.rel_url)).query)["metadata"][0])
        return web.json_response(
            {"data": [{"id": "other", "metadata": {"job": "1.0"}}, {"id": "r9", "metadata": {"job": "5.0"}}]}
        )

    host.on("GET /requests", answer)
    found = await client.find("5.0")
    assert found is not None
    assert (found.id, found.response_url) == ("r9", f"{host.url}/requests/r9")
    assert json.loads(asked[0]) == {"job": "5.0"}
    assert await client.find("6.0") is None


@pytest.mark.parametrize(
    "answer",
    [says({}, 500), says({}, 401), hangs_up, sends(b"<html>")],
    ids=["500", "401", "dropped", "page"],
)
async def test_a_list_that_cannot_be_read_is_no_empty_list(
    host: Host, client: Modelrunner, answer: Answer
) -> None:
    host.on("GET /requests", answer)
    with pytest.raises(Unreachable):
        await client.find("5.0")


async def test_one_odd_request_of_a_list_hides_no_other(host: Host, client: Modelrunner) -> None:
    odd: list[object] = [
        {"id": "x" * 201, "metadata": {"job": "5.0"}},
        {"id": 7},
        None,
        {"id": "r8", "metadata": []},
    ]
    host.on("GET /requests", says({"data": [*odd, {"id": "r9", "metadata": {"job": "5.0"}}]}))
    found = await client.find("5.0")
    assert found is not None
    assert found.id == "r9"
    host.on("GET /requests", says({"data": odd}))
    assert await client.find("5.0") is None


async def test_one_miss_is_no_end(host: Host, client: Modelrunner, ticket: Ticket) -> None:
    host.on(f"GET {STATUS}", *[says({}, 404)] * (MISSES - 1), says({"status": "COMPLETED"}))
    host.on(f"GET {RESULT}", *[says({}, 404)] * (MISSES - 1), _result(["u1"]))
    async for _ in client.watch(ticket):
        pass
    assert len((await client.fetch(ticket)).pictures) == 1
    for route, ask in ((STATUS, lambda: anext(client.watch(ticket))), (RESULT, lambda: client.fetch(ticket))):
        host.on(f"GET {route}", says({}, 404))
        with pytest.raises(HostSaid) as caught:
            await ask()
        assert caught.value.failure.kind is FailureKind.VANISHED


async def test_polls_go_on_through_everything_until_the_end(
    host: Host, client: Modelrunner, ticket: Ticket
) -> None:
    host.on(
        f"GET {STATUS}",
        says({"status": "IN_QUEUE"}),
        says({}, 500),
        hangs_up,
        sends(b"<html>"),
        says({"status": "NAPPING"}),
        says({"error": "who?"}, 401),
        says({"status": "FAILED", "error": "boom"}, 400),
    )
    told = [progress async for progress in client.watch(ticket)]
    assert len(told) == 2
    assert len(host.requests) == 7


def _result(output: object, **more: object) -> Answer:
    return says({"id": "r1", "status": "COMPLETED", "billingStatus": "charged", "output": output, **more})


@pytest.mark.parametrize(
    "output", [["u1"], "u1", {"images": [{"url": "u1", "width": 5}]}], ids=["array", "one", "images"]
)
async def test_an_output_is_understood_in_each_of_its_forms(
    host: Host, client: Modelrunner, ticket: Ticket, output: object
) -> None:
    host.on(f"GET {RESULT}", _result(output, totalPrice="0.0612"))
    rendered = await client.fetch(ticket)
    assert [picture.url for picture in rendered.pictures] == ["u1"]
    assert (rendered.billed, rendered.cost) == (True, 61_200)


FAILURES: dict[str, tuple[Answer, FailureKind, int | None]] = {
    "a failed generation": (_result({}, billingStatus="failed", error="boom"), FailureKind.MODEL_FAILED, 0),
    "a forced end": (says({"status": "FAILED", "error": "gave up"}), FailureKind.MODEL_FAILED, 0),
    "a withheld one": (_result({}, billingStatus="failed", error="NSFW"), FailureKind.CONTENT_POLICY, 0),
    "too small": (
        _result({}, billingStatus="failed", error=[{"type": "image_too_small"}]),
        FailureKind.SOURCE_TOO_SMALL,
        0,
    ),
    "failed and billed": (
        _result({}, billingStatus="failed", error="x", totalPrice="0.01"),
        FailureKind.MODEL_FAILED,
        10_000,
    ),
    "nothing at all": (_result({}, totalPrice="0.06"), FailureKind.BAD_RESULT, 60_000),
    "rubbish": (_result(5), FailureKind.BAD_RESULT, None),
    "purged": (says({"error": "gone"}, 410), FailureKind.EXPIRED, None),
    "invalid output": (says({"error": "INVALID_OUTPUT"}, 422), FailureKind.MODEL_FAILED, None),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_success_is_what_was_billed(host: Host, client: Modelrunner, ticket: Ticket, name: str) -> None:
    answer, kind, cost = FAILURES[name]
    host.on(f"GET {RESULT}", answer)
    with pytest.raises(HostSaid) as caught:
        await client.fetch(ticket)
    assert (caught.value.failure.kind, caught.value.cost) == (kind, cost)
    assert len(host.requests) == 1


async def test_a_bill_that_is_not_settled_is_waited_for(
    host: Host, client: Modelrunner, ticket: Ticket
) -> None:
    pending = says({"id": "r1", "status": "COMPLETED", "billingStatus": "pending", "output": ["u1"]})
    early = says({"id": "r1", "status": "IN_PROGRESS", "output": None})
    host.on(f"GET {RESULT}", says({}, 409), says({}, 401), early, pending, _result(["u1"]))
    assert len((await client.fetch(ticket)).pictures) == 1
    assert len(host.requests) == 5
    host.on(f"GET {RESULT}", pending)
    with pytest.raises(Unreachable):
        await client.fetch(ticket)


async def test_a_source_goes_up_without_the_key(host: Host, client: Modelrunner, tmp_path: Path) -> None:
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    place = {"upload_url": f"{host.url}/put", "file_url": "https://media.modelrunner.ai/a.jpg"}
    host.on("POST /storage/upload/initiate", says(place))
    host.on("PUT /put", says({}))
    assert (await client.upload(file, picture)).url == place["file_url"]
    assert [key for _, _, key in host.requests] == [f"Key {KEY}", ""]
    assert host.bodies[1] == file.read_bytes()


@pytest.mark.parametrize("place", ["https://127.0.0.1/put", "http://example.com/put", "https://x:port/put"])
async def test_a_source_goes_nowhere_inside(
    host: Host, client: Modelrunner, tmp_path: Path, place: str
) -> None:
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    host.on("POST /storage/upload/initiate", says({"upload_url": place, "file_url": "https://f"}))
    with pytest.raises(NotSent):
        await client.upload(file, picture)


@pytest.mark.parametrize("location", NOWHERE)
async def test_an_upload_that_is_redirected_to_no_address_is_nothing_sent(
    host: Host, client: Modelrunner, tmp_path: Path, location: str
) -> None:
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    picture = StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000)
    host.on("POST /storage/upload/initiate", leads(location))
    with pytest.raises(NotSent) as caught:
        await client.upload(file, picture)
    assert caught.value.failure.kind is not FailureKind.MISCONFIGURED
    host.on("POST /storage/upload/initiate", says({"upload_url": f"{host.url}/put", "file_url": "https://f"}))
    host.on("PUT /put", leads(location))
    with pytest.raises(NotSent) as caught:
        await client.upload(file, picture)
    assert caught.value.failure.kind is not FailureKind.MISCONFIGURED


async def test_a_name_that_is_not_found_while_uploading_is_nothing_sent(
    host: Host, client: Modelrunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    file = tmp_path / "source.jpg"
    file.write_bytes(b"x" * 300_000)
    place = {"upload_url": "https://bucket.example-s3.com/x?sig=1", "file_url": "https://f"}
    host.on("POST /storage/upload/initiate", says(place))
    with pytest.raises(NotSent) as caught:
        await client.upload(file, StoredPicture("a" * 64, PictureFormat.JPEG, 9, 9, 300_000))
    assert caught.value.failure.kind is FailureKind.UNAVAILABLE


async def test_nothing_is_stopped_by_a_cancel(host: Host, client: Modelrunner, ticket: Ticket) -> None:
    assert not await client.cancel(ticket)
    assert host.requests == []


async def test_a_key_is_checked_with_a_call_that_costs_nothing(host: Host, client: Modelrunner) -> None:
    host.on("GET /requests", says({"data": []}), says({"error": "no"}, 401))
    await client.check()
    with pytest.raises(HostSaid) as caught:
        await client.check()
    assert caught.value.failure.kind is FailureKind.BAD_KEY
    assert {method for method, _, _ in host.requests} == {"GET"}
