"""The bot's client on the real renderer: the way of every job."""

import io
from pathlib import Path

import httpx
import pytest
from PIL import Image

from domain import limits
from domain.errors import FailureKind, HostSaid, NotSent
from domain.job import StoredPicture, Ticket
from domain.pauses import Pauses
from domain.picture import PictureFormat
from domain.request import MagicPrompt, OutputFormat, RestyleRequest, Size, Speed
from domain.styles import Style
from providers.fal_wire import to_body
from tests.providers.host import client
from tests.stage import Renderer


def _source(folder: Path, side: int) -> tuple[Path, StoredPicture]:
    file = folder / "source.png"
    Image.effect_noise((side, side), 80).convert("RGB").save(file)
    return file, StoredPicture("a" * 64, PictureFormat.PNG, side, side, file.stat().st_size)


@pytest.mark.parametrize("side", [64, 512], ids=["inline", "uploaded"])
async def test_a_request_goes_up_is_watched_and_comes_down(
    renderer: Renderer, http: httpx.AsyncClient, tmp_path: Path, side: int
) -> None:
    fal = client(http, renderer.url, pauses=Pauses())
    file, picture = _source(tmp_path, side)
    assert (picture.bytes > limits.INLINE_BYTES) == (side == 512)
    source = (await fal.upload(file, picture)).url
    assert source.startswith("data:" if side == 64 else renderer.url)

    request = RestyleRequest(prompt="charcoal", seed=5, images=2, magic_prompt=MagicPrompt.NONE)
    ticket = await fal.submit(request, source, "tag")
    told = [progress async for progress in fal.watch(ticket)]
    assert any(progress.percent is not None for progress in told)
    assert {progress.picture for progress in told} & {1, 2}, "a fast picture may go unseen, not both"

    rendered = await fal.fetch(ticket)
    assert (rendered.seed, rendered.prompt, len(rendered.pictures)) == (5, "charcoal", 2)
    target = tmp_path / "result"
    await fal.download(rendered.pictures[1], target)
    assert Image.open(io.BytesIO(target.read_bytes())).size == (side, side)


async def test_every_option_is_one_that_the_host_takes(
    renderer: Renderer, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    fal = client(http, renderer.url, pauses=Pauses())
    source = (await fal.upload(*_source(tmp_path, 64))).url
    request = RestyleRequest(
        prompt="a sign that says “OPEN”",
        style=Style(name="Neon", after="cyberpunk neon lights at night, wet reflections"),
        seed=2**31 - 1,
        strength=0.5,
        speed=Speed.TURBO,
        magic_prompt=MagicPrompt.LARGE,
        size=Size.CUSTOM,
        width=530,
        height=600,
        format=OutputFormat.PNG,
    )
    ticket = await fal.submit(request, source, "tag")
    async for _ in fal.watch(ticket):
        pass
    rendered = await fal.fetch(ticket)
    assert rendered.prompt.startswith("a sign that says")
    target = tmp_path / "result"
    await fal.download(rendered.pictures[0], target)
    with Image.open(target) as picture:
        assert (picture.format, picture.size) == ("PNG", (528, 608)), "rounded to what the model paints"


async def test_a_model_that_paints_any_size_is_asked_for_the_one_that_was_wanted() -> None:
    request = RestyleRequest(prompt="ink", seed=1, size=Size.CUSTOM, width=800, height=600)
    sizes = [
        to_body(request, "data:,", None, safety_checker=True, exact=exact)["image_size"]
        for exact in (True, False)
    ]
    assert sizes == [{"width": 800, "height": 600}, {"width": 800, "height": 608}]


async def test_what_the_model_refuses_is_a_bad_request_and_was_not_sent(
    renderer: Renderer, http: httpx.AsyncClient
) -> None:
    request = RestyleRequest(prompt="ink", seed=1).model_copy(update={"strength": 7.0})
    with pytest.raises(NotSent) as caught:
        await client(http, renderer.url, pauses=Pauses()).submit(request, "data:image/png;base64,", "tag")
    assert caught.value.failure.kind is FailureKind.BAD_REQUEST
    assert "strength" in caught.value.failure.detail


async def test_a_source_that_is_no_picture_fails_the_job_with_the_host_s_words(
    renderer: Renderer, http: httpx.AsyncClient
) -> None:
    fal = client(http, renderer.url, pauses=Pauses())
    ticket = await fal.submit(RestyleRequest(prompt="ink", seed=1), "data:image/png;base64,AAAA", "tag")
    async for _ in fal.watch(ticket):
        pass
    with pytest.raises(HostSaid) as caught:
        await fal.fetch(ticket)
    assert caught.value.failure.kind is FailureKind.SOURCE_UNREAD
    assert "image_load_error" in caught.value.failure.detail


async def test_a_ticket_of_another_life_has_vanished(renderer: Renderer, http: httpx.AsyncClient) -> None:
    fal = client(http, renderer.url, pauses=Pauses(), forgets=True)
    own = f"{renderer.url}/ideogram/v4/requests/nobody"
    unknown = Ticket(id="nobody", status_url=f"{own}/status", response_url=own, cancel_url=f"{own}/cancel")
    elsewhere = Ticket(
        id="x",
        status_url="http://127.0.0.1:9/s",
        response_url="http://127.0.0.1:9/r",
        cancel_url="http://127.0.0.1:9/c",
    )
    for ticket in (unknown, elsewhere):
        with pytest.raises(HostSaid) as caught:
            async for _ in fal.watch(ticket):
                pass
        assert caught.value.failure.kind is FailureKind.VANISHED


async def test_a_job_can_be_called_off(renderer: Renderer, http: httpx.AsyncClient, tmp_path: Path) -> None:
    fal = client(http, renderer.url, pauses=Pauses())
    source = (await fal.upload(*_source(tmp_path, 512))).url
    request = RestyleRequest(prompt="oil painting", seed=1, images=4, speed=Speed.QUALITY)
    ticket = await fal.submit(request, source, "tag")
    assert not await fal.cancel(ticket), "it is rendering already"
    async for _ in fal.watch(ticket):
        pass
    with pytest.raises(HostSaid, match="cancel"):
        await fal.fetch(ticket)
