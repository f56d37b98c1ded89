"""modelrunner's own ways: a tag, a bill, failures in three places, and outputs in three forms."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from domain.errors import FailureKind, ProviderFailed
from domain.job import StoredPicture, Ticket
from domain.picture import PictureFormat
from domain.price import Price
from domain.request import RestyleRequest
from providers import modelrunner
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from tests.providers.host import KEY, Answer, Host, hangs_up, says, sends

MODEL = "/ideogram/ideogram-v4/image-to-image"
STATUS = f"{MODEL}/requests/r1/status"
RESULT = "/requests/r1"
REQUEST = RestyleRequest(prompt="ink", seed=7, images=2)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modelrunner, "PAUSES", (0.01,))
    monkeypatch.setattr(modelrunner, "FETCH_PAUSES", (0.01,) * 4)


@pytest.fixture
def client(http: httpx.AsyncClient, host: Host) -> Modelrunner:
    account = ModelrunnerAccount(host.url, host.url, SecretStr(KEY), Price(), 2)
    return Modelrunner(account, http, Notices())


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


SUBMITS: dict[str, tuple[Answer, FailureKind, bool]] = {
    "dropped": (hangs_up, FailureKind.UNKNOWN_OUTCOME, True),
    "500": (says({"error": "boom"}, 500), FailureKind.UNKNOWN_OUTCOME, True),
    "no id": (says({}, 201), FailureKind.UNKNOWN_OUTCOME, True),
    "402": (says({"error": "insufficient balance"}, 402), FailureKind.OUT_OF_FUNDS, False),
    "401": (says({"error": "who?"}, 401), FailureKind.BAD_KEY, False),
    "422": (says({"error": [{"path": ["seed"], "message": "no"}]}, 422), FailureKind.BAD_REQUEST, False),
    "429": (says({"error": "slow"}, 429, **{"Retry-After": "7"}), FailureKind.RATE_LIMITED, False),
    "policy": (says({"error": "rejected by the content policy"}, 422), FailureKind.CONTENT_POLICY, False),
}


@pytest.mark.parametrize("name", SUBMITS)
async def test_a_submit_is_one_post_whatever_becomes_of_it(
    host: Host, client: Modelrunner, name: str
) -> None:
    answer, kind, sent = SUBMITS[name]
    host.on(f"POST {MODEL}", answer)
    with pytest.raises(ProviderFailed) as caught:
        await client.submit(REQUEST, "data:,", "t")
    assert (caught.value.failure.kind, caught.value.sent) == (kind, sent)
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


async def test_polls_go_on_through_everything_until_the_end(
    host: Host, client: Modelrunner, ticket: Ticket
) -> None:
    host.on(
        f"GET {STATUS}",
        says({"status": "IN_QUEUE"}),
        says({}, 500),
        hangs_up,
        sends(b"<html>"),
        says({"status": "IN_PROGRESS"}),
        says({"status": "FAILED", "error": "boom"}, 400),
    )
    told = [progress async for progress in client.watch(ticket)]
    assert len(told) == 2
    assert len(host.requests) == 6


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


FAILURES: dict[str, tuple[Answer, FailureKind]] = {
    "a failed generation": (_result({}, billingStatus="failed", error="boom"), FailureKind.UNAVAILABLE),
    "a withheld one": (_result({}, billingStatus="failed", error="NSFW"), FailureKind.CONTENT_POLICY),
    "nothing at all": (_result({}), FailureKind.BAD_RESULT),
    "rubbish": (_result(5), FailureKind.BAD_RESULT),
    "purged": (says({"error": "gone"}, 410), FailureKind.VANISHED),
    "invalid output": (says({"error": "INVALID_OUTPUT"}, 422), FailureKind.BAD_REQUEST),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_success_is_what_was_billed(host: Host, client: Modelrunner, ticket: Ticket, name: str) -> None:
    answer, kind = FAILURES[name]
    host.on(f"GET {RESULT}", answer)
    with pytest.raises(ProviderFailed) as caught:
        await client.fetch(ticket)
    assert caught.value.failure.kind is kind


async def test_a_bill_that_is_not_settled_is_waited_for(
    host: Host, client: Modelrunner, ticket: Ticket
) -> None:
    pending = says({"id": "r1", "status": "COMPLETED", "billingStatus": "pending", "output": ["u1"]})
    host.on(f"GET {RESULT}", says({}, 409), pending, _result(["u1"]))
    assert len((await client.fetch(ticket)).pictures) == 1
    assert len(host.requests) == 3


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


async def test_a_key_is_checked_with_a_call_that_costs_nothing(host: Host, client: Modelrunner) -> None:
    host.on("GET /requests", says({"data": []}), says({"error": "no"}, 401))
    await client.check()
    with pytest.raises(ProviderFailed) as caught:
        await client.check()
    assert caught.value.failure.kind is FailureKind.BAD_KEY
    assert {method for method, _, _ in host.requests} == {"GET"}
