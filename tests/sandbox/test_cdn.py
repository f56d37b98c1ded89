"""The rules of the CDN: signed links that expire."""

import httpx
import pytest

from sandbox.rules.options import Upload
from sandbox.server import Sandbox


@pytest.fixture
async def url(sandbox: Sandbox, cat: Upload) -> str:
    """A link to a picture that somebody has posted."""
    return (await sandbox.person("ada").say("look", cat)).pictures[0]


async def test_a_link_brings_the_file(raw: httpx.AsyncClient, url: str, cat: Upload) -> None:
    answer = await raw.get(url)
    assert (answer.status_code, answer.content) == (200, cat.content)
    assert answer.headers["content-type"] == "image/png"
    head = await raw.head(url)
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(cat.content)))


@pytest.mark.parametrize(
    ("part", "changed"),
    [("ex=", "ex=f"), ("is=", "is=f"), ("hm=", "hm=0"), ("?", "?x"), ("cat", "dog"), ("hm=", "hm=ü")],
)
async def test_a_link_that_was_tampered_with_brings_nothing(
    raw: httpx.AsyncClient, url: str, part: str, changed: str
) -> None:
    answer = await raw.get(url.replace(part, changed, 1))
    assert (answer.status_code, answer.text) == (404, "This content is no longer available.")
    assert answer.headers["content-type"].startswith("text/plain")


async def test_a_link_ends_after_a_day_and_a_fresh_one_is_in_the_message(
    sandbox: Sandbox, raw: httpx.AsyncClient, url: str
) -> None:
    sandbox.clock.advance(24 * 60 * 60 - 5)
    assert (await raw.get(url)).status_code == 200
    sandbox.clock.advance(6)
    assert (await raw.get(url)).status_code == 404
    fresh = sandbox.person("bob").messages()[0].pictures[0]
    assert (await raw.get(fresh)).status_code == 200


async def test_what_a_member_gives_to_a_command_is_kept_apart(
    sandbox: Sandbox, raw: httpx.AsyncClient, cat: Upload
) -> None:
    exchange = await sandbox.person("ada").command("restyle", {"image": cat, "prompt": "soft"})
    assert exchange.interaction is not None
    url = next(iter(exchange.interaction.data["resolved"]["attachments"].values()))["url"]
    assert f"/ephemeral-attachments/{sandbox.application_id}/" in url
    assert (await raw.get(url)).content == cat.content
    assert (await raw.get(url.replace("ephemeral-attachments", "attachments"))).status_code == 404
