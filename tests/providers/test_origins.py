"""Where the bot goes, and where its keys go."""

import asyncio
import socket

import pytest

from providers.answers import NoAnswer
from providers.origins import Foreign, Origins, check_public, origin, without_query

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
