"""Webhooks: believed only from a host's own hand, and never further than that something has ended."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import httpx
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from domain import limits
from providers.bounded import bounded_client
from providers.notices import Notices
from providers.signatures import KEYS_AGAIN, KEYS_KEPT, FalSignatures, StandardSignatures, fal_keys
from tests.providers.host import Host, hosting, says
from web.hooks import Hooks

SECRET = b"0123456789abcdef"
BODY = json.dumps({"request_id": "r1", "status": "OK", "payload": {}}).encode()


@dataclass
class Clock:
    """A clock that stands where it is put."""

    time: float = field(default_factory=time.time)

    def __call__(self) -> float:
        return self.time


class Heard(Notices):
    """Notices that keep what they hear."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def tell(self, request_id: str) -> bool:
        self.ids.append(request_id)
        return super().tell(request_id)


@dataclass
class Stage:
    """The bot's HTTP side, fal with its keys, and a clock."""

    url: str
    fal: Host
    heard: Heard
    clock: Clock

    async def post(self, name: str, headers: dict[str, str], body: bytes = BODY) -> int:
        async with httpx.AsyncClient() as http:
            return (await http.post(f"{self.url}/hooks/{name}", headers=headers, content=body)).status_code


def _jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    raw = key.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).decode().rstrip("=")}


def _signed_by_fal(key: Ed25519PrivateKey, at: float, body: bytes = BODY) -> dict[str, str]:
    stamp = str(int(at))
    message = f"r1\nuser\n{stamp}\n{hashlib.sha256(body).hexdigest()}".encode()
    return {
        "X-Fal-Webhook-Request-Id": "r1",
        "X-Fal-Webhook-User-Id": "user",
        "X-Fal-Webhook-Timestamp": stamp,
        "X-Fal-Webhook-Signature": key.sign(message).hex(),
    }


def _signed_by_standard(at: float, secret: bytes = SECRET, body: bytes = BODY) -> dict[str, str]:
    stamp = str(int(at))
    digest = hmac.digest(secret, b"m1." + stamp.encode() + b"." + body, "sha256")
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": f"v1,AAAA {signature}"}


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
async def stage(key: Ed25519PrivateKey) -> AsyncGenerator[Stage]:
    clock, heard = Clock(), Heard()
    async with hosting() as fal, bounded_client() as http:
        old = _jwk(Ed25519PrivateKey.generate())
        fal.on("GET /.well-known/jwks.json", says({"keys": [old, _jwk(key)]}))
        secret = SecretStr("whsec_" + base64.b64encode(SECRET).decode())
        signatures = {
            "fal": FalSignatures(fal_keys(http, fal.url), clock),
            "modelrunner": StandardSignatures(secret, clock),
        }
        app = web.Application(client_max_size=limits.JSON_BYTES)
        Hooks(heard.tell, signatures).add_to(app)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Stage(f"http://127.0.0.1:{runner.addresses[0][1]}", fal, heard, clock)
        await runner.cleanup()


async def test_a_signed_webhook_is_passed_on_as_often_as_it_comes(
    stage: Stage, key: Ed25519PrivateKey
) -> None:
    for _ in range(3):
        assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
    assert await stage.post("modelrunner", _signed_by_standard(stage.clock())) == 204
    assert stage.heard.ids == ["r1"] * 4
    assert len(stage.fal.requests) == 1, "the keys are kept"


@pytest.mark.parametrize("name", ["fal", "modelrunner"])
@pytest.mark.parametrize("wrong", ["body", "late", "early", "unsigned", "rubbish"])
async def test_anything_else_is_not_believed(
    stage: Stage, key: Ed25519PrivateKey, name: str, wrong: str
) -> None:
    at = stage.clock() + {"late": -301, "early": 301}.get(wrong, 0)
    headers = _signed_by_fal(key, at) if name == "fal" else _signed_by_standard(at)
    if wrong == "unsigned":
        headers = {}
    if wrong == "rubbish":
        headers = dict.fromkeys(headers, "zz,\u00e9".encode().hex())
    body = BODY.replace(b"r1", b"r2") if wrong == "body" else BODY
    assert await stage.post(name, headers, body) == 401
    assert stage.heard.ids == []


async def test_another_s_hand_is_not_believed(stage: Stage) -> None:
    stranger = _signed_by_fal(Ed25519PrivateKey.generate(), stage.clock())
    assert await stage.post("fal", stranger) == 401
    assert await stage.post("modelrunner", _signed_by_standard(stage.clock(), b"another secret..")) == 401


async def test_a_new_key_is_fetched_but_a_flood_of_bad_ones_fetches_nothing(
    stage: Stage, key: Ed25519PrivateKey
) -> None:
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
    new = Ed25519PrivateKey.generate()
    stage.fal.on("GET /.well-known/jwks.json", says({"keys": [_jwk(new)]}))
    for _ in range(5):
        assert await stage.post("fal", _signed_by_fal(new, stage.clock())) == 401
    assert len(stage.fal.requests) == 1
    stage.clock.time += KEYS_AGAIN
    assert await stage.post("fal", _signed_by_fal(new, stage.clock())) == 204
    assert len(stage.fal.requests) == 2


RUBBISH: dict[str, tuple[str, dict[str, bytes]]] = {
    "a signature that is no text": ("modelrunner", {"webhook-signature": "v1,\u00e9".encode()}),
    "a signature that is no base64": ("modelrunner", {"webhook-signature": b"v1,A"}),
    "an id that is no text": ("modelrunner", {"webhook-id": b"\xff", "webhook-signature": b"v1,AAAA"}),
    "a time without end": ("modelrunner", {"webhook-timestamp": b"9" * 5000, "webhook-signature": b"v1,A"}),
    "a time of other digits": ("modelrunner", {"webhook-timestamp": "\u0661".encode()}),
    "fal: an id that is no text": (
        "fal",
        {"X-Fal-Webhook-Request-Id": b"\xff", "X-Fal-Webhook-Signature": b"aa"},
    ),
    "fal: a user that is no text": (
        "fal",
        {"X-Fal-Webhook-User-Id": b"\xff", "X-Fal-Webhook-Signature": b"aa" * 64},
    ),
    "fal: a time of 400 digits": ("fal", {"X-Fal-Webhook-Timestamp": b"9" * 400}),
    "fal: a time of 5000 digits": ("fal", {"X-Fal-Webhook-Timestamp": b"9" * 5000}),
    "fal: a signature that is no text": ("fal", {"X-Fal-Webhook-Signature": b"\xff\xfe"}),
}


@pytest.mark.parametrize("name", RUBBISH)
async def test_rubbish_from_anybody_is_turned_away(stage: Stage, name: str) -> None:
    host, headers = RUBBISH[name]
    stamp = {"fal": "X-Fal-Webhook-Timestamp", "modelrunner": "webhook-timestamp"}[host]
    sent = {stamp: str(int(stage.clock())).encode(), **headers}
    async with httpx.AsyncClient() as http:
        answer = await http.post(
            f"{stage.url}/hooks/{host}",
            headers=[(one.encode(), value) for one, value in sent.items()],
            content=BODY,
        )
    assert answer.status_code == 401


async def test_a_stranger_s_knock_while_no_keys_can_be_had_leaves_the_good_ones(
    stage: Stage, key: Ed25519PrivateKey
) -> None:
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
    stage.clock.time += KEYS_AGAIN + 1
    for answer in (says({}, 503), says({"keys": []}), says({"keys": "none"}), says([])):
        stage.fal.on("GET /.well-known/jwks.json", answer)
        stranger = _signed_by_fal(Ed25519PrivateKey.generate(), stage.clock())
        assert await stage.post("fal", stranger) == 401
        assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
        stage.clock.time += KEYS_AGAIN + 1


async def test_keys_are_not_kept_for_longer_than_they_may_be(stage: Stage, key: Ed25519PrivateKey) -> None:
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
    stage.fal.on("GET /.well-known/jwks.json", says({}, 503))
    for _ in range(3):
        stage.clock.time += KEYS_KEPT
        assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 401


async def test_one_odd_key_hides_no_other(stage: Stage, key: Ed25519PrivateKey) -> None:
    odd = [{"x": "short"}, {"x": 5}, {}, None, {"x": "\u00e9" * 43}]
    stage.fal.on("GET /.well-known/jwks.json", says({"keys": [*odd, _jwk(key)]}))
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204


async def test_keys_that_cannot_be_had_are_no_keys(stage: Stage, key: Ed25519PrivateKey) -> None:
    stage.fal.on("GET /.well-known/jwks.json", says({"keys": [{"x": "short"}]}))
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 401


async def test_what_is_signed_but_says_nothing_is_refused(stage: Stage, key: Ed25519PrivateKey) -> None:
    body = b"[]"
    assert await stage.post("fal", _signed_by_fal(key, stage.clock(), body), body) == 400


async def test_a_body_is_bounded_and_other_hosts_have_no_route(stage: Stage, key: Ed25519PrivateKey) -> None:
    body = b" " * (limits.JSON_BYTES + 1)
    assert await stage.post("fal", _signed_by_fal(key, stage.clock(), body), body) == 413
    assert await stage.post("local", {}) == 404


WRONG: dict[str, bytes] = {
    "nothing": b"",
    "a time of 400 digits": b"9" * 400,
    "a time of 5000 digits": b"9" * 5000,
    "a time that is no number": b"1e9",
    "other digits": "١٢٣".encode(),
    "no ASCII": "v1,é".encode(),
    "no UTF-8": b"\xff\xfe",
    "no base64": b"v1,====",
    "no hex": b"zz",
    "half a byte": b"abc",
    "a tab": b"v1,\tAAAA",
    "very long": (b"v1,AAAA " * 900).strip(),
    "only commas": b"," * 90,
}
NAMES = {
    "fal": [f"X-Fal-Webhook-{name}" for name in ("Request-Id", "User-Id", "Timestamp", "Signature")],
    "modelrunner": ["webhook-id", "webhook-timestamp", "webhook-signature"],
}
PLACES = [(host, name) for host, names in NAMES.items() for name in names]


@pytest.mark.parametrize("rubbish", WRONG)
@pytest.mark.parametrize(("host", "name"), PLACES)
async def test_rubbish_in_any_header_is_a_stranger_and_one_line(
    stage: Stage, key: Ed25519PrivateKey, caplog: pytest.LogCaptureFixture, host: str, name: str, rubbish: str
) -> None:
    good = _signed_by_fal(key, stage.clock()) if host == "fal" else _signed_by_standard(stage.clock())
    headers = {one.encode(): value.encode() for one, value in good.items()}
    headers[name.encode()] = WRONG[rubbish]
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{stage.url}/hooks/{host}", headers=list(headers.items()), content=BODY)
    assert answer.status_code == 401
    assert stage.heard.ids == []
    assert [record.levelname for record in caplog.records if record.name == "web.hooks"] == ["WARNING"]
    assert "Traceback" not in caplog.text


async def test_a_stranger_s_knock_while_the_keys_are_away_throws_no_good_ones_away(
    stage: Stage, key: Ed25519PrivateKey
) -> None:
    assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204
    stage.fal.on("GET /.well-known/jwks.json", says({"oops": 1}, 503))
    for _ in range(3):
        stage.clock.time += KEYS_AGAIN + 1
        assert await stage.post("fal", _signed_by_fal(Ed25519PrivateKey.generate(), stage.clock())) == 401
        assert await stage.post("fal", _signed_by_fal(key, stage.clock())) == 204


async def test_a_crowd_of_strangers_is_one_line_of_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("fal", "modelrunner") * 20:
        assert await stage.post(name, {}) == 401
    said = [record.message for record in caplog.records if record.name == "web.hooks"]
    assert said == [f"a webhook for {name} was not believed: its time" for name in ("fal", "modelrunner")]
