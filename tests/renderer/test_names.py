"""The server answers under its own names alone: a page cannot read it by letting its own name lead here."""

import socket
from pathlib import Path

import httpx
import pytest

from renderer.api.names import EVERYWHERE, Names
from renderer.server import serve
from tests.renderer.wire import KEY, MODEL, Renderer

STRANGE = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "fal.run",
    "10.0.0.8",
    "[2606:4700::1]",
]
OWN = ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.8.9.10", "[::1]", "localhost:1", "[::1]:443"]


@pytest.mark.parametrize("host", STRANGE)
@pytest.mark.parametrize("path", ["/", MODEL, "/requests", "/files/somebody-elses.png", "/nothing"])
def test_a_strange_name_is_refused_before_anything_is_done(renderer: Renderer, host: str, path: str) -> None:
    for method in ("GET", "POST"):
        answer = httpx.request(method, f"{renderer.origin}{path}", headers={**KEY, "Host": host})
        assert answer.status_code == 421
        assert f"--allow-host {host.strip('[]')}" in answer.text


@pytest.mark.parametrize("host", OWN)
def test_the_names_of_the_machine_to_itself_are_its_own(renderer: Renderer, host: str) -> None:
    assert httpx.get(f"{renderer.origin}/", headers={"Host": host}).status_code == 200


async def test_the_operator_may_allow_a_name(tmp_path: Path) -> None:
    async with (
        serve("127.0.0.1", 0, tmp_path, allowed_hosts=["Pictures.Example"]) as (port, _),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        statuses = [
            (await client.get("/", headers={"Host": host})).status_code
            for host in ("pictures.example", "pictures.example:8790", "example", "a.pictures.example")
        ]
    assert statuses == [200, 200, 421, 421]


def test_who_listens_everywhere_answers_as_any_address_and_by_the_machines_name() -> None:
    for everywhere in EVERYWHERE:
        names = Names(everywhere)
        assert all(map(names.know, ("10.0.0.8", "2606:4700::1", "localhost", socket.gethostname())))
        assert not names.know("evil.example")


def test_who_listens_at_one_address_answers_as_that_one() -> None:
    names = Names("10.0.0.8")
    assert names.know("10.0.0.8")
    assert not names.know("10.0.0.9")
    assert not names.know("evil.example")
