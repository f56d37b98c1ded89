"""Where pictures come from, and everything hostile that may come instead. Each ends in fal's own error."""

import asyncio
import io
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from tests.renderer.wire import MODEL, AsDataUri, Blame, Renderer, serving


def header_only_png(side: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def tiny_webp_of_178_megapixels() -> bytes:
    dimensions = (16384 - 1) | (10880 - 1) << 14
    body = b"WEBPVP8L" + struct.pack("<IBI", 14, 0x2F, dimensions) + bytes(9)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def encoded(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def hostile(scene: Image.Image) -> dict[str, bytes]:
    whole = encoded(scene, "png")
    return {
        "a bomb": header_only_png(20_000),
        "a larger bomb": header_only_png(60_000),
        "a tiny webp": tiny_webp_of_178_megapixels(),
        "a truncated png": whole[: len(whole) // 2],
        "a truncated jpeg": encoded(scene, "jpeg")[:900],
        "html": b"<!doctype html><title>Not found</title>",
        "text": b"I am a picture",
        "nothing": b"",
        "a tiff": encoded(scene, "tiff"),
        "a postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        "an svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "a png of zeros": b"\x89PNG\r\n\x1a\n" + bytes(5000),
        "a narrow line": encoded(scene.resize((300, 2)), "png"),
    }


KINDS: dict[str, str | tuple[str, ...]] = {
    "a bomb": "image_too_large",
    "a larger bomb": "image_too_large",
    "a narrow line": "image_too_small",
    "a tiny webp": ("image_too_large", "image_load_error"),
}


@pytest.mark.parametrize(
    "name",
    [
        "a bomb", "a larger bomb", "a tiny webp", "a truncated png", "a truncated jpeg", "html", "text", "nothing",
        "a tiff", "a postscript", "an svg", "a png of zeros", "a narrow line",
    ],
)  # fmt: skip
def test_what_is_no_proper_picture_is_refused(
    renderer: Renderer, as_data_uri: AsDataUri, blame: Blame, hostile: dict[str, bytes], name: str
) -> None:
    entry = blame(renderer.result(image_url=as_data_uri(hostile[name])))
    assert entry["type"] in KINDS.get(name, "image_load_error")
    assert entry["loc"] == ["body", "image_url"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGBA", "png"),
        ("P", "gif"),
        ("L", "png"),
        ("1", "png"),
        ("CMYK", "jpeg"),
        ("I;16", "png"),
        ("RGB", "webp"),
    ],
)
def test_pictures_of_every_mode_are_taken(
    renderer: Renderer, as_data_uri: AsDataUri, scene: Image.Image, mode: str, kind: str
) -> None:
    picture = scene.convert("L").convert(mode) if mode == "I;16" else scene.convert(mode)
    answer = renderer.render(image_url=as_data_uri(picture, kind), prompt="ink")
    assert renderer.picture(answer).size == scene.size


def test_a_picture_is_turned_upright(renderer: Renderer, as_data_uri: AsDataUri, scene: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    answer = renderer.render(image_url=as_data_uri(scene, "jpeg", exif=exif), prompt="ink")
    assert renderer.picture(answer).size == (scene.height, scene.width)


def test_what_is_transparent_becomes_white(renderer: Renderer, as_data_uri: AsDataUri) -> None:
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    pixels = renderer.pixels(image_url=as_data_uri(clear), strength=0, output_format="png")
    assert pixels.min() == 255


@pytest.mark.parametrize("clear", [None, 0])
def test_grey_of_sixteen_bits_keeps_its_tones(
    renderer: Renderer, as_data_uri: AsDataUri, clear: int | None
) -> None:
    ramp = np.tile(np.linspace(0, 65_535, 64).astype(np.uint16), (64, 1))
    marks = {} if clear is None else {"transparency": clear}
    file = io.BytesIO()
    Image.fromarray(ramp).save(file, "PNG", **marks)
    pixels = renderer.pixels(image_url=as_data_uri(file.getvalue()), strength=0, output_format="png")
    expected = np.linspace(0, 255, 64)
    expected[0] = 0 if clear is None else 255  # what is transparent becomes white
    assert np.abs(pixels[0, :, 0] - expected).max() <= 1


def test_at_strength_0_the_source_comes_back_and_nothing_is_read(
    renderer: Renderer, as_data_uri: AsDataUri, scene: Image.Image
) -> None:
    asked = {"image_url": as_data_uri(scene), "strength": 0, "output_format": "png", "num_images": 2}
    answer = renderer.render(prompt='mosaic "HELLO"', **asked)
    assert (answer["prompt"], answer["understood"]) == ('mosaic "HELLO"', None)
    for number in (0, 1):
        assert renderer.picture(answer, number).tobytes() == scene.tobytes()


@pytest.mark.parametrize("url", ["data:image/png;base64,@@@", "data:image/png", "data:image/png;base64,abc"])
def test_a_malformed_data_uri_is_refused(renderer: Renderer, blame: Blame, url: str) -> None:
    assert blame(renderer.result(image_url=url))["type"] == "image_load_error"


NO_ADDRESS, NO_HTTPS, NOT_PUBLIC = "not a web address", "only https", "not a public address"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", NO_ADDRESS),
        ("no url", NO_ADDRESS),
        ("file:///etc/passwd", NO_ADDRESS),
        ("ftp://localhost/a.png", NO_ADDRESS),
        ("https:///a.png", NO_ADDRESS),
        ("https://[/", NO_ADDRESS),
        ("x" * 20_000, NO_ADDRESS),
        ("http://localhost/a.png", NO_HTTPS),
        ("http://127.0.0.1:1/a.png", NO_HTTPS),
        ("https://localhost/a.png", NOT_PUBLIC),
        ("https://127.0.0.1/a.png", NOT_PUBLIC),
        ("https://2130706433/a.png", NOT_PUBLIC),
        ("https://[::1]/a.png", NOT_PUBLIC),
        ("https://[::ffff:127.0.0.1]/a.png", NOT_PUBLIC),
    ],
)
def test_only_public_https_addresses_are_fetched(
    renderer: Renderer, blame: Blame, url: str, why: str
) -> None:
    """Which addresses are public, test_public.py asks of the function: here none is named that could be reached."""
    entry = blame(renderer.result(image_url=url))
    assert (entry["type"], entry["loc"]) == ("file_download_error", ["body", "image_url"])
    assert why in entry["msg"]


@dataclass
class Slow:
    """A page that is asked for, and answers when it is let."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def website(scene: Image.Image, slow: Slow) -> AsyncIterator[TestServer]:
    """A site of the internet, as far as the renderer below is told."""
    picture = encoded(scene, "png")

    async def slowly(_: web.Request) -> web.Response:
        slow.asked.set()
        await slow.let.wait()
        return web.Response(body=picture, content_type="image/png")

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(60):
            await response.write(bytes(1 << 20))
        return response

    async def whole(_: web.Request) -> web.Response:
        return web.Response(body=picture, content_type="image/png")

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>", content_type="text/html")

    async def away(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    app = web.Application()
    app.add_routes([web.get("/slow.png", slowly), web.get("/endless", endless), web.get("/away", away)])
    app.add_routes([web.get("/picture.png", whole), web.get("/page.png", page)])
    server = TestServer(app)
    await server.start_server()
    yield server
    slow.let.set()
    await server.close()


@pytest.fixture
async def client(website: TestServer, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A renderer of its own, which trusts that site."""
    async with serving(tmp_path, [str(website.make_url("/"))]) as client:
        yield client


async def fetched(client: httpx.AsyncClient, url: object) -> httpx.Response:
    body = {"prompt": "ink", "image_url": str(url)}
    ticket = (await client.post(MODEL, json=body)).json()
    async with client.stream("GET", f"{ticket['status_url']}/stream") as response:
        await response.aread()
    return await client.get(ticket["response_url"])


async def test_a_configured_origin_is_fetched_and_its_failures_are_told(
    client: httpx.AsyncClient, website: TestServer
) -> None:
    picture = website.make_url("/picture.png")
    assert (await fetched(client, picture)).status_code == 200
    assert (await fetched(client, website.make_url("/away").with_query(to=str(picture)))).status_code == 200
    for path, kind in [
        ("/page.png", "image_load_error"),
        ("/missing.png", "file_download_error"),
        ("/endless", "file_too_large"),
    ]:
        response = await fetched(client, website.make_url(path))
        assert (response.status_code, response.json()["detail"][0]["type"]) == (422, kind)


async def test_a_redirect_leads_nowhere_private(client: httpx.AsyncClient, website: TestServer) -> None:
    away = website.make_url("/away")
    own = str(client.base_url)
    for target in (
        f"{own}/",
        "https://127.0.0.1/",
        "https://[::ffff:0:7f00:1]/",
        "http://localhost/",
        "file:///etc/passwd",
        str(away.with_query(to="/away")),
    ):
        response = await fetched(client, away.with_query(to=target))
        assert response.json()["detail"][0]["type"] == "file_download_error"
        assert response.status_code == 422


async def test_a_slow_source_does_not_hold_up_the_others(
    client: httpx.AsyncClient, website: TestServer, slow: Slow
) -> None:
    first = asyncio.create_task(fetched(client, website.make_url("/slow.png")))
    await slow.asked.wait()
    assert (await fetched(client, website.make_url("/picture.png"))).status_code == 200
    assert not first.done()
    slow.let.set()
    assert (await first).status_code == 200


async def test_a_source_that_never_comes_is_given_up(tmp_path: Path, website: TestServer) -> None:
    async with serving(tmp_path, [str(website.make_url("/"))], patience=0.5) as client:
        response = await fetched(client, website.make_url("/slow.png"))
    assert (response.status_code, response.json()["detail"][0]["type"]) == (422, "file_download_error")


async def test_sources_are_not_kept(client: httpx.AsyncClient, website: TestServer, tmp_path: Path) -> None:
    await fetched(client, website.make_url("/picture.png"))
    await fetched(client, website.make_url("/page.png"))
    assert list((tmp_path / "private").iterdir()) == []
