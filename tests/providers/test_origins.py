"""Where the bot goes, and where its keys go."""

import asyncio
import ipaddress
import socket

import pytest

from providers.answers import NoAnswer
from providers.origins import Foreign, Origins, check_public, is_public, origin, without_query

FAL = Origins(frozenset({origin("http://127.0.0.1:8790")}), ("fal.run",))


@pytest.mark.parametrize(
    "url",
    [
        "https://fal.run/x",
        "https://queue.fal.run/x",
        "https://queue.fal.run:443/x",
        "http://127.0.0.1:8790/x",
    ],
)
def test_a_host_s_own_addresses_are_its_own(url: str) -> None:
    assert url in FAL


@pytest.mark.parametrize(
    "url",
    [
        "https://evilfal.run/x",
        "https://fal.run.evil.example/x",
        "http://queue.fal.run/x",
        "https://queue.fal.run:8443/x",
        "https://user@queue.fal.run/x",
        "https://queue.fal.run@evil.example/x",
        "http://127.0.0.1:8791/x",
        "https://127.0.0.1:8790/x",
        "https://[::1/x",
        "https://h:port/x",
        "http://127.0.0.1:8790/x\n",
        "http://127.0.0.1:8790/a b",
        "http://127.0.0.1:8790/\x00",
        "http://127.0.0.1:8790/ü",
        "http://127.0.0.1:8790/" + "x" * 9999,
        "",
    ],
    ids=lambda url: repr(url)[:40],
)
def test_all_others_are_not(url: str) -> None:
    assert url not in FAL


INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "192.0.0.171",
    "192.88.99.1",
    "198.18.0.1",
    "0.0.0.0",  # noqa: S104 - refused, not listened on
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "ff0e::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:192.0.0.8",
    "::ffff:0:127.0.0.1",
    "::127.0.0.1",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_that_leads_inside_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_one_on_the_internet_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "a..b", "x" * 300, "x y", "h%00"])
async def test_no_name_that_leads_inside_or_is_none_is_public(host: str) -> None:
    with pytest.raises(Foreign):
        await check_public(f"https://{host}/a.png")


async def test_a_name_is_as_public_as_the_least_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = ["1.1.1.1"]

    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    await check_public("https://pictures.example/a.png")
    addresses.append("10.0.0.1")
    with pytest.raises(Foreign):
        await check_public("https://pictures.example/a.png")


async def test_a_name_without_an_address_now_may_have_one_later(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(NoAnswer):
        await check_public("https://pictures.example/a.png")


def test_a_url_in_a_log_has_no_signature() -> None:
    assert without_query("https://h/a.png?sig=secret") == "https://h/a.png"
