"""Where the bot goes, and where its keys go."""

import pytest

from providers.origins import Origins, origin, without_query

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
        "https://:password@queue.fal.run/x",
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


def test_a_url_in_a_log_has_no_signature() -> None:
    assert without_query("https://h/a.png?sig=secret") == "https://h/a.png"
