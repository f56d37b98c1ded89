"""The bot's client for modelrunner on the real renderer, which speaks modelrunner's API too."""

from pathlib import Path

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr

from domain import limits
from domain.errors import FailureKind, HostSaid, NotSent
from domain.job import StoredPicture
from domain.pauses import Pauses
from domain.picture import PictureFormat
from domain.price import Price
from domain.request import OutputFormat, RestyleRequest, Speed
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from tests.stage import Renderer


@pytest.fixture
def client(renderer: Renderer, http: httpx.AsyncClient) -> Modelrunner:
    account = ModelrunnerAccount(renderer.url, renderer.url, SecretStr("key"), Price(), 2)
    return Modelrunner(account, http, Notices(), Pauses(poll=(0.1,)))


def _source(folder: Path, side: int) -> tuple[Path, StoredPicture]:
    file = folder / "source.png"
    Image.effect_noise((side, side), 80).convert("RGB").save(file)
    return file, StoredPicture("a" * 64, PictureFormat.PNG, side, side, file.stat().st_size)


@pytest.mark.parametrize("side", [64, 512], ids=["inline", "uploaded"])
async def test_a_request_goes_up_is_watched_and_comes_down(
    client: Modelrunner, tmp_path: Path, side: int
) -> None:
    file, picture = _source(tmp_path, side)
    assert (picture.bytes > limits.INLINE_BYTES) == (side == 512)
    source = await client.upload(file, picture)
    request = RestyleRequest(
        prompt="ink", seed=7, images=2, speed=Speed.TURBO, format=OutputFormat.PNG, strength=0.4
    )
    ticket = await client.submit(request, source.url, f"test.{side}")
    found = await client.find(f"test.{side}")
    assert found is not None
    assert found.id == ticket.id
    async for _ in client.watch(ticket):
        pass
    rendered = await client.fetch(ticket)
    assert (len(rendered.pictures), rendered.billed) == (2, True)
    target = tmp_path / "result"
    await client.download(rendered.pictures[1], target)
    with Image.open(target) as made:
        assert (made.format, made.size) == ("PNG", (side, side))


async def test_a_tag_that_nobody_used_is_not_found(client: Modelrunner) -> None:
    assert await client.find("nobody.0") is None


async def test_what_the_model_refuses_was_not_sent(client: Modelrunner) -> None:
    wrong = RestyleRequest(prompt="ink", seed=1).model_copy(update={"strength": 7.0})
    with pytest.raises(NotSent) as caught:
        await client.submit(wrong, "data:image/png;base64,", "test.wrong")
    assert caught.value.failure.kind is FailureKind.BAD_REQUEST


async def test_a_failed_generation_has_failed_though_it_is_complete(client: Modelrunner) -> None:
    request = RestyleRequest(prompt="ink", seed=1)
    ticket = await client.submit(request, "data:image/png;base64,AAAA", "test.broken")
    async for _ in client.watch(ticket):
        pass
    with pytest.raises(HostSaid) as caught:
        await client.fetch(ticket)
    assert (caught.value.failure.kind, caught.value.cost) == (FailureKind.SOURCE_UNREAD, 0)


async def test_the_key_is_checked_for_nothing(client: Modelrunner) -> None:
    await client.check()
