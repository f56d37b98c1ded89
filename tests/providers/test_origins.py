"""Where the bot goes, and where its keys go."""

import pytest

from domain.errors import ProviderFailed
from providers.origins import Origins, check_public, origin, without_query

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
        "",
    ],
)
def test_all_others_are_not(url: str) -> None:
    assert url not in FAL


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - refused, not listened on
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "a..b",
        "x" * 300,
    ],
)
async def test_no_address_that_leads_inside_is_public(host: str) -> None:
    with pytest.raises(ProviderFailed):
        await check_public(f"https://{host}/a.png")


async def test_a_public_address_is() -> None:
    await check_public("https://1.1.1.1/a.png")
    await check_public("https://[2606:4700:4700::1111]/a.png")


def test_a_url_in_a_log_has_no_signature() -> None:
    assert without_query("https://h/a.png?sig=secret") == "https://h/a.png"
