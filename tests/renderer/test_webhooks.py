"""Webhooks: told once it is over, signed so that the receiver can check it, again until it is heard."""

import asyncio
import base64
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from modelrunner_ai import verify_webhook

from renderer.api.keys import Keys
from tests.renderer.wire import MODEL, Answer, ended, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one renderer for all of them
MODELRUNNER = "/ideogram/ideogram-v4/image-to-image"


@dataclass(frozen=True)
class Call:
    """One call of the webhook."""

    headers: httpx.Headers
    body: bytes

    @property
    def said(self) -> Answer:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A site that is called; it answers with the statuses that it was given, then with 200."""

    statuses: list[int] = field(default_factory=list[int])
    calls: asyncio.Queue[Call] = field(default_factory=asyncio.Queue[Call])
    url: str = ""

    async def hear(self, request: web.Request) -> web.Response:
        self.calls.put_nowait(Call(httpx.Headers(dict(request.headers)), await request.read()))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": self.url})

    async def call(self) -> Call:
        return await asyncio.wait_for(self.calls.get(), 30)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[Receiver]:
    heard = Receiver()
    app = web.Application()
    app.router.add_post("/hook", heard.hear)
    server = TestServer(app)
    await server.start_server()
    heard.url = str(server.make_url("/hook"))
    yield heard
    await server.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(
    site: Receiver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(tmp_path_factory.mktemp("state"), [site.url]) as client:
        yield client


@pytest.fixture
def receiver(site: Receiver) -> Receiver:
    """The site, as if it had never been called."""
    site.calls = asyncio.Queue()
    site.statuses.clear()
    return site


async def submit(client: httpx.AsyncClient, source: str, url: str, **more: object) -> Answer:
    body = {"prompt": "ink", "image_url": source, **more}
    response = await client.post(MODEL, params={"fal_webhook": url}, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def check(keys: Answer, call: Call) -> None:
    """As fal's documentation says that it is done."""
    words = [call.headers[f"x-fal-webhook-{name}"] for name in ("request-id", "user-id", "timestamp")]
    assert abs(time.time() - int(words[2])) < 300
    public = base64.urlsafe_b64decode(keys["keys"][0]["x"] + "=")
    message = "\n".join([*words, sha256(call.body).hexdigest()]).encode()
    signature = bytes.fromhex(call.headers["x-fal-webhook-signature"])
    Ed25519PublicKey.from_public_bytes(public).verify(signature, message)


async def test_fals_webhook_brings_the_answer_and_its_signature_holds(
    client: httpx.AsyncClient, receiver: Receiver, source: str
) -> None:
    ticket = await submit(client, source, receiver.url)
    call = await receiver.call()
    result = (await client.get(ticket["response_url"])).json()
    assert call.said == {
        "request_id": ticket["request_id"],
        "gateway_request_id": ticket["request_id"],
        "status": "OK",
        "payload": result,
    }
    keys = (await client.get("/.well-known/jwks.json", headers={"Authorization": ""})).json()
    check(keys, call)
    with pytest.raises(InvalidSignature):
        check(keys, Call(call.headers, call.body + b" "))


async def test_a_failure_is_told_with_its_error(client: httpx.AsyncClient, receiver: Receiver) -> None:
    await submit(client, "data:image/png;base64,AAAA", receiver.url)
    said = (await receiver.call()).said
    assert (said["status"], said["error"]) == ("ERROR", "Invalid status code: 422")
    assert said["payload"]["detail"][0]["type"] == "image_load_error"


async def test_what_was_not_heard_is_told_again_and_then_no_more(
    client: httpx.AsyncClient, receiver: Receiver, source: str
) -> None:
    receiver.statuses += [500, 404]
    await submit(client, source, receiver.url)
    first, second, third = [await receiver.call() for _ in range(3)]
    assert first.body == second.body == third.body
    await submit(client, source, receiver.url)
    assert (await receiver.call()).body != first.body  # the next thing that it heard was the next request


@pytest.mark.parametrize("status", [302, 410])
async def test_a_redirect_or_a_gone_is_the_end(
    client: httpx.AsyncClient, receiver: Receiver, source: str, status: int
) -> None:
    receiver.statuses += [status]
    first = await submit(client, source, receiver.url)
    assert (await receiver.call()).said["request_id"] == first["request_id"]
    second = await submit(client, source, receiver.url)
    assert (await receiver.call()).said["request_id"] == second["request_id"]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/hook",
        "https://127.0.0.1/hook",
        "https://[::1]/hook",
        "https://127.1/",
        "ftp://localhost/",
        "hook",
    ],
)
async def test_an_address_that_may_not_be_called_is_refused_at_once(
    client: httpx.AsyncClient, source: str, url: str
) -> None:
    body = {"prompt": "ink", "image_url": source}
    fal = await client.post(MODEL, params={"fal_webhook": url}, json=body)
    modelrunner = await client.post(MODELRUNNER, json={**body, "webhook": url})
    assert (fal.status_code, fal.json()["error_type"]) == (400, "bad_request")
    assert (modelrunner.status_code, modelrunner.json()["statusCode"]) == (400, 400)


async def test_a_name_that_leads_to_a_private_address_is_never_called(
    client: httpx.AsyncClient, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    callers: list[str] = []

    async def called(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append("somebody")
        writer.close()

    async with await asyncio.start_server(called, "localhost", 0) as private:
        port = private.sockets[0].getsockname()[1]
        ticket = await submit(client, source, f"https://localhost:{port}/hook")
        await ended(client, ticket)
        async with asyncio.timeout(60):
            while f"the webhook of {ticket['request_id']} is not called any more" not in caplog.text:
                await client.get("/")
    assert callers == []


@pytest.mark.parametrize("model", [MODEL, MODELRUNNER])
async def test_more_webhooks_than_can_be_told_are_refused(
    client: httpx.AsyncClient, receiver: Receiver, source: str, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.api.webhooks.MOST_FOLLOWED", 0)
    body = {"prompt": "ink", "image_url": source}
    wanted = {**body, "webhook": receiver.url} if model == MODELRUNNER else body
    query = {"fal_webhook": receiver.url} if model == MODEL else {}
    refused = await client.post(model, params=query, json=wanted)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert (await client.post(model, json=body)).is_success


async def test_modelrunners_webhook_is_checked_by_its_own_client(
    client: httpx.AsyncClient, receiver: Receiver, source: str
) -> None:
    secret = (await client.get("/webhooks/default/secret")).json()["key"]
    events = {"webhook": receiver.url, "webhook_events_filter": ["start", "completed"]}
    body = {"prompt": "ink", "image_url": source, "metadata": {"job": "7"}, **events}
    ticket = (await client.post(MODELRUNNER, json=body)).json()
    start, completed = [await receiver.call() for _ in range(2)]
    told = verify_webhook(secret, start.headers, start.body)
    assert (told["event"], told["id"]) == ("start", ticket["request_id"])
    told = verify_webhook(secret, completed.headers, completed.body)
    item = (await client.get(f"/requests/{ticket['request_id']}")).json()
    assert told == {**item, "event": "completed"}
    assert (told["billingStatus"], told["metadata"]) == ("charged", {"job": "7"})


async def test_a_secret_is_the_accounts_own_and_the_former_one_holds_for_a_while(
    client: httpx.AsyncClient, receiver: Receiver, source: str
) -> None:
    path, other = "/webhooks/default/secret", {"Authorization": "Key other"}
    old = (await client.get(path)).json()["key"]
    assert (await client.get(path, headers=other)).json()["key"] != old
    new = (await client.post(f"{path}/rotate")).json()["key"]
    assert new != old
    assert (await client.get(path)).json()["key"] == new
    await client.post(MODELRUNNER, json={"prompt": "ink", "image_url": source, "webhook": receiver.url})
    call = await receiver.call()
    for secret in (old, new):
        assert verify_webhook(secret, call.headers, call.body)["event"] == "completed"


async def test_keys_outlive_a_restart_and_nobody_else_may_read_them(tmp_path: Path) -> None:
    first, second = Keys(tmp_path), Keys(tmp_path)
    assert first.fal_key_set() == second.fal_key_set()
    rotated = first.rotate("somebody")
    assert Keys(tmp_path).secret("somebody") == rotated
    assert {path.stat().st_mode & 0o77 for path in tmp_path.iterdir()} == {0}
