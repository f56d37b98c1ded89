"""What nobody configured is reached over the public internet alone, at the address that was checked."""

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from domain.errors import FailureKind, HostSaid
from providers import public
from providers.answers import NoAnswer
from providers.bounded import call
from providers.downloads import save
from providers.origins import Origins
from providers.public import Foreign, check_public
from tests.providers.host import QUICK, Host, leads

NOBODY = Origins(frozenset())


class Names:
    """A name server that says something else each time it is asked; the last answer stays."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Sequence[str]) -> None:
        self.answers: list[Sequence[str]] = list(answers)
        self.connected: list[str] = []
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", self.resolve)
        monkeypatch.setattr(anyio, "connect_tcp", self.connect)

    async def resolve(self, *_: object, **__: object) -> list[tuple[object, ...]]:
        addresses = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(2, 1, 6, "", (address, 443)) for address in addresses]

    async def connect(self, *, remote_host: str, **_: object) -> None:
        """Note who would be called, and call nobody."""
        self.connected.append(remote_host)
        raise ConnectionRefusedError


FORMS = [
    *("127.0.0.1", "[::1]", "localhost", "a..b", "x" * 300, "x y", "h%00"),
    *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]"),
    *("10.0.0.1", "169.254.169.254", "[fe80::1%25lo]", "[fd00::1]", "100.100.100.200", "user:password@1.1.1.1"),
    *("bücher.example", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3", "@127.0.0.1", "1.1.1.1\\@127.0.0.1"),
    *("127.0.0.1:443", "1.1.1.1\n", "\t127.0.0.1", ""),
]  # fmt: skip


@pytest.mark.parametrize("host", FORMS, ids=lambda host: ascii(host)[:40])
async def test_no_name_that_leads_inside_or_is_none_is_public(host: str) -> None:
    with pytest.raises(Foreign):
        await check_public(f"https://{host}/a.png")


@pytest.mark.parametrize("scheme", ["http", "ftp", "file", "data", "gopher", "HTTPS ", ""])
async def test_nothing_but_https_is_public(scheme: str) -> None:
    with pytest.raises(Foreign):
        await check_public(f"{scheme}://1.1.1.1/a.png")


async def test_a_name_is_as_public_as_the_least_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch, ["1.1.1.1"])
    await check_public("https://pictures.example/a.png")
    names.answers = [["1.1.1.1", "10.0.0.1"]]
    with pytest.raises(Foreign):
        await check_public("https://pictures.example/a.png")


async def test_a_name_without_an_address_now_may_have_one_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(NoAnswer):
        await check_public("https://pictures.example/a.png")


@pytest.mark.parametrize("answers", [(["1.1.1.1"], ["127.0.0.1"]), (["127.0.0.1"], ["1.1.1.1"])])
async def test_who_changes_an_address_once_it_was_checked_is_not_followed_inside(
    answers: Sequence[Sequence[str]], monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient
) -> None:
    names = Names(monkeypatch, *answers)
    with pytest.raises((Foreign, httpx.ConnectError)):
        await call(http, "GET", "https://rebinding.example/", headers={}, public=True)
    assert names.connected == ([] if answers[0] == ["127.0.0.1"] else ["1.1.1.1"])


async def test_a_picture_that_leads_inside_is_not_fetched(
    monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    names = Names(monkeypatch, ["1.1.1.1", "192.168.0.1"])
    with pytest.raises(HostSaid) as said:
        await save(http, "https://pictures.example/a.png", tmp_path / "a", NOBODY, QUICK)
    assert said.value.failure.kind is FailureKind.BAD_RESULT
    assert names.connected == []


async def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient, host: Host, tmp_path: Path
) -> None:
    host.on("GET /a.png", leads("https://inside.example/b.png"))
    ours, resolve = Origins(frozenset({host.url})), asyncio.get_running_loop().getaddrinfo

    async def inside(name: str, *rest: int, **more: int) -> object:
        return await resolve("127.0.0.1" if name == "inside.example" else name, *rest, **more)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    with pytest.raises(HostSaid, match="not a public address"):
        await save(http, f"{host.url}/a.png", tmp_path / "a", ours, QUICK)
    assert host.count("GET", "/") == 1


async def test_of_several_addresses_each_is_tried_and_no_more_than_four(
    monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient
) -> None:
    found = [f"1.1.1.{last}" for last in range(1, 9)]
    names = Names(monkeypatch, found)
    with pytest.raises(httpx.ConnectError):
        await call(http, "GET", "https://pictures.example/", headers={}, public=True)
    assert names.connected == found[:4]


@asynccontextmanager
async def signing_for(name: str, folder: Path) -> AsyncGenerator[tuple[int, list[str]]]:
    """Listen on loopback with a certificate that nobody vouches for; the names that were asked for."""
    key, today = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    signed = made.not_valid_before(today).not_valid_after(today + dt.timedelta(1)).sign(key, SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context, asked = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), list[str]()
    context.load_cert_chain(folder / "both.pem")
    context.sni_callback = lambda _, name, __: asked.append(name)
    async with await asyncio.start_server(lambda _, __: None, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1], asked


async def test_the_certificate_is_still_held_against_the_name(
    monkeypatch: pytest.MonkeyPatch, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    """Where this machine counts as public, the connection is made, by the name, and its certificate is refused."""
    resolve = asyncio.get_running_loop().getaddrinfo

    async def here(_: str, *rest: int, **more: int) -> object:
        return await resolve("127.0.0.1", *rest, **more)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", here)
    monkeypatch.setattr(public, "is_public", lambda _: True)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    async with signing_for("pictures.example", tmp_path) as (port, asked):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await call(http, "GET", f"https://pictures.example:{port}/", headers={}, public=True)
    assert asked == ["pictures.example"]
