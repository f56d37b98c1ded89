"""Webhooks as the renderer sends and signs them, by fal's way and by modelrunner's: word comes, and is believed."""

import asyncio
import base64
import io
from collections.abc import AsyncGenerator

import httpx
import pytest
from aiohttp import web
from PIL import Image
from pydantic import SecretStr

from domain import limits
from domain.pauses import Pauses
from domain.price import Price
from domain.request import RestyleRequest, Speed
from providers.bounded import bounded_client
from providers.fal import Endpoints, Fal, FalAccount
from providers.modelrunner import Modelrunner, ModelrunnerAccount
from providers.notices import Notices
from providers.provider import Capabilities, Provider
from providers.signatures import FalSignatures, StandardSignatures, fal_keys
from tests.stage import Renderer
from web.hooks import Hooks

KEY = SecretStr("id:secret")


def _source() -> str:
    """A small picture as a data URI."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


SELDOM = Pauses(
    poll=(3600.0,), poll_for_stream=(3600.0,)
)  # but for a word, the next poll would come in an hour


class Heard(Notices):
    """Notices that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.words: asyncio.Queue[str] = asyncio.Queue()

    def tell(self, request_id: str) -> bool:
        self.words.put_nowait(request_id)
        return super().tell(request_id)


@pytest.fixture
async def heard() -> Heard:
    return Heard()


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with bounded_client() as opened:
        yield opened


@pytest.fixture
async def hooked(
    heard: Heard, http: httpx.AsyncClient, unused_tcp_port: int
) -> AsyncGenerator[dict[str, Provider]]:
    """Both clients on one renderer, which may call the bot's own HTTP side."""
    site = f"http://127.0.0.1:{unused_tcp_port}"
    renderer = Renderer("--allow-origin", site)
    answer = await http.get(
        f"{renderer.url}/webhooks/default/secret", headers={"Authorization": f"Key {KEY.get_secret_value()}"}
    )
    app = web.Application(client_max_size=limits.JSON_BYTES)
    Hooks(
        heard.tell,
        {
            "fal": FalSignatures(fal_keys(http, renderer.url)),
            "modelrunner": StandardSignatures(SecretStr(_secret(answer.json()))),
        },
    ).add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    yield {
        "fal": _fal(renderer.url, f"{site}/hooks/fal", http, heard),
        "modelrunner": Modelrunner(
            ModelrunnerAccount(
                renderer.url, renderer.url, KEY, Price(), 2, webhook=f"{site}/hooks/modelrunner"
            ),
            http,
            heard,
            SELDOM,
        ),
    }
    await runner.cleanup()
    renderer.stop()


def _secret(answer: dict[str, str]) -> str:
    return next(value for value in answer.values() if value.startswith("whsec_"))


def _fal(url: str, webhook: str, http: httpx.AsyncClient, heard: Heard) -> Provider:
    async def endpoints() -> Endpoints:
        return Endpoints(url, url, url)

    account = FalAccount(
        name="fal",
        endpoints=endpoints,
        key=KEY,
        capabilities=Capabilities(),
        price=Price(),
        jobs_at_once=1,
        usual_seconds=1.0,
        webhook=webhook,
    )
    return Fal(account, http, heard, SELDOM)


@pytest.mark.parametrize("name", ["fal", "modelrunner"])
async def test_word_of_an_end_comes_and_is_believed(
    hooked: dict[str, Provider], heard: Heard, name: str
) -> None:
    request = RestyleRequest(prompt="ink", seed=1, speed=Speed.TURBO)
    provider = hooked[name]
    ticket = await provider.submit(request, _source(), f"hooks.{name}")
    async with asyncio.timeout(30):
        async for _ in provider.watch(ticket):
            pass
        assert await heard.words.get() == ticket.id
    assert (await provider.fetch(ticket)).pictures
