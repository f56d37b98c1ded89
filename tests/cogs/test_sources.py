"""A source is fetched from Discord's file host, which may have a hiccup: a real server, with faults in its script."""

import io
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from PIL import Image

from cogs.acknowledging import Precedence
from cogs.sources import Attached, Sources
from domain import limits
from domain.claim import Claim
from domain.errors import SourceRefused
from domain.picture import UnreadablePicture
from images.workshop import Workshop
from jobs.pictures import Pictures
from storage.pictures import PictureFiles
from storage.writer import SqliteDatabase

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


def encoded(width: int = 40, height: int = 30, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "GIF" if options else "PNG", **options)  # pyright: ignore[reportArgumentType] Pillow's own is untyped here
    return file.getvalue()


async def whole(_: web.Request) -> web.StreamResponse:
    return web.Response(body=encoded())


def says(status: int, **headers: str) -> Act:
    async def act(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Retry-After": headers.get("after", "0")})

    return act


async def drops(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Length": "1000000"})
    await answer.prepare(request)
    await answer.write(encoded()[:20])
    assert request.transport
    request.transport.abort()
    return answer


class Host:
    """Discord's file host: acts as its script says, then sends the picture."""

    def __init__(self) -> None:
        self.script: list[Act] = []
        self.url = ""
        self.asked = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        return await (self.script.pop(0) if self.script else whole)(request)


@pytest.fixture
async def host() -> AsyncGenerator[Host]:
    host, app = Host(), web.Application()
    app.router.add_get("/{path:.*}", host.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield host
    await runner.cleanup()


@pytest.fixture
async def sources(host: Host, tmp_path: Path) -> AsyncGenerator[Sources]:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient())
        workshop = await stack.enter_async_context(Workshop())
        database = await stack.enter_async_context(SqliteDatabase(tmp_path / "restyle.db"))
        pictures = Pictures(database, PictureFiles(tmp_path), workshop, marks=False)
        yield Sources(http, pictures, host.url, Precedence(), pauses=(0.0, 0.0))


@pytest.fixture
def attached(host: Host) -> Attached:
    return Attached(f"{host.url}/attachments/1/2/a.png", Claim(None, None))


FAULTS: dict[str, Act] = {
    "500": says(500),
    "502": says(502),
    "503": says(503),
    "504": says(504),
    "520": says(520),
    "408": says(408),
    "429": says(429),
    "429 with a date": says(429, after="Wed, 21 Oct 2026 07:28:00 GMT"),
    "dropped": drops,
    "broken off": breaks_off,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("times", [1, 2])
async def test_a_hiccup_refuses_nobody(
    times: int, fault: str, host: Host, sources: Sources, attached: Attached
) -> None:
    host.script = [FAULTS[fault]] * times

    taken = await sources.take(attached)

    assert (taken.picture.width, taken.picture.height) == (40, 30)
    assert host.asked == times + 1


async def test_a_host_that_stays_away_is_told(host: Host, sources: Sources, attached: Attached) -> None:
    host.script = [drops, says(503), breaks_off]

    with pytest.raises(SourceRefused) as refused:
        await sources.take(attached)

    assert (refused.value.reason, host.asked) == ("unavailable", 3)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 415])
async def test_what_is_not_there_is_not_asked_for_again(
    status: int, host: Host, sources: Sources, attached: Attached
) -> None:
    host.script = [says(status)]

    with pytest.raises(SourceRefused) as refused:
        await sources.take(attached)

    assert (refused.value.reason, host.asked) == ("unavailable", 1)


async def test_a_file_that_grows_too_large_is_let_go_of_and_not_asked_for_again(
    host: Host, sources: Sources, attached: Attached
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(2 * limits.SOURCE_BYTES // limits.MEBI):
            await answer.write(bytes(limits.MEBI))
        return answer

    host.script = [endless]

    with pytest.raises(SourceRefused) as refused:
        await sources.take(attached)

    assert (refused.value.reason, refused.value.limit, host.asked) == ("too_large", limits.SOURCE_BYTES, 1)


async def test_discord_is_not_asked_again_before_it_says(
    host: Host, sources: Sources, attached: Attached, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.sources.TIME_MAX", 0.5)
    host.script = [says(429, after="50")]

    with pytest.raises(SourceRefused) as refused:
        await sources.take(attached)

    assert (refused.value.reason, host.asked) == ("unavailable", 1)


async def test_nobody_is_asked_but_discord(host: Host, sources: Sources) -> None:
    with pytest.raises(SourceRefused) as refused:
        await sources.take(Attached(host.url.replace("127.0.0.1", "localhost") + "/a.png", Claim(None, None)))

    assert (refused.value.reason, host.asked) == ("foreign", 0)


ELSEWHERE = [
    "http://cdn.discordapp.com/a.png",
    "https://cdn.discordapp.com.evil.example/a.png",
    "https://evil.example/cdn.discordapp.com/a.png",
    "https://cdn.discordapp.com@evil.example/a.png",
    "https://user:password@cdn.discordapp.com/a.png",
    "https://cdn.discordapp.com:8443/a.png",
    "https://cdn.discordapp.com\\@evil.example/a.png",
    "https://cdn.discordapp.com%2eevil.example/a.png",
    "https://cdn.discordapp.com./a.png",
    "https://\uff43dn.discordapp.com/a.png",
    "//cdn.discordapp.com/a.png",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "",
]


@pytest.mark.parametrize("url", ELSEWHERE, ids=lambda url: ascii(url)[:40])
async def test_what_only_looks_like_discord_is_not_asked(sources: Sources, url: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        await sources.take(Attached(url, Claim(None, None)))

    assert refused.value.reason == "foreign"


async def test_discord_s_file_host_leads_nowhere_else(
    host: Host, sources: Sources, attached: Attached
) -> None:
    async def leads(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": f"{host.url}/elsewhere.png"})

    host.script = [leads]

    with pytest.raises(SourceRefused) as refused:
        await sources.take(attached)

    assert (refused.value.reason, host.asked) == ("unavailable", 1)


async def test_a_moving_picture_is_told_as_one(host: Host, sources: Sources, attached: Attached) -> None:
    async def moving(_: web.Request) -> web.StreamResponse:
        return web.Response(body=encoded(save_all=True, append_images=[Image.new("RGB", (40, 30), "red")]))

    host.script = [moving]

    assert (await sources.take(attached)).loss.motion


@pytest.mark.parametrize("sides", [(7, 40), (40, 7), (1, 1)])
async def test_a_picture_that_no_model_takes_is_refused(
    sides: tuple[int, int], host: Host, sources: Sources, attached: Attached
) -> None:
    async def tiny(_: web.Request) -> web.StreamResponse:
        return web.Response(body=encoded(*sides))

    host.script = [tiny]

    with pytest.raises(UnreadablePicture) as small:
        await sources.take(attached)

    assert (small.value.reason, small.value.found, small.value.limit) == ("too_small", min(sides), 8)
